#ifndef ASSAY_TOOLS_CLANG_HOST_VERSION_H
#define ASSAY_TOOLS_CLANG_HOST_VERSION_H

namespace assay {

/// Ends the process that loaded `plugin` with a message if it is of another major version of LLVM
/// than the one that we were built for. LLVM promises no binary interface between versions, and
/// loads a plugin of another version without a word.
void requireOwnHost(const char *plugin);

} // namespace assay

#endif // ASSAY_TOOLS_CLANG_HOST_VERSION_H
