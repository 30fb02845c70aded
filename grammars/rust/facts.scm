; Rust. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
[(identifier) (field_identifier) (shorthand_field_identifier) (self) (super) (crate) (metavariable)] @name
[(integer_literal) (float_literal) (negative_literal)] @literal.number
(boolean_literal) @leaf.boolean @pass
[(string_literal) (char_literal)] @leaf.plainString @pass
(raw_string_literal) @leaf.rawString @pass
(unit_expression) @literal.null
[(line_comment) (block_comment)] @comment
[(type_identifier) (scoped_type_identifier) (primitive_type) (generic_type) (reference_type) (pointer_type)
 (array_type) (tuple_type) (unit_type) (function_type) (abstract_type) (dynamic_type) (bounded_type)
 (never_type) (bracketed_type) (type_arguments) (type_parameters) (where_clause) (lifetime) (label)
 (mutable_specifier) (visibility_modifier) (function_modifiers) (extern_modifier) (shebang)
 (attribute_item) (inner_attribute_item) (macro_definition) (struct_item) (enum_item) (union_item)
 (type_item) (associated_type) (foreign_mod_item) (function_signature_item) (extern_crate_declaration)
 (continue_expression) (remaining_field_pattern) (range_pattern)] @skip

; Expressions
(field_expression value: (_) @base field: (_) @name) @member
(scoped_identifier path: (_) @base name: (_) @name) @member
(generic_type_with_turbofish type_arguments: (_) @ignored) @pass
(generic_function type_arguments: (_) @ignored) @pass
(index_expression (_) @operand) @lower.indexed
(call_expression function: (_) @callee arguments: (_) @argument) @lower.call
(arguments) @splice
(macro_invocation macro: (_) @callee (token_tree) @argument) @lower.macroCall
(token_tree) @splice
(binary_expression operator: "+") @concat
(binary_expression) @operator
(unary_expression "*") @pass
(unary_expression) @operator
[(reference_expression) (try_expression) (await_expression) (parenthesized_expression) (yield_expression)] @pass
(type_cast_expression type: (_) @ignored) @pass
(range_expression) @operator
[(tuple_expression) (array_expression) (tuple_pattern) (slice_pattern)] @list
(struct_expression name: (_) @ignored) @pass
(field_initializer_list) @map
(field_initializer field: (_) @name value: (_) @value) @named
(shorthand_field_initializer) @lower.shorthand
(base_field_initializer) @spread
(closure_expression parameters: (_) @parameter return_type: (_) @ignored body: (_) @body) @lambda
(closure_parameters) @splice
(let_condition pattern: (_) @target value: (_) @value) @declare
(tuple_struct_pattern type: (_) @ignored) @pass
(struct_pattern type: (_) @ignored) @map
(field_pattern name: (_) @name pattern: (_) @value) @named
[(ref_pattern) (mut_pattern) (reference_pattern) (captured_pattern) (or_pattern)] @pass

; Statements
(source_file) @lower.tailValues
[(declaration_list) (unsafe_block) (async_block) (try_block) (const_block)] @block
(mod_item name: (_) @ignored body: (_) @body) @block
(block) @block.scope
(expression_statement) @evaluate
(let_declaration pattern: (_) @target type: (_) @ignored value: (_) @value) @declare
(const_item name: (_) @target type: (_) @ignored value: (_) @value) @declare
(static_item name: (_) @target type: (_) @ignored value: (_) @value) @declare
(assignment_expression left: (_) @target right: (_) @value) @assign
(compound_assignment_expr left: (_) @target right: (_) @value) @update
(return_expression) @return
(break_expression) @break
(use_declaration) @leaf.useDeclaration @pass

; Definitions
(function_item name: (_) @name type_parameters: (_) @ignored parameters: (_) @parameter return_type: (_) @ignored body: (_) @body) @function
(parameters) @splice
(parameter type: (_) @ignored) @pass
(self_parameter) @pass
(variadic_parameter) @spread
(impl_item trait: (_) @ignored type: (_) @name body: (_) @body) @class
(trait_item name: (_) @name body: (_) @body) @class

; Control flow
(if_expression condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(else_clause) @block
(match_expression value: (_) @condition) @block
(match_block) @block
(match_arm pattern: (_) @ignored value: (_) @body) @branch
(while_expression condition: (_) @condition body: (_) @body) @loop
(loop_expression body: (_) @body) @loop
(for_expression pattern: (_) @target value: (_) @iterable body: (_) @body) @loop.each
