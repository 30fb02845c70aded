; Go. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
[(identifier) (field_identifier) (package_identifier) (blank_identifier)] @name
[(int_literal) (float_literal) (imaginary_literal) (iota)] @literal.number
(true) @literal.true
(false) @literal.false
(nil) @literal.null
(interpreted_string_literal) @leaf.plainString @pass
(rune_literal) @leaf.plainString @pass
(raw_string_literal) @leaf.rawString @pass
(comment) @comment
[(type_identifier) (qualified_type) (pointer_type) (slice_type) (array_type) (map_type) (channel_type)
 (function_type) (interface_type) (struct_type) (generic_type) (implicit_length_array_type)
 (parenthesized_type) (negated_type) (type_arguments) (type_parameter_list) (type_elem)
 (package_clause) (label_name) (dot)] @skip

; Expressions
(selector_expression operand: (_) @base field: (_) @name) @member
(index_expression operand: (_) @base index: (_) @key) @index
(slice_expression operand: (_) @operand start: (_) @ignored end: (_) @ignored capacity: (_) @ignored) @pass
(call_expression function: (_) @callee arguments: (_) @argument type_arguments: (_) @ignored) @lower.call
(argument_list) @splice
(variadic_argument) @spread
(binary_expression operator: "+") @concat
(binary_expression) @operator
(unary_expression operator: "&") @pass
(unary_expression operator: "*") @pass
(unary_expression operator: "<-") @pass
(unary_expression) @operator
(parenthesized_expression) @pass
(type_assertion_expression operand: (_) @operand type: (_) @ignored) @pass
(type_conversion_expression operand: (_) @operand type: (_) @ignored) @pass
(type_instantiation_expression) @pass
(composite_literal type: (_) @ignored body: (_) @operand) @lower.composite
(literal_value (keyed_element)) @map
(literal_value) @list
(literal_element) @pass
(keyed_element key: (_) @name value: (_) @value) @named
(expression_list ",") @list
(expression_list) @pass
(func_literal parameters: (_) @parameter result: (_) @ignored body: (_) @body) @lambda

; Statements
(source_file) @lower.attachMethods
[(statement_list) (const_declaration) (var_declaration)
 (var_spec_list) (import_declaration) (import_spec_list) (type_declaration)] @block
(block) @block.scope
[(expression_statement) (go_statement) (defer_statement)] @evaluate
(send_statement channel: (_) @target value: (_) @value) @assign
[(inc_statement) (dec_statement)] @lower.step
(short_var_declaration left: (_) @target right: (_) @value) @lower.declaration
(var_spec name: (_) @target type: (_) @ignored value: (_) @value) @lower.declaration
(const_spec name: (_) @target type: (_) @ignored value: (_) @value) @lower.declaration
(assignment_statement operator: "=" left: (_) @target right: (_) @value) @lower.assignment
(assignment_statement left: (_) @target right: (_) @value) @update
(receive_statement left: (_) @target right: (_) @value) @lower.declaration
(return_statement) @return
(break_statement) @break
(continue_statement) @continue
(labeled_statement) @label
(goto_statement) @break
(import_spec name: (_) @alias path: (_) @module) @lower.importSpec

; Definitions
(function_declaration name: (_) @name type_parameters: (_) @ignored parameters: (_) @parameter result: (_) @ignored body: (_) @body) @function
(method_declaration name: (_) @name receiver: (_) @parameter parameters: (_) @parameter result: (_) @ignored body: (_) @body) @function
(type_spec name: (_) @name type_parameters: (_) @ignored type: (_) @ignored) @class
(type_alias name: (_) @ignored type: (_) @ignored) @skip
(parameter_list) @splice
(parameter_declaration type: (_) @ignored) @splice
(variadic_parameter_declaration name: (_) @value type: (_) @ignored) @spread

; Control flow
(if_statement condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(for_statement (range_clause) @condition (for_clause) @condition body: (_) @body (_) @condition) @loop
(range_clause left: (_) @target right: (_) @iterable) @lower.rangeClause
(for_clause condition: (_) @condition) @lower.forClause
(expression_switch_statement value: (_) @condition) @block
(expression_case value: (_) @ignored (statement_list) @body) @branch
(default_case (statement_list) @body) @branch
(type_switch_statement alias: (_) @target value: (_) @value) @lower.declaration
(type_case type: (_) @ignored (statement_list) @body) @branch
(select_statement) @block
(communication_case communication: (_) @condition (statement_list) @body) @branch
