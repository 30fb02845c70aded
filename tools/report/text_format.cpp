#include "analyzer/rule.h"
#include "tools/report/escape.h"
#include "tools/report/report.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"

using namespace assay;

static llvm::raw_ostream::Colors colourOf(RiskLevel level) {
  switch (level) {
  case RiskLevel::Low:
    return llvm::raw_ostream::BLUE;
  case RiskLevel::Medium:
    return llvm::raw_ostream::YELLOW;
  case RiskLevel::High:
    return llvm::raw_ostream::RED;
  case RiskLevel::Blocked:
    return llvm::raw_ostream::MAGENTA;
  }
  return llvm::raw_ostream::SAVEDCOLOR;
}

static void writeLevel(RiskLevel level, const ReportStyle &style, llvm::raw_ostream &out) {
  if (style.colour)
    out.changeColor(colourOf(level), /*Bold=*/true);
  out << nameOf(level);
  if (style.colour)
    out.resetColor();
}

static void writeExcerpt(const Excerpt &excerpt, llvm::raw_ostream &out) {
  out << "    " << excerpt.line << "\n    ";
  out.indent(excerpt.markBegin) << '^';
  for (unsigned i = 1; i < excerpt.markLength; ++i)
    out << '~';
  out << '\n';
}

/// A link as terminals know it: OSC 8 with the URI, what is shown, OSC 8 with none.
static void writePlace(llvm::StringRef path, const Range &range, const ReportStyle &style,
                       llvm::raw_ostream &out) {
  llvm::SmallString<128> absolute(path);
  const bool links = style.hyperlinks && !llvm::sys::fs::make_absolute(absolute);
  if (links)
    out << "\033]8;;file://" << uriPath(absolute) << "\033\\";
  out << escaped(path) << ':' << range.begin.line << ':' << range.begin.column;
  if (links)
    out << "\033]8;;\033\\";
  out << ": ";
}

static void writeTrace(const Assessment &assessment, const Trace &trace, const ReportStyle &style,
                       llvm::raw_ostream &out) {
  for (const TraceStep &step : trace) {
    out << "      ";
    writePlace(step.path.empty() ? assessment.path : step.path, step.range, style, out);
    out << escaped(step.reason) << '\n';
  }
}

static void writeHeadline(const Finding &finding, const ReportStyle &style,
                          llvm::raw_ostream &out) {
  writeLevel(finding.level, style, out);
  out << ' ' << escaped(finding.rule->id) << ": " << escaped(finding.message) << '\n';
}

static void writeSuppressions(const Assessment &assessment, const ReportStyle &style,
                              llvm::raw_ostream &out) {
  if (style.listSuppressed)
    for (const SuppressedFinding &suppressed : assessment.suppressed) {
      writePlace(assessment.path, suppressed.finding.range, style, out);
      out << "suppressed ";
      writeHeadline(suppressed.finding, style, out);
      out << "    by line " << suppressed.comment.begin.line << ": " << escaped(suppressed.reason)
          << '\n';
    }
  for (const SuppressionProblem &problem : assessment.suppressionProblems) {
    writePlace(assessment.path, problem.range, style, out);
    out << "warning: suppression " << nameOf(problem.fault) << ": " << escaped(problem.message)
        << '\n';
  }
}

void assay::writeFindings(const JudgedFile &file, const ReportStyle &style,
                          llvm::raw_ostream &out) {
  const Assessment &assessment = file.assessment;
  for (std::size_t i = 0; i < assessment.findings.size(); ++i) {
    const Finding &finding = assessment.findings[i];
    if (finding.level < style.lowestListed)
      continue;
    writePlace(assessment.path, finding.range, style, out);
    writeHeadline(finding, style, out);
    writeExcerpt(file.places.findings[i].excerpt, out);
    writeTrace(assessment, finding.trace, style, out);
  }
  writeSuppressions(assessment, style, out);
  for (const std::string &reason : assessment.degraded)
    out << escaped(assessment.path) << ": not fully analysed: " << escaped(reason) << '\n';
}

static void writeCounts(llvm::StringRef what,
                        const std::array<std::uint64_t, riskLevelCount> &counts,
                        llvm::raw_ostream &out) {
  out << llvm::left_justify(what, 10);
  for (unsigned i = riskLevelCount; i-- > 0;)
    out << "  " << nameOf(static_cast<RiskLevel>(i)) << ' ' << counts[i];
  out << '\n';
}

void assay::writeText(const ScanResult &result, const ReportStyle &style, llvm::raw_ostream &out) {
  for (const JudgedFile &file : result.files)
    writeFindings(file, style, out);
  for (const ScanError &error : result.errors)
    out << escaped(error.path) << ": error: " << escaped(error.message) << '\n';

  const ScanSummary summary = summaryOf(result);
  out << result.files.size() << (result.files.size() == 1 ? " file, " : " files, ")
      << llvm::format("%.1f", static_cast<double>(summary.bytes) / 1024) << " KiB judged";
  if (!result.errors.empty())
    out << ", " << result.errors.size() << " could not be judged";
  if (result.ignored != 0)
    out << ", " << result.ignored << " left out by .gitignore";
  out << '\n';
  writeCounts("files:", summary.files, out);
  writeCounts("findings:", summary.findings, out);
  if (summary.suppressed != 0)
    out << "suppressed: " << summary.suppressed << " by comments\n";
  if (summary.known != decltype(summary.known){})
    writeCounts("known:", summary.known, out);
  if (result.stale != 0)
    out << "stale: " << result.stale << " of the baseline are there no more\n";
  if (style.statistics)
    writeStatistics(result, out);
}
