; C#. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
[(identifier) (predefined_type)] @name
[(integer_literal) (real_literal)] @literal.number
(boolean_literal) @leaf.boolean @pass
(null_literal) @literal.null
[(string_literal) (character_literal) (verbatim_string_literal) (raw_string_literal)] @leaf.plainString @pass
(interpolated_string_expression (interpolation_start) @ignored (interpolation_quote) @ignored) @format
(string_content) @literal.string
(escape_sequence) @leaf.escapeSequence @pass
(interpolation (interpolation_brace) @ignored (interpolation_alignment_clause) @ignored
  (interpolation_format_clause) @ignored) @pass
(comment) @comment
[(attribute_target_specifier) (attribute_argument_list) (global_attribute) (modifier) (type_argument_list)
 (type_parameter_list) (type_parameter_constraints_clause) (array_type) (nullable_type)
 (pointer_type) (function_pointer_type) (tuple_type) (ref_type) (scoped_type) (implicit_type) (discard)
 (explicit_interface_specifier) (extern_alias_directive) (typeof_expression) (sizeof_expression)
 (preproc_region) (preproc_endregion) (preproc_define) (preproc_undef) (preproc_line) (preproc_nullable)
 (preproc_pragma) (preproc_error) (preproc_warning) (shebang_directive) (goto_statement) (delegate_declaration)
 (default_expression) (constructor_constraint)] @skip
(generic_name) @pass
(qualified_name qualifier: (_) @base name: (_) @name) @lower.member
(alias_qualified_name alias: (_) @ignored name: (_) @operand) @pass

; Expressions
(member_access_expression expression: (_) @base name: (_) @name) @lower.member
(conditional_access_expression condition: (_) @base (_) @operand) @lower.conditionalAccess
(member_binding_expression name: (_) @name) @lower.member
(element_access_expression expression: (_) @base subscript: (_) @key) @index
[(bracketed_argument_list) (element_binding_expression)] @pass
(invocation_expression function: (_) @callee arguments: (_) @argument) @call
(argument_list) @splice
(argument name: (_) @name (_) @value) @named
(object_creation_expression type: (_) @callee arguments: (_) @argument initializer: (_) @argument) @call
(implicit_object_creation_expression) @unknown
[(anonymous_object_creation_expression) (tuple_expression) (collection_expression)] @list
(initializer_expression) @lower.initializer
[(array_creation_expression type: (_) @ignored) (implicit_array_creation_expression)] @pass
[(stackalloc_expression type: (_) @ignored) (implicit_stackalloc_expression)] @pass
(spread_element) @spread
(binary_expression operator: "+") @concat
(binary_expression) @operator
[(unary_expression) (range_expression)] @operator
(prefix_unary_expression "++" (_) @target) @update
(prefix_unary_expression "--" (_) @target) @update
(prefix_unary_expression) @operator
(postfix_unary_expression "++" (_) @target) @update
(postfix_unary_expression "--" (_) @target) @update
(postfix_unary_expression) @operator
[(is_expression right: (_) @ignored) (is_pattern_expression pattern: (_) @ignored)] @operator
(as_expression left: (_) @operand right: (_) @ignored) @pass
(cast_expression type: (_) @ignored value: (_) @operand) @pass
(conditional_expression condition: (_) @condition consequence: (_) @operand alternative: (_) @operand) @lower.choice
(switch_expression) @choice
(switch_expression_arm) @pass
(with_expression) @unknown
(assignment_expression operator: "=" left: (_) @target right: (_) @value) @assign
(assignment_expression left: (_) @target right: (_) @value) @update
(lambda_expression type: (_) @ignored parameters: (_) @parameter body: (_) @body) @lambda
(anonymous_method_expression parameters: (_) @parameter (block) @body) @lambda
(implicit_parameter) @name
[(tuple_pattern) (parenthesized_variable_designation)] @list
(declaration_expression type: (_) @ignored name: (_) @operand) @pass
(throw_expression) @throw

