#include "tools/report/escape.h"
#include "tools/report/report.h"
#include "tools/report/severity.h"

// Workflow commands of GitHub Actions. It shows ten errors, ten warnings and ten notices of a step
// and drops the rest without a word, so the worst come first and a last line says how many there
// are.

using namespace assay;

static constexpr SeverityNames<llvm::StringLiteral> commands{"notice", "warning", "error"};

/// Columns only within one line: GitHub ignores them otherwise.
static void writeRange(const Range &range, llvm::raw_ostream &out) {
  out << ",line=" << range.begin.line << ",endLine=" << range.end.line;
  if (range.begin.line == range.end.line)
    out << ",col=" << range.begin.column << ",endColumn=" << range.end.column;
}

void assay::writeGithub(const ScanResult &result, const ReportStyle &style,
                        llvm::raw_ostream &out) {
  std::vector<ListedFinding> findings = findingsOf(result, style.lowestListed);
  worstFirst(findings);
  for (const auto &[file, finding, place] : findings) {
    out << "::" << nameOf(severityOf(finding->level), commands)
        << " file=" << workflowProperty(file->rootPath);
    writeRange(place->characters, out);
    out << ",title=" << workflowProperty((nameOf(finding->level) + " " + finding->rule->id).str())
        << "::" << workflowMessage(finding->message) << '\n';
  }
  for (const ScanError &error : result.errors)
    out << "::error file=" << workflowProperty(error.path)
        << ",title=could not be judged::" << workflowMessage(error.message) << '\n';
  out << "assay: findings " << findings.size() << ", files " << result.files.size()
      << ", not judged " << result.errors.size() << "; GitHub shows ten of a kind\n";
}
