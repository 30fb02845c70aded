#include "tools/report/report.h"

using namespace assay;

static constexpr ReportFormat formats[] = {
    {"text", "for people: one line per finding, the source line, a summary", true, writeText},
    {"json", "for programs: one document, schema assay.scan/1", false, writeJson},
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
    for (const Finding &finding : file.assessment.findings)
      ++summary.findings[static_cast<unsigned>(finding.level)];
  }
  return summary;
}
