#ifndef ASSAY_TOOLS_ASSAY_SCAN_SCOPE_H
#define ASSAY_TOOLS_ASSAY_SCAN_SCOPE_H

#include "tools/assay/baseline.h"
#include "tools/assay/git.h"
#include "tools/assay/options.h"
#include "tools/assay/scan.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// What a scan is of, and which of its findings are old: the options and what follows from them.
struct ScanScope {
  std::string stdinName;
  bool staged = false;
  std::string newSince;
  std::string baselineFile;
  std::string newBaselineFile;

  void addTo(Options &options);

  /// Before the scan: says in `request` what to judge, and reads the baseline. Error: the options
  /// contradict each other, or what they name cannot be read.
  llvm::Error prepare(ScanRequest &request);

  /// After the scan: takes out what is old, and writes a new baseline if that was asked for. Says
  /// on standard error when it cannot tell what is old; then everything counts.
  llvm::Error finish(const ScanRequest &request, const RuleSet &rules,
                     const AssessmentPolicy &policy, ScanResult &result) const;

private:
  llvm::Error takeStandardInput(ScanRequest &request) const;
  llvm::Error takeStaged(ScanRequest &request);
  [[nodiscard]] llvm::Error takeOld(const ScanRequest &request, const RuleSet &rules,
                                    const AssessmentPolicy &policy, ScanResult &result) const;

  std::optional<std::vector<BaselineEntry>> baseline_;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_SCAN_SCOPE_H
