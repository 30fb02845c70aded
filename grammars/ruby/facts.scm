; Ruby. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
[(identifier) (constant) (instance_variable) (class_variable) (global_variable) (self) (super) (operator) (setter)] @name
[(integer) (float) (rational) (complex)] @literal.number
(true) @literal.true
(false) @literal.false
(nil) @literal.null
(string) @format @leaf.plainString
[(string_content) (heredoc_content) (hash_key_symbol) (character) (file)] @literal.string
(escape_sequence) @leaf.escapeSequence @pass
(interpolation) @pass
(chained_string) @concat
(heredoc_body) @format
[(heredoc_beginning) (heredoc_end) (encoding) (line) (empty_statement) (uninterpreted) (hash_splat_nil) (alias) (undef)
 (forward_parameter) (forward_argument)] @skip
[(simple_symbol) (delimited_symbol) (bare_string) (bare_symbol)] @leaf.symbol @format
[(string_array) (symbol_array) (array)] @list
(regex) @format
(comment) @comment

; Expressions
(scope_resolution scope: (_) @base name: (_) @name) @lower.scopeResolution
(element_reference object: (_) @base block: (_) @ignored (_) @key) @index
(call receiver: (_) @base operator: (_) @ignored method: (_) @name arguments: (_) @argument block: (_) @argument) @lower.call
(argument_list) @splice
(block_argument) @pass
[(splat_argument) (hash_splat_argument) (splat_parameter) (hash_splat_parameter) (rest_assignment)] @spread
(subshell) @lower.shellCommand
(pair key: (_) @name value: (_) @value) @named
(hash) @map
(binary operator: "+") @concat
(binary operator: "<<") @lower.appended
(binary) @operator
(unary) @operator
(range) @operator
(conditional condition: (_) @condition consequence: (_) @operand alternative: (_) @operand) @lower.choice
(parenthesized_statements) @pass
(assignment left: (_) @target right: (_) @value) @declare
[(left_assignment_list) (right_assignment_list) (destructured_left_assignment) (destructured_parameter)] @list
(operator_assignment left: (_) @target right: (_) @value) @update
(rescue_modifier) @pass
(yield) @unknown

; Statements
[(program) (begin_block) (end_block) (then) (do) (else) (ensure) (singleton_class value: (_) @ignored)] @block
[(body_statement) (block_body)] @lower.body
(return) @return
(break) @break
(next) @continue

; Definitions
(method name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(singleton_method object: (_) @ignored name: (_) @name parameters: (_) @parameter body: (_) @body) @function
[(method_parameters) (block_parameters locals: (_) @ignored) (lambda_parameters)] @splice
(optional_parameter name: (_) @target value: (_) @value) @lower.parameter
(keyword_parameter name: (_) @target value: (_) @value) @lower.parameter
(block_parameter name: (_) @operand) @pass
[(block parameters: (_) @parameter body: (_) @body) (do_block parameters: (_) @parameter body: (_) @body)] @lambda
(lambda parameters: (_) @ignored body: (_) @operand) @pass
(class name: (_) @name superclass: (_) @base body: (_) @body) @class
(superclass) @splice
(module name: (_) @name body: (_) @body) @class

; Control flow
(if condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(elsif condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(unless condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
[(if_modifier condition: (_) @condition body: (_) @body) (unless_modifier condition: (_) @condition body: (_) @body)] @branch
(case value: (_) @condition) @block
(when pattern: (_) @ignored body: (_) @body) @branch
(case_match value: (_) @condition) @block
(in_clause pattern: (_) @ignored guard: (_) @ignored body: (_) @body) @branch
[(while condition: (_) @condition body: (_) @body) (until condition: (_) @condition body: (_) @body)
 (while_modifier condition: (_) @condition body: (_) @body) (until_modifier condition: (_) @condition body: (_) @body)] @loop
(for pattern: (_) @target value: (_) @iterable body: (_) @body) @loop.each
(in) @pass
(begin (rescue) @none (else) @none (ensure) @none (_) @body) @try
(rescue exceptions: (_) @condition variable: (_) @target body: (_) @body) @handler
(exceptions) @lower.caughtTypes
