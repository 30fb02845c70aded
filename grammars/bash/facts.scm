; Bash. Capture names are listed in ../fact_actions.def; the language of this file in ../README.md.
; A command is a call of its name. A pipe and a redirection are named argument `stdin`; a redirection
; into a file is a call of `>` or `>>` with the file and what is written.

; Words
(word) @leaf.word @pass
(number) @literal.number
(raw_string) @leaf.rawString @pass
(ansi_c_string) @leaf.ansiString @pass
(string) @format @leaf.plainString
(string_content) @leaf.stringContent @pass
(translated_string) @pass
(concatenation) @concat
[(variable_name) (special_variable_name)] @name
(simple_expansion) @pass
(expansion) @lower.expansion
[(regex) (extglob_pattern) (file_descriptor) (heredoc_start) (heredoc_end) (test_operator)] @skip
(heredoc_content) @literal.string
(heredoc_body) @format @leaf.plainHeredoc
(brace_expression) @unknown
(array) @list
(arithmetic_expansion) @operator
(command_substitution) @lower.substitution
(process_substitution) @lower.substitution
(comment) @comment

; Commands
(command name: (_) @callee argument: (_) @argument redirect: (_) @operand (variable_assignment) @ignored) @lower.command
(command_name) @pass
(pipeline) @lower.pipeline
(redirected_statement body: (_) @value redirect: (_) @operand) @lower.redirected
(file_redirect destination: (_) @argument) @lower.fileRedirect
(herestring_redirect) @lower.standardInput
(heredoc_redirect argument: (_) @argument) @lower.standardInput
(variable_assignment name: (_) @target value: (_) @value) @declare
(subscript name: (_) @operand index: (_) @ignored) @pass
(declaration_command) @block
(unset_command (_) @argument) @lower.unset
(negated_command) @pass
(test_command) @operator
[(binary_expression) (unary_expression) (postfix_expression)] @operator
(ternary_expression) @choice
(parenthesized_expression) @pass

; Blocks and control flow
[(program) (compound_statement) (subshell) (do_group) (list) (else_clause)] @block
(function_definition name: (_) @name body: (_) @body) @function
(if_statement condition: (_) @condition (elif_clause) @alternative (else_clause) @alternative (_) @body) @branch
(elif_clause (_) @body) @branch
(case_statement value: (_) @ignored) @block
(case_item value: (_) @ignored (_) @body) @branch
(while_statement condition: (_) @condition body: (_) @body) @loop
(for_statement variable: (_) @target value: (_) @iterable body: (_) @body) @loop.each
(c_style_for_statement condition: (_) @condition body: (_) @body) @loop
