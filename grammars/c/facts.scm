; C. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.

; Names and constants
[(identifier) (field_identifier)] @name
(number_literal) @literal.number
(true) @literal.true
(false) @literal.false
(null) @literal.null
(string_literal) @leaf.plainString @pass
(char_literal) @leaf.plainString @pass
(concatenated_string) @concat
(comment) @comment
[(type_descriptor) (primitive_type) (type_identifier) (sized_type_specifier) (type_qualifier)
 (storage_class_specifier) (attribute_specifier) (attribute_declaration) (ms_declspec_modifier)
 (abstract_pointer_declarator) (abstract_array_declarator) (abstract_function_declarator)
 (enum_specifier) (field_declaration_list) (type_definition) (preproc_arg)
 (preproc_directive) (macro_type_specifier) (statement_identifier)] @skip

; Expressions
(field_expression argument: (_) @base field: (_) @name) @member
(subscript_expression argument: (_) @base index: (_) @key) @index
(call_expression function: (_) @callee arguments: (_) @argument) @call
(argument_list) @splice
(parenthesized_expression) @pass
(binary_expression) @operator
(unary_expression) @operator
(update_expression argument: (_) @target) @update
(pointer_expression operator: "&") @lower.address
(pointer_expression) @lower.dereference
(cast_expression) @pass
(conditional_expression) @choice
(comma_expression) @unknown
(sizeof_expression) @lower.size
(initializer_list) @list
(initializer_pair value: (_) @value) @named
(compound_literal_expression) @pass
(gnu_asm_expression assembly_code: (_) @argument) @lower.inlineAssembly
(assignment_expression operator: "=" left: (_) @target right: (_) @value) @assign
(assignment_expression left: (_) @target right: (_) @value) @update

; Statements
[(translation_unit) (declaration_list) (linkage_specification)] @block
(compound_statement) @block.scope
(expression_statement) @evaluate
(declaration declarator: (identifier) @target declarator: (pointer_declarator) @target
  declarator: (array_declarator) @target) @lower.declaration
(init_declarator declarator: (_) @target value: (_) @value) @lower.initialized
[(pointer_declarator) (parenthesized_declarator)] @splice
(array_declarator size: (_) @key) @splice
(function_declarator declarator: (_) @name parameters: (_) @parameter) @splice
(return_statement) @return
(break_statement) @break
(continue_statement) @continue
(goto_statement) @break
(preproc_include path: (_) @module) @lower.include
[(system_lib_string)] @leaf.plainString @pass
(preproc_def name: (_) @target value: (_) @value) @lower.constant
[(preproc_function_def) (preproc_call)] @skip
[(preproc_if) (preproc_ifdef) (preproc_else) (preproc_elif)] @block
(preproc_defined) @skip

; Definitions
(function_definition type: (_) @ignored body: (_) @body) @function
(parameter_list) @splice
(parameter_declaration type: (_) @ignored) @lower.parameter

; Control flow
(if_statement condition: (_) @condition consequence: (_) @body alternative: (_) @alternative) @branch
(else_clause) @block
(switch_statement condition: (_) @condition) @block
(case_statement value: (_) @ignored (_) @body) @branch
(while_statement condition: (_) @condition body: (_) @body) @loop
(do_statement body: (_) @body condition: (_) @condition) @loop
(for_statement condition: (_) @condition body: (_) @body) @loop
(labeled_statement) @label
