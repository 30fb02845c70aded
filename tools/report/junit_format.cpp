#include "tools/report/escape.h"
#include "tools/report/report.h"

// JUnit's XML as CI servers read it: one suite, each judged file a test, which fails if there is
// something to list. No times and no host name, so that equal scans give equal files.

using namespace assay;

static void writeCase(const JudgedFile &file, RiskLevel lowest, llvm::raw_ostream &out) {
  const Assessment &assessment = file.assessment;
  const std::string path = xmlText(file.rootPath);
  out << "    <testcase classname=\"assay\" name=\"" << path << "\" file=\"" << path << "\">\n";
  for (const Finding &finding : assessment.findings) {
    if (finding.level < lowest)
      continue;
    const std::string rule = xmlText(finding.rule->id);
    const std::string message = xmlText(finding.message);
    out << "      <failure type=\"" << rule << "\" message=\"" << nameOf(finding.level) << ' '
        << rule << ": " << message << "\">" << path << ':' << finding.range.begin.line << ':'
        << finding.range.begin.column << ": " << message << "</failure>\n";
  }
  for (const std::string &reason : assessment.degraded)
    out << "      <system-err>not fully analysed: " << xmlText(reason) << "</system-err>\n";
  out << "    </testcase>\n";
}

void assay::writeJunit(const ScanResult &result, const ReportStyle &style, llvm::raw_ostream &out) {
  std::size_t failures = 0;
  const JudgedFile *last = nullptr;
  for (const ListedFinding &listed : findingsOf(result, style.lowestListed))
    failures += std::exchange(last, listed.file) != listed.file;
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      << "  <testsuite name=\"assay\" tests=\"" << result.files.size() + result.errors.size()
      << "\" failures=\"" << failures << "\" errors=\"" << result.errors.size()
      << "\" skipped=\"0\">\n";
  for (const JudgedFile &file : result.files)
    writeCase(file, style.lowestListed, out);
  for (const ScanError &error : result.errors)
    out << "    <testcase classname=\"assay\" name=\"" << xmlText(error.path)
        << "\">\n      <error type=\"not-judged\" message=\"" << xmlText(error.message)
        << "\"/>\n    </testcase>\n";
  out << "  </testsuite>\n</testsuites>\n";
}
