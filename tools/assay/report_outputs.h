#ifndef ASSAY_TOOLS_ASSAY_REPORT_OUTPUTS_H
#define ASSAY_TOOLS_ASSAY_REPORT_OUTPUTS_H

#include "tools/assay/options.h"
#include "tools/report/report.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace assay {

/// What the reports of one scan are to look like, and where they go: one to standard output and any
/// number to files.
struct ReportOutputs {
  std::string format = "text";
  /// As "FORMAT=FILE".
  std::vector<std::string> files;
  std::string colour = "auto";
  std::string hyperlinks = "auto";
  bool all = false;
  bool reportSuppressed = false;
  bool statistics = false;

  void addTo(Options &options);

  /// Before anything is judged: is each of `files` of that form, and its format known?
  [[nodiscard]] llvm::Error check() const;
  [[nodiscard]] bool need(ReportNeeds needs) const;
  [[nodiscard]] RiskLevel lowestListed() const;
  /// A file is replaced once its report is whole. Error: one cannot be written.
  [[nodiscard]] llvm::Error write(const ScanResult &result) const;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_REPORT_OUTPUTS_H
