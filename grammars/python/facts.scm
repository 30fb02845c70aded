; Python. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
(identifier) @name
(dotted_name) @lower.dottedName
(integer) @literal.number
(float) @literal.number
(true) @literal.true
(false) @literal.false
(none) @literal.null
(string) @format @leaf.plainString
(string_content) @leaf.stringContent @pass
(interpolation expression: (_) @operand format_specifier: (_) @ignored type_conversion: (_) @ignored) @pass
(concatenated_string) @concat
[(string_start) (string_end) (ellipsis) (type_conversion) (type) (type_parameter)
 (future_import_statement) (line_continuation) (import_prefix)] @skip
(comment) @comment

; Expressions
(attribute object: (_) @base attribute: (identifier) @name) @member
(subscript value: (_) @base subscript: (_) @key) @index
(call function: (_) @callee arguments: (_) @argument) @call
(argument_list) @splice
(keyword_argument name: (identifier) @name value: (_) @value) @named
[(list_splat) (dictionary_splat) (list_splat_pattern) (dictionary_splat_pattern)] @spread
(binary_operator operator: "+") @concat
(binary_operator operator: "%") @lower.percent
(binary_operator) @operator
[(boolean_operator) (comparison_operator) (not_operator) (unary_operator)] @operator
(conditional_expression) @choice
[(list) (tuple) (set) (expression_list) (pattern_list) (tuple_pattern) (list_pattern)] @list
(dictionary) @map
(pair key: (_) @key value: (_) @value) @named
[(list_comprehension) (set_comprehension) (generator_expression)] @list
(dictionary_comprehension) @map
(for_in_clause left: (_) @target right: (_) @iterable) @loop.each
(lambda parameters: (_) @parameter body: (_) @body) @lambda
(lambda_parameters) @splice
(named_expression name: (_) @target value: (_) @value) @declare
(as_pattern (_) @value alias: (_) @target) @declare
(slice) @operator
(yield (_) @value) @lower.yielded

; Statements
[(module) (block) (decorated_definition)] @block
[(expression_statement) (decorator)] @evaluate
(assert_statement (_) @argument) @lower.assertStatement
(delete_statement) @lower.deleteStatement
(assignment left: (_) @target right: (_) @value type: (_) @ignored) @declare
(augmented_assignment left: (_) @target right: (_) @value) @update
(return_statement) @return
(raise_statement) @throw
(break_statement) @break
(continue_statement) @continue
(global_statement) @lower.globalNames
(nonlocal_statement) @lower.nonlocalNames
(print_statement) @evaluate
(exec_statement code: (_) @argument) @lower.execStatement
(import_statement) @lower.importModules
(import_from_statement) @lower.importFrom
(aliased_import name: (dotted_name) @symbol alias: (identifier) @alias) @lower.aliasedImport
(relative_import) @lower.relativeImport
(wildcard_import) @literal.string

; Definitions
(function_definition name: (identifier) @name parameters: (_) @parameter body: (_) @body return_type: (_) @ignored) @function
(parameters) @splice
(default_parameter name: (identifier) @name value: (_) @value) @named
(typed_default_parameter name: (identifier) @name type: (_) @ignored value: (_) @value) @named
(typed_parameter) @pass
[(keyword_separator) (positional_separator)] @skip
(class_definition name: (identifier) @name superclasses: (_) @base body: (_) @body) @class

; Control flow
(if_statement condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(elif_clause condition: (_) @condition consequence: (_) @body) @branch
(else_clause) @block
(while_statement condition: (_) @condition body: (_) @body alternative: (_) @alternative) @loop
(for_statement left: (_) @target right: (_) @iterable body: (_) @body alternative: (_) @alternative) @loop.each
(match_statement subject: (_) @condition) @block
(case_clause consequence: (_) @body) @branch
(try_statement body: (_) @body) @try
(except_clause value: (_) @condition (block) @body) @handler
(finally_clause) @block
(with_statement) @block
(with_clause) @block
(with_item) @evaluate
