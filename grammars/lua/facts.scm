; Lua. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
(identifier) @name
(number) @literal.number
(true) @literal.true
(false) @literal.false
(nil) @literal.null
(string) @leaf.plainString @pass
(comment) @comment
[(hash_bang_line) (attribute) (label_statement) (empty_statement)] @skip
(vararg_expression) @name

; Expressions
(dot_index_expression table: (_) @base field: (_) @name) @member
(method_index_expression table: (_) @base method: (_) @name) @member
(bracket_index_expression table: (_) @base field: (_) @key) @index
(function_call name: (_) @callee arguments: (_) @argument) @lower.call
(arguments) @splice
(parenthesized_expression) @pass
(binary_expression operator: "..") @concat
(binary_expression) @operator
(unary_expression) @operator
(table_constructor) @lower.table
(field name: (_) @name value: (_) @value) @named

; Statements
(chunk) @block
[(block) (do_statement)] @block.scope
(variable_declaration (variable_list) @target) @declare
(assignment_statement (variable_list) @target (expression_list) @value) @lower.assignment
(variable_list) @list
(expression_list) @lower.values
(return_statement) @return
(break_statement) @break
(goto_statement) @break

; Definitions
(function_declaration name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(function_definition parameters: (_) @parameter body: (_) @body) @lambda
(parameters) @splice

; Control flow
(if_statement condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(elseif_statement condition: (_) @condition consequence: (_) @body) @branch
(else_statement) @block
(while_statement condition: (_) @condition body: (_) @body) @loop
(repeat_statement body: (_) @body condition: (_) @condition) @loop
(for_statement clause: (_) @none body: (_) @body) @loop.each
(for_generic_clause (variable_list) @target (expression_list) @iterable) @splice
(for_numeric_clause name: (_) @target end: (_) @iterable start: (_) @iterable) @splice
