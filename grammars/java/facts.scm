; Java. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
[(identifier) (this) (super) (type_identifier)] @name
[(decimal_integer_literal) (hex_integer_literal) (octal_integer_literal) (binary_integer_literal)
 (decimal_floating_point_literal) (hex_floating_point_literal)] @literal.number
(true) @literal.true
(false) @literal.false
(null_literal) @literal.null
(string_literal) @format @leaf.plainString
[(string_fragment) (multiline_string_fragment)] @literal.string
[(escape_sequence) (character_literal)] @leaf.plainString @pass
[(line_comment) (block_comment)] @comment
[(scoped_identifier) (scoped_type_identifier)] @leaf.dottedName @pass
[(package_declaration) (type_arguments) (type_parameters) (super_interfaces) (extends_interfaces) (permits) (throws)
 (dimensions) (array_type) (integral_type) (floating_point_type) (boolean_type) (void_type) (module_declaration)
 (annotation_type_declaration) (class_literal) (receiver_parameter) (underscore_pattern) (guard)] @skip
(generic_type) @pass
(modifiers) @pass
[(marker_annotation name: (_) @operand) (annotation name: (_) @operand arguments: (_) @ignored)] @pass

; Expressions
(field_access object: (_) @base field: (_) @name) @member
(array_access array: (_) @base index: (_) @key) @index
(method_invocation object: (_) @base type_arguments: (_) @ignored name: (_) @name arguments: (_) @argument) @lower.methodCall
(explicit_constructor_invocation constructor: (_) @callee arguments: (_) @argument object: (_) @ignored) @call
(object_creation_expression type: (_) @callee arguments: (_) @argument type_arguments: (_) @ignored) @call
(argument_list) @splice
(array_creation_expression type: (_) @ignored value: (_) @operand) @pass
(dimensions_expr) @pass
(array_initializer) @list
(binary_expression operator: "+") @concat
(binary_expression) @operator
(unary_expression) @operator
(update_expression (_) @target) @update
(instanceof_expression right: (_) @ignored name: (_) @ignored) @operator
(ternary_expression condition: (_) @condition consequence: (_) @operand alternative: (_) @operand) @lower.choice
(cast_expression type: (_) @ignored value: (_) @operand) @pass
(parenthesized_expression) @pass
(assignment_expression operator: "=" left: (_) @target right: (_) @value) @assign
(assignment_expression left: (_) @target right: (_) @value) @update
(lambda_expression parameters: (_) @parameter body: (_) @body) @lambda
(inferred_parameters) @splice
(method_reference) @unknown

; Statements
[(program) (class_body) (enum_body) (enum_body_declarations) (interface_body) (constructor_body)
 (synchronized_statement) (static_initializer)] @block
(labeled_statement) @label
(block) @block.scope
(expression_statement) @evaluate
(field_declaration (modifiers) @ignored type: (_) @ignored) @block
(constant_declaration (modifiers) @ignored type: (_) @ignored) @block
(local_variable_declaration (modifiers) @ignored type: (_) @ignored) @block
(variable_declarator name: (_) @target value: (_) @value dimensions: (_) @ignored) @declare
(enum_constant (modifiers) @ignored name: (_) @ignored) @block
(return_statement) @return
(throw_statement) @throw
(yield_statement) @evaluate
(break_statement) @break
(continue_statement) @continue
(assert_statement (_) @argument) @lower.assertStatement
(import_declaration) @leaf.importDeclaration @pass

; Definitions
(method_declaration (modifiers) @ignored type: (_) @ignored type_parameters: (_) @ignored dimensions: (_) @ignored name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(constructor_declaration (modifiers) @ignored type_parameters: (_) @ignored name: (_) @name parameters: (_) @parameter body: (_) @body) @function
(compact_constructor_declaration (modifiers) @ignored name: (_) @name body: (_) @body) @function
(formal_parameters) @splice
(formal_parameter (modifiers) @operand type: (_) @ignored name: (_) @target dimensions: (_) @ignored) @lower.parameter
(spread_parameter (modifiers) @ignored (variable_declarator) @target (_) @ignored) @lower.variadic
(class_declaration (modifiers) @ignored name: (_) @name superclass: (_) @base type_parameters: (_) @ignored body: (_) @body) @class
(superclass) @splice
(interface_declaration (modifiers) @ignored name: (_) @name type_parameters: (_) @ignored body: (_) @body) @class
(enum_declaration (modifiers) @ignored name: (_) @name body: (_) @body) @class
(record_declaration (modifiers) @ignored name: (_) @name type_parameters: (_) @ignored parameters: (_) @ignored body: (_) @body) @class

; Control flow
(if_statement condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(switch_expression condition: (_) @condition) @block
(switch_block) @block
(switch_block_statement_group (switch_label) @ignored (_) @body) @branch
(switch_rule (switch_label) @ignored (_) @body) @branch
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(for_statement condition: (_) @condition body: (_) @body) @loop
(enhanced_for_statement (modifiers) @ignored type: (_) @ignored dimensions: (_) @ignored name: (_) @target value: (_) @iterable body: (_) @body) @loop.each
(try_statement body: (_) @body) @try
(try_with_resources_statement body: (_) @body) @try
(resource_specification) @block
(resource (modifiers) @ignored type: (_) @ignored dimensions: (_) @ignored name: (_) @target value: (_) @value) @declare
(catch_clause (catch_formal_parameter) @condition body: (_) @body) @handler
(catch_formal_parameter (modifiers) @ignored name: (_) @target (catch_type) @value) @declare
(catch_type) @lower.caughtTypes
(finally_clause) @block
