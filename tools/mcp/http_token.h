#ifndef ASSAY_TOOLS_MCP_HTTP_TOKEN_H
#define ASSAY_TOOLS_MCP_HTTP_TOKEN_H

#include "llvm/Support/Error.h"
#include <string>

namespace assay {

/// The secret in a file that only this user can read; a new one if there is no file yet. Error: the
/// file is somebody else's, or others can read it, or it holds no secret of ours.
llvm::Expected<std::string> readOrMakeToken(const std::string &path);

} // namespace assay

#endif // ASSAY_TOOLS_MCP_HTTP_TOKEN_H
