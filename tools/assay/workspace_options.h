#ifndef ASSAY_TOOLS_ASSAY_WORKSPACE_OPTIONS_H
#define ASSAY_TOOLS_ASSAY_WORKSPACE_OPTIONS_H

#include "runtime/execution_result.h"
#include "runtime/jail_spec.h"
#include "tools/assay/options.h"
#include "llvm/Support/raw_ostream.h"

namespace assay {

/// What `run` and `jail run` say about the folder that a program works on.
struct WorkspaceOptions {
  std::string folder;
  std::string mode;
  bool commit = false;
  bool commitAll = false;

  /// `mode` as it is now is the default.
  void addTo(Options &options);
  /// None if there is no --workspace. An error names the option that is wrong.
  [[nodiscard]] llvm::Expected<std::optional<Workspace>> workspace() const;
  [[nodiscard]] Commit toCommit() const;
};

/// A line for each change that the program made to its copy, made safe for a terminal, and one that
/// says what became of them.
void printChanges(const ExecutionResult &result, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_WORKSPACE_OPTIONS_H
