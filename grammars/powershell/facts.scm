; PowerShell. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.
; A command is a call of its name; what comes down a pipe is its last positional argument. Variables keep
; their dollar, so that they are not commands; names are in lower case.

; Names and constants
(variable) @leaf.variable @pass
[(decimal_integer_literal) (hexadecimal_integer_literal) (real_literal)] @literal.number
(expandable_string_literal) @leaf.plainString @lower.expandable
(expandable_here_string_literal) @leaf.plainHereString @lower.expandable
[(verbatim_string_characters) (verbatim_here_string_characters)] @leaf.verbatimString @pass
(simple_name) @leaf.memberName @pass
(function_name) @leaf.functionName @pass
(type_literal) @leaf.typeLiteral @pass
(comment) @comment
[(attribute_list) (attribute) (class_attribute) (block_name) (label) (dimension) (foreach_parameter) (switch_parameters)
 (enum_statement) (empty_statement) (command_argument_sep) (comparison_operator) (format_operator)
 (assignement_operator) (file_redirection_operator) (merging_redirection_operator)] @skip

; Expressions
[(logical_expression) (bitwise_expression) (comparison_expression) (additive_expression) (multiplicative_expression)
 (format_expression) (range_expression) (logical_argument_expression) (bitwise_argument_expression)
 (comparison_argument_expression) (additive_argument_expression) (multiplicative_argument_expression)
 (format_argument_expression) (range_argument_expression)] @lower.binary
(expression_with_unary_operator) @lower.unary
(cast_expression (type_literal) @name) @lower.cast
(array_literal_expression) @lower.arrayLiteral
(array_expression) @lower.arrayExpression
(hash_literal_expression) @map
(hash_literal_body) @splice
(hash_entry) @lower.hashEntry
(member_access) @lower.member
(invokation_expression) @lower.invocation
(argument_list) @lower.argumentList
(argument_expression_list) @splice
(element_access) @lower.element
[(post_increment_expression) (post_decrement_expression) (pre_increment_expression) (pre_decrement_expression)] @unknown
(assignment_expression (left_assignment_expression) @target value: (_) @value) @lower.assignment

; Commands
(pipeline_chain) @lower.pipeline
(command (command_invokation_operator) @key command_name: (_) @callee command_elements: (_) @argument) @lower.command
(command_invokation_operator) @skip
[(command_name) (path_command_name)] @leaf.commandName @lower.expandable
(command_elements) @splice
(generic_token) @leaf.word @pass
(command_parameter) @leaf.parameterName @pass
(stop_parsing) @literal.string
[(redirection) (redirections)] @lower.redirection

; Statements
(statement_list) @lower.statements
(named_block_list) @block
(named_block) @block
(flow_control_statement "return") @return
(flow_control_statement "throw") @throw
(flow_control_statement "break") @break
(flow_control_statement "continue") @continue
(flow_control_statement "exit") @lower.exits

; Definitions
(function_statement (function_name) @name (function_parameter_declaration) @parameter (script_block) @body) @function
[(function_parameter_declaration) (parameter_list) (param_block) (class_method_parameter_list)] @splice
(script_parameter (variable) @target (script_parameter_default) @value) @lower.parameter
(class_method_parameter (type_literal) @ignored) @pass
(script_block (param_block) @parameter) @splice
(script_block_body) @lower.body
(script_block_expression (param_block) @parameter (script_block) @body) @lambda
(class_statement (simple_name) @name) @class
(class_method_definition (simple_name) @name (class_method_parameter_list) @parameter (script_block) @body) @function
(class_property_definition (variable) @target (logical_expression) @value) @declare

; Control flow
(if_statement condition: (_) @condition (statement_block) @body elseif_clauses: (_) @alternative
  else_clause: (_) @alternative) @branch
(elseif_clauses) @block
(elseif_clause condition: (_) @condition (statement_block) @body) @branch
(else_clause) @block
(while_statement condition: (_) @condition (statement_block) @body) @loop
(do_statement (statement_block) @body condition: (_) @condition) @loop
(for_statement for_condition: (_) @condition (statement_block) @body) @loop
(foreach_statement (variable) @target (pipeline) @iterable (statement_block) @body) @loop.each
(switch_statement) @block
(switch_clause (switch_clause_condition) @ignored (statement_block) @body) @branch
(try_statement (statement_block) @body) @try
(catch_clause (catch_type_list) @condition (statement_block) @body) @handler
(finally_clause) @block
(trap_statement (type_literal) @ignored) @block
