#ifndef ASSAY_TOOLS_ASSAY_PACKAGE_H
#define ASSAY_TOOLS_ASSAY_PACKAGE_H

#include "tools/assay/scan.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

// A package as a whole: a folder or an archive as a registry has it. What matters most of it is
// what runs before anybody calls it: when it is installed, and when it is imported.

namespace assay {

/// When a file of a package runs by itself.
enum class HookTime : std::uint8_t {
  /// By the package manager, on the machine of whoever installs it.
  Install,
  /// When anything of the package is imported.
  Import,
  /// At every start of the interpreter.
  Start,
};

/// "install", "import", "start": as in JSON.
llvm::StringRef nameOf(HookTime time);

struct PackageHook {
  HookTime time = HookTime::Install;
  /// Below the package's top folder.
  std::string path;
  /// The command, if it is one ("postinstall: node x.js"); text of the judged code.
  std::string command;
  /// Of the file or command.
  RiskLevel level = RiskLevel::Low;
  CapabilitySet capabilities;
};

struct Package {
  /// Paths are below the package's top folder ("name-1.0/" goes).
  ScanResult scan;
  /// By time and path.
  std::vector<PackageHook> hooks;

  [[nodiscard]] RiskLevel level() const;
  [[nodiscard]] CapabilitySet capabilities() const;
};

/// Reads and judges a package; runs nothing of it. `path` is a folder, an archive or a file; what
/// ignore files in it name is judged, too. Error: it is not there.
llvm::Expected<Package> judgePackage(const std::string &path, unsigned jobs, const RuleSet &rules,
                                     const AssessmentPolicy &policy);

/// What one version of a package has that another has not.
struct PackageDiff {
  CapabilitySet gained;
  CapabilitySet lost;
  /// Hooks that are new, whose command is another, or which can do more than before.
  std::vector<const PackageHook *> hooks;
  /// By path and place; of the new version.
  std::vector<ListedFinding> findings;
  /// Findings of the old version that are there no more.
  std::uint64_t gone = 0;
};

/// Borrows both. A finding is known by its fingerprint, so it stays the same while lines move.
PackageDiff compare(const Package &before, const Package &after);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_PACKAGE_H
