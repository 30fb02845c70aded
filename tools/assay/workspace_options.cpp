#include "tools/assay/workspace_options.h"
#include "tools/report/escape.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include <filesystem>

using namespace assay;
using Change = WorkspaceChange;

/// More lines than a person reads; --format json has them all.
static constexpr std::size_t mostLines = 100;

void assay::WorkspaceOptions::addTo(Options &options) {
  options.text("--workspace", "DIR", folder, "show this folder as /work, and start there");
  options.choice("--workspace-mode", "NAME", mode, {"read-only", "copy", "direct"},
                 mode == "copy" ? "what becomes of changes in it (copy)"
                                : "what becomes of changes in it (read-only)");
  options.flag("--commit", commit,
               "take over what a program that succeeded changed in its copy, but files that others "
               "execute");
  options.flag("--commit-all", commitAll, "take over those too");
}

llvm::Expected<std::optional<Workspace>> assay::WorkspaceOptions::workspace() const {
  const bool commits = commit || commitAll;
  if (commits && (folder.empty() || mode != "copy"))
    return llvm::createStringError("--commit and --commit-all need --workspace and the mode copy");
  if (folder.empty())
    return std::nullopt;
  std::error_code error;
  const auto absolute = std::filesystem::canonical(folder, error);
  if (error)
    return llvm::createStringError("workspace " + folder + ": " + error.message());
  return Workspace{absolute.string(), findWorkspaceMode(mode).value_or(WorkspaceMode::ReadOnly)};
}

Commit assay::WorkspaceOptions::toCommit() const {
  if (commitAll)
    return Commit::Everything;
  return commit ? Commit::Harmless : Commit::Nothing;
}

static void printChange(const Change &change, llvm::raw_ostream &out) {
  out << "workspace: " << llvm::left_justify(nameOf(change.kind), 9) << escaped(change.path)
      << (change.isFolder ? "/" : "");
  if (change.kind == Change::Kind::Mode)
    out << " to " << llvm::format("%04o", change.mode);
  if (!change.executedBy.empty())
    out << " [executed by " << change.executedBy << "]";
  if (!change.reason.empty())
    out << ": " << escaped(change.reason);
  out << '\n';
}

void assay::printChanges(const ExecutionResult &result, llvm::raw_ostream &out) {
  if (!result.changesIncomplete.empty())
    out << "workspace: what changed cannot be told: " << escaped(result.changesIncomplete) << '\n';
  for (const Change &change : llvm::ArrayRef(result.changes).take_front(mostLines))
    printChange(change, out);
  if (result.changes.size() > mostLines)
    out << "workspace: and " << result.changes.size() - mostLines << " more\n";
  const auto committed =
      llvm::count_if(result.changes, [](const Change &change) { return change.committed; });
  if (!result.changes.empty())
    out << "workspace: " << result.changes.size() << " changes, " << committed << " committed, "
        << result.changes.size() - static_cast<std::size_t>(committed) << " discarded\n";
}
