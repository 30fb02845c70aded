#ifndef ASSAY_TOOLS_MCP_SERVER_H
#define ASSAY_TOOLS_MCP_SERVER_H

#include "tools/gate/api.h"

namespace assay {

/// Speaks the Model Context Protocol (the revisions of revision.h) over two
/// descriptors, one message a line, until the client goes away. Its tools
/// are the safety API's methods; see tools.h.
///
/// Tools run one after another on a thread of their own, so a program that runs
/// delays no answer and can be cancelled. Code that needs a confirmation is
/// asked of the person by `elicitation`, if the client can; what needs an
/// override is let through once a person has run `assay approve`. Neither is
/// ever an argument of a tool, so a model cannot say yes for its user.
///
/// Gives back the process's exit status.
int serveModelContext(int input, int output, const SafetyApi::Env &env, PolicyInForce &policy,
                      llvm::StringRef version);

} // namespace assay

#endif // ASSAY_TOOLS_MCP_SERVER_H
