#ifndef ASSAY_TOOLS_ASSAY_CHILD_PROCESS_H
#define ASSAY_TOOLS_ASSAY_CHILD_PROCESS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <cstddef>
#include <string>
#include <vector>

// Runs a program that the user has, such as git. Not for judged code: that is the jail's.

namespace assay {

struct ChildResult {
  /// 128 + n if signal n ended it, as shells say it.
  int status = 0;
  std::string output;
  std::string errors;
};

/// Runs `command`, found on the PATH, with `input` as its standard input, and waits for its end.
/// `environment` is added to ours, as "NAME=value". Error: it cannot be started, or it prints more
/// than `maxOutput` bytes.
llvm::Expected<ChildResult> runChild(const std::vector<std::string> &command, llvm::StringRef input,
                                     const std::vector<std::string> &environment,
                                     std::size_t maxOutput);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_CHILD_PROCESS_H