; Statements
[(compilation_unit) (global_statement) (declaration_list) (enum_member_declaration_list) (accessor_list) (using_statement)
 (lock_statement) (fixed_statement) (checked_statement) (unsafe_statement) (local_declaration_statement)
 (preproc_if condition: (_) @ignored) (preproc_elif condition: (_) @ignored) (preproc_else)] @block
(namespace_declaration name: (_) @ignored) @block
(file_scoped_namespace_declaration name: (_) @ignored) @block
(block) @block.scope
(expression_statement) @evaluate
[(field_declaration (attribute_list) @ignored) (event_field_declaration (attribute_list) @ignored)] @block
(variable_declaration type: (_) @ignored) @block
(variable_declarator name: (_) @target (bracketed_argument_list) @ignored (tuple_pattern) @target (_) @value) @declare
(enum_member_declaration name: (_) @target value: (_) @value (attribute_list) @ignored) @declare
(return_statement) @return
(throw_statement) @throw
(break_statement) @break
(continue_statement) @continue
(labeled_statement) @label
(yield_statement) @lower.yielded
(using_directive) @leaf.usingDirective @pass

; Definitions
[(method_declaration (attribute_list) @ignored returns: (_) @ignored type_parameters: (_) @ignored name: (_) @name parameters: (_) @parameter body: (_) @body)
 (local_function_statement (attribute_list) @ignored type: (_) @ignored type_parameters: (_) @ignored name: (_) @name parameters: (_) @parameter body: (_) @body)
 (constructor_declaration (attribute_list) @ignored name: (_) @name parameters: (_) @parameter body: (_) @body)
 (destructor_declaration (attribute_list) @ignored name: (_) @name parameters: (_) @parameter body: (_) @body)
 (operator_declaration (attribute_list) @ignored type: (_) @ignored operator: (_) @ignored parameters: (_) @parameter body: (_) @body)
 (conversion_operator_declaration (attribute_list) @ignored type: (_) @ignored parameters: (_) @parameter body: (_) @body)
 (accessor_declaration (attribute_list) @ignored name: (_) @ignored body: (_) @body)] @function
(arrow_expression_clause) @return
(constructor_initializer) @unknown
(property_declaration (attribute_list) @ignored type: (_) @ignored name: (_) @target value: (_) @value accessors: (_) @none) @declare
(indexer_declaration (attribute_list) @ignored type: (_) @ignored parameters: (_) @ignored) @block
(event_declaration (attribute_list) @ignored type: (_) @ignored name: (_) @ignored) @block
(parameter_list type: (_) @ignored) @splice
(parameter (attribute_list) @operand type: (_) @ignored name: (_) @target (_) @value) @lower.parameter
(attribute_list) @pass
(attribute name: (_) @operand) @pass
[(class_declaration (attribute_list) @ignored name: (_) @name (base_list) @base (parameter_list) @ignored body: (_) @body)
 (struct_declaration (attribute_list) @ignored name: (_) @name (base_list) @base (parameter_list) @ignored body: (_) @body)
 (record_declaration (attribute_list) @ignored name: (_) @name (base_list) @base (parameter_list) @ignored body: (_) @body)
 (interface_declaration (attribute_list) @ignored name: (_) @name (base_list) @base type_parameters: (_) @ignored body: (_) @body)
 (enum_declaration (attribute_list) @ignored name: (_) @name (base_list) @ignored body: (_) @body)] @class
(base_list) @splice
(primary_constructor_base_type type: (_) @operand) @pass

; Control flow
(if_statement condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(switch_statement value: (_) @condition) @block
(switch_body) @block
(switch_section (_) @body) @branch
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(for_statement condition: (_) @condition body: (_) @body) @loop
(foreach_statement type: (_) @ignored left: (_) @target right: (_) @iterable body: (_) @body) @loop.each
(try_statement body: (_) @body) @try
(catch_clause (catch_declaration) @condition (catch_filter_clause) @ignored body: (_) @body) @handler
(catch_declaration type: (_) @operand name: (_) @ignored) @lower.caughtTypes
(finally_clause) @block
