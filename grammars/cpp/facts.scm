; C++: what it has beyond C, whose patterns are read first (see language.yaml).

; Names and constants
[(type_identifier) (namespace_identifier) (this)] @name
[(qualified_identifier)] @leaf.qualified @pass
[(template_function) (template_method) (template_type) (dependent_name)] @leaf.templated @pass
(raw_string_literal) @leaf.rawString @pass
(user_defined_literal) @pass
[(literal_suffix) (auto) (decltype) (placeholder_type_specifier) (template_argument_list) (template_parameter_list)
 (access_specifier) (virtual_specifier) (ref_qualifier) (noexcept) (throw_specifier) (trailing_return_type)
 (explicit_function_specifier) (default_method_clause) (delete_method_clause) (pure_virtual_clause)
 (lambda_capture_specifier) (requires_clause) (requires_expression) (concept_definition) (static_assert_declaration)
 (alias_declaration) (friend_declaration) (template_instantiation) (destructor_name) (operator_name) (operator_cast)
 (base_class_clause) (nested_namespace_specifier)] @skip

; Expressions
(binary_expression operator: "+") @concat
(binary_expression operator: ">>" left: (_) @value right: (_) @target) @lower.extraction
(binary_expression) @operator
(fold_expression) @operator
(subscript_expression argument: (_) @base indices: (_) @key) @index
(subscript_argument_list) @pass
(call_expression function: (_) @callee arguments: (_) @argument) @lower.call
(new_expression type: (_) @callee placement: (_) @ignored declarator: (_) @ignored arguments: (_) @argument) @lower.construct
(compound_literal_expression type: (_) @callee value: (_) @argument) @lower.construct
(delete_expression) @unknown
(co_await_expression) @pass
(co_yield_statement) @unknown
(parameter_pack_expansion) @spread
(lambda_expression captures: (_) @ignored declarator: (_) @parameter body: (_) @body) @lambda
(abstract_function_declarator parameters: (_) @parameter) @splice

; Statements
(linkage_specification value: (_) @ignored) @block
(namespace_definition name: (_) @ignored) @block
(template_declaration parameters: (_) @ignored) @block
(field_declaration_list) @block
[(declaration type: (_) @callee declarator: (_) @target) (field_declaration type: (_) @callee declarator: (_) @target
  default_value: (_) @value)] @lower.declaration
(init_declarator declarator: (_) @target value: (_) @value) @lower.initialized
(structured_binding_declarator) @list
(reference_declarator) @splice
(field_initializer (field_identifier) @target (argument_list) @value (initializer_list) @value) @assign
(field_initializer_list) @block
(using_declaration) @lower.usingDeclaration
(namespace_alias_definition name: (_) @alias) @lower.namespaceAlias
(throw_statement) @throw
(co_return_statement) @return

; Definitions
[(class_specifier (field_declaration_list) name: (_) @name) (struct_specifier (field_declaration_list) name: (_) @name)
 (union_specifier (field_declaration_list) name: (_) @name)] @class
(optional_parameter_declaration type: (_) @ignored declarator: (_) @name default_value: (_) @value) @named
(variadic_parameter_declaration type: (_) @ignored) @pass

; Control flow
(condition_clause) @pass
(init_statement) @block
(for_range_loop type: (_) @ignored declarator: (_) @target right: (_) @iterable body: (_) @body) @loop.each
(try_statement body: (_) @body) @try
(catch_clause parameters: (_) @condition body: (_) @body) @handler
