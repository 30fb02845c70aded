#include "tools/report/report.h"
#include <algorithm>

using namespace assay;

static constexpr ReportFormat formats[] = {
#define FORMAT(name, write, needs, summary) {name, summary, ReportNeeds::needs, write},
#include "tools/report/formats.def"
};

llvm::ArrayRef<ReportFormat> assay::reportFormats() { return formats; }

const ReportFormat *assay::findReportFormat(llvm::StringRef name) {
  for (const ReportFormat &format : formats)
    if (format.name == name)
      return &format;
  return nullptr;
}

ScanSummary assay::summaryOf(const ScanResult &result) {
  ScanSummary summary;
  for (const JudgedFile &file : result.files) {
    summary.bytes += file.bytes;
    ++summary.files[static_cast<unsigned>(file.assessment.level)];
    summary.suppressed += file.assessment.suppressed.size();
    for (const KnownFinding &known : file.known)
      ++summary.known[static_cast<unsigned>(known.finding.level)];
    for (const Finding &finding : file.assessment.findings)
      ++summary.findings[static_cast<unsigned>(finding.level)];
  }
  return summary;
}

std::vector<ListedFinding> assay::findingsOf(const ScanResult &result, RiskLevel lowest) {
  std::vector<ListedFinding> listed;
  for (const JudgedFile &file : result.files)
    for (std::size_t i = 0; i < file.assessment.findings.size(); ++i)
      if (file.assessment.findings[i].level >= lowest)
        listed.push_back({&file, &file.assessment.findings[i], &file.places.findings[i]});
  return listed;
}

void assay::worstFirst(std::vector<ListedFinding> &findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const ListedFinding &a, const ListedFinding &b) {
                     return a.finding->level > b.finding->level;
                   });
}
