; JavaScript. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
[(identifier) (this) (super) (import) (undefined)] @name
[(property_identifier) (private_property_identifier) (statement_identifier)] @literal.string
(number) @literal.number
(true) @literal.true
(false) @literal.false
(null) @literal.null
(string) @leaf.plainString @pass
(template_string) @format @leaf.plainTemplate
(string_fragment) @literal.string
(escape_sequence) @leaf.escapeSequence @pass
(template_substitution) @pass
(regex) @literal.string
(comment) @comment
(html_comment) @comment
(hash_bang_line) @skip

; Expressions
(member_expression object: (_) @base property: (_) @name optional_chain: (_) @ignored) @member
(subscript_expression object: (_) @base index: (_) @key optional_chain: (_) @ignored) @index
(call_expression function: (_) @callee arguments: (_) @argument optional_chain: (_) @ignored) @call
(new_expression constructor: (_) @callee arguments: (_) @argument) @call
(arguments) @splice
[(spread_element) (rest_pattern)] @spread
(binary_expression operator: "+") @concat
(binary_expression) @operator
(unary_expression) @operator
(update_expression argument: (_) @target) @update
(ternary_expression) @choice
(parenthesized_expression) @pass
(sequence_expression) @lower.sequence
(await_expression) @pass
(yield_expression (_) @value) @lower.yielded
(array) @list
(array_pattern) @list
(object) @map
(object_pattern) @map
(pair key: (_) @name value: (_) @value) @named
(pair_pattern key: (_) @name value: (_) @value) @named
[(shorthand_property_identifier) (shorthand_property_identifier_pattern)] @lower.shorthand
(object_assignment_pattern left: (_) @operand) @lower.defaulted
(assignment_pattern left: (_) @operand) @lower.defaulted
(computed_property_name) @pass
(assignment_expression left: (_) @target right: (_) @value) @assign
(augmented_assignment_expression left: (_) @target right: (_) @value) @update
(class_heritage) @splice
(jsx_attribute (property_identifier) @name (_) @value) @named

; Statements
(program) @block
(export_statement "from" source: (_) @module) @lower.exportFrom
(export_statement (export_clause)) @lower.exportNames
(export_statement) @block
(statement_block) @block.scope
(expression_statement) @evaluate
(variable_declarator name: (_) @target value: (_) @value) @declare
(return_statement) @return
(throw_statement) @throw
(break_statement) @break
(continue_statement) @continue
(import_statement source: (_) @module) @lower.importStatement
(import_clause) @splice
(named_imports) @splice
(import_specifier name: (_) @symbol alias: (_) @alias) @lower.importSpecifier
(namespace_import) @lower.namespaceImport
(export_clause) @splice
(export_specifier name: (_) @symbol alias: (_) @alias) @lower.importSpecifier
[(import_attribute) (namespace_export)] @skip

; Definitions
(function_declaration name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(generator_function_declaration name: (_) @name parameters: (_) @parameter body: (_) @body) @function
[(function_expression name: (_) @name parameters: (_) @parameter body: (_) @body)
 (generator_function name: (_) @name parameters: (_) @parameter body: (_) @body)
 (arrow_function parameter: (_) @parameter parameters: (_) @parameter body: (_) @body)] @lambda
(method_definition name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(formal_parameters) @splice
(class_declaration name: (_) @name (class_heritage) @base body: (_) @body) @class
(class name: (_) @name (class_heritage) @base body: (_) @body) @class
(class_body) @block
(field_definition property: (_) @target value: (_) @value) @declare

; Control flow
(if_statement condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(else_clause) @block
(switch_statement value: (_) @condition) @block
(switch_body) @block
(switch_case value: (_) @ignored body: (_) @body) @branch
(switch_default body: (_) @body) @branch
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(for_statement condition: (_) @condition body: (_) @body) @loop
(for_in_statement left: (_) @target right: (_) @iterable body: (_) @body) @loop.each
(try_statement body: (_) @body) @try
(catch_clause parameter: (_) @target body: (_) @body) @handler
(finally_clause) @block
(labeled_statement) @label
(with_statement) @block
