; PHP. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
(name) @name @leaf.functionName
[(qualified_name) (relative_name) (namespace_name)] @leaf.qualifiedName @pass
(relative_scope) @name
(variable_name) @leaf.variable @pass
(dynamic_variable_name) @unknown
[(integer) (float)] @literal.number
(boolean) @leaf.boolean @pass
(null) @literal.null
(string) @leaf.plainString @pass
(encapsed_string) @format @leaf.plainText
(string_content) @literal.string
(escape_sequence) @leaf.escapeSequence @pass
(heredoc value: (_) @operand identifier: (_) @ignored end_tag: (_) @ignored) @pass
(heredoc_body) @format
(nowdoc value: (_) @operand identifier: (_) @ignored end_tag: (_) @ignored) @pass
(nowdoc_string) @literal.string
(comment) @comment
[(php_tag) (php_end_tag) (text) (text_interpolation) (attribute_list) (visibility_modifier) (static_modifier)
 (abstract_modifier) (final_modifier) (readonly_modifier) (var_modifier) (reference_modifier) (primitive_type)
 (union_type) (optional_type) (intersection_type) (disjunctive_normal_form_type) (bottom_type) (cast_type)
 (class_interface_clause) (declare_directive) (variadic_placeholder)] @skip
(use_declaration (use_list) @ignored) @lower.useTrait
(anonymous_function_use_clause) @lower.captures
(global_declaration) @lower.globalNames
(named_label_statement) @label
(goto_statement) @break

; Expressions
(member_access_expression object: (_) @base name: (_) @name) @member
(nullsafe_member_access_expression object: (_) @base name: (_) @name) @member
(scoped_property_access_expression scope: (_) @base name: (_) @name) @member
(class_constant_access_expression (_) @operand) @lower.classConstant
(subscript_expression (_) @operand) @lower.subscript
(function_call_expression (variadic_placeholder) function: (_) @callee arguments: (_) @argument) @pass
(function_call_expression function: (_) @callee arguments: (_) @argument) @call
[(member_call_expression object: (_) @base name: (_) @name arguments: (_) @argument)
 (nullsafe_member_call_expression object: (_) @base name: (_) @name arguments: (_) @argument)
 (scoped_call_expression scope: (_) @base name: (_) @name arguments: (_) @argument)] @lower.methodCall
(object_creation_expression (arguments) @argument (anonymous_class) @none (_) @callee) @call
(arguments) @splice
(argument name: (_) @name reference_modifier: (_) @ignored (_) @value) @named
(variadic_unpacking) @spread
(shell_command_expression) @lower.shellCommand
[(include_expression (_) @argument) (include_once_expression (_) @argument)
 (require_expression (_) @argument) (require_once_expression (_) @argument)
 (print_intrinsic (_) @argument)] @lower.keywordCall
(binary_expression operator: ".") @concat
(binary_expression) @operator
(unary_op_expression) @operator
(update_expression argument: (_) @target) @update
(cast_expression type: (_) @name value: (_) @argument) @lower.cast
(conditional_expression condition: (_) @condition body: (_) @operand alternative: (_) @operand) @lower.choice
(match_expression condition: (_) @condition body: (_) @operand) @lower.choice
(match_block) @splice
(match_conditional_expression conditional_expressions: (_) @ignored return_expression: (_) @operand) @pass
(match_default_expression) @pass
(array_creation_expression) @lower.array
(array_element_initializer (_) @operand) @lower.arrayElement
(list_literal) @list
(pair) @list
(by_ref) @pass
(assignment_expression left: (_) @target right: (_) @value) @declare
(reference_assignment_expression left: (_) @target right: (_) @value) @lower.referTo
(augmented_assignment_expression left: (_) @target right: (_) @value) @lower.update
(yield_expression (_) @operand) @lower.yielded
(throw_expression) @throw

; Statements
[(program) (compound_statement) (colon_block) (declaration_list) (enum_declaration_list) (declare_statement)
 (property_declaration) (const_declaration) (function_static_declaration)] @block
(expression_statement) @evaluate
(echo_statement (_) @argument) @lower.keywordStatement
(unset_statement) @evaluate
(exit_statement) @throw
(return_statement) @return
(break_statement) @break
(continue_statement) @continue
(static_variable_declaration name: (_) @target value: (_) @value) @lower.staticVariable
(property_element name: (_) @target default_value: (_) @value) @declare
(const_element (_) @operand) @lower.constant
(namespace_definition name: (_) @ignored) @block
(namespace_use_declaration type: (_) @ignored (namespace_name) @module) @lower.useDeclaration
(namespace_use_group) @splice
(namespace_use_clause type: (_) @ignored alias: (_) @alias (_) @symbol) @lower.useClause

; Definitions
(function_definition name: (_) @name parameters: (_) @parameter body: (_) @body return_type: (_) @ignored) @function
(method_declaration name: (_) @name parameters: (_) @parameter body: (_) @body return_type: (_) @ignored) @function
(anonymous_function parameters: (_) @parameter body: (_) @body return_type: (_) @ignored) @lambda
(arrow_function parameters: (_) @parameter body: (_) @body return_type: (_) @ignored) @lambda
(property_hook body: (_) @body parameters: (_) @parameter) @function
(formal_parameters) @splice
(simple_parameter type: (_) @ignored reference_modifier: (_) @ignored name: (_) @target default_value: (_) @value) @lower.parameter
(property_promotion_parameter type: (_) @ignored name: (_) @target default_value: (_) @value) @lower.promoted
(variadic_parameter type: (_) @ignored name: (_) @target) @spread
(class_declaration name: (_) @name (base_clause) @base body: (_) @body) @class
(trait_declaration name: (_) @name body: (_) @body) @class
(interface_declaration name: (_) @name (base_clause) @base body: (_) @body) @class
(enum_declaration name: (_) @name body: (_) @body) @class
(anonymous_class (base_clause) @base body: (_) @body) @class
(enum_case name: (_) @target value: (_) @value) @declare
(base_clause) @splice

; Control flow
(if_statement condition: (_) @condition body: (_) @body alternative: (_) @alternative) @branch
(else_if_clause condition: (_) @condition body: (_) @body) @branch
(else_clause) @block
(switch_statement condition: (_) @condition) @block
(switch_block) @block
(case_statement value: (_) @ignored (_) @body) @branch
(default_statement (_) @body) @branch
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(for_statement condition: (_) @condition body: (_) @body) @loop
(foreach_statement (pair) @target (_) @iterable body: (_) @body) @loop.each
(try_statement body: (_) @body) @try
(catch_clause type: (_) @condition name: (_) @target body: (_) @body) @handler
(type_list) @lower.caughtTypes
(finally_clause) @block
