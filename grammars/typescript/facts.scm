; TypeScript: what it adds to JavaScript. Types are skipped; what is left is JavaScript.

[(type_annotation) (type_arguments) (type_parameters) (type_alias_declaration) (interface_declaration)
 (function_signature) (method_signature) (abstract_method_signature) (index_signature) (property_signature)
 (implements_clause) (accessibility_modifier) (override_modifier) (asserts_annotation)
 (type_predicate_annotation) (type_identifier) (predefined_type) (nested_type_identifier) (generic_type)
 (array_type) (union_type) (intersection_type) (object_type) (tuple_type) (literal_type) (function_type)
 (conditional_type) (lookup_type) (type_query) (index_type_query) (readonly_type) (parenthesized_type)
 (template_literal_type) (constructor_type) (existential_type) (this_type)] @skip

; Expressions
[(as_expression) (satisfies_expression) (non_null_expression) (type_assertion) (instantiation_expression)] @pass
(call_expression function: (_) @callee type_arguments: (_) @ignored arguments: (_) @argument) @call
(new_expression constructor: (_) @callee type_arguments: (_) @ignored arguments: (_) @argument) @call
(extends_clause value: (_) @base type_arguments: (_) @ignored) @splice
(nested_identifier object: (_) @base property: (_) @name) @member

; Statements
(variable_declarator name: (_) @target type: (_) @ignored value: (_) @value) @declare
(import_alias) @skip
(import_require_clause source: (_) @module (identifier) @alias) @lower.requireClause
[(ambient_declaration) (internal_module) (module)] @block

; Definitions
(required_parameter pattern: (rest_pattern) @operand pattern: (_) @target value: (_) @value type: (_) @ignored) @lower.parameter
(optional_parameter pattern: (_) @target value: (_) @value type: (_) @ignored) @lower.parameter
(public_field_definition name: (_) @target type: (_) @ignored value: (_) @value) @declare
(abstract_class_declaration name: (_) @name (class_heritage) @base body: (_) @body) @class
(enum_declaration name: (identifier) @target body: (_) @value) @declare
(enum_body) @map
(enum_assignment name: (_) @name value: (_) @value) @named
