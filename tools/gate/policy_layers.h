#ifndef ASSAY_TOOLS_GATE_POLICY_LAYERS_H
#define ASSAY_TOOLS_GATE_POLICY_LAYERS_H

#include "tools/gate/policy.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <map>
#include <string>
#include <vector>

namespace assay {

/// Where a policy's documents come from, later ones on top: built-in, system, user, project,
/// command line.
struct PolicySources {
  /// Read the two files below if they exist.
  bool readConfiguration = true;
  std::string systemFile = "/etc/assay/policy.yaml";
  /// $XDG_CONFIG_HOME/assay/policy.yaml, else ~/.config/assay/policy.yaml.
  std::string userFile;
  /// Of the code itself; empty for none. Only where people judge code of their own (`scan`), and
  /// it may set `assessment` alone: code must not decide whether it runs.
  std::string projectFile;
  /// Of --policy; empty for none. Must exist.
  std::string commandLineFile;
};

/// The places above, from the environment of this process.
PolicySources defaultPolicySources();

/// `.assay.yaml` of the current folder or the nearest one above it, but not above the root of a
/// git work tree; empty if there is none.
std::string findProjectPolicy();

struct LoadedPolicy {
  Policy policy;
  /// The same without the project's and the command line's document: what is in force on this
  /// machine.
  Policy configured;
  /// The documents that were applied, in order. Empty: only the built-in policy.
  std::vector<std::string> files;
  /// By dotted path: the last document that set the value. Absent: the built-in policy did.
  std::map<std::string, std::string> origins;
};

/// Fails on the first document that cannot be read or is wrong: a policy that is half in force
/// would be worse than none.
llvm::Expected<LoadedPolicy> loadPolicy(const PolicySources &sources);

} // namespace assay

#endif // ASSAY_TOOLS_GATE_POLICY_LAYERS_H
