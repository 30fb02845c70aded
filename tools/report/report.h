#ifndef ASSAY_TOOLS_REPORT_REPORT_H
#define ASSAY_TOOLS_REPORT_REPORT_H

#include "analyzer/assessment.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <cstdint>
#include <string>
#include <vector>

// What a scan found, and the formats it can be printed in. A format is one file <name>.cpp and one
// row in report.cpp. Formats print; they decide nothing and open nothing.

namespace assay {

/// The line that a finding is in, made safe to print, with where to put the mark. Taken while the
/// source is at hand, so that a report need not keep it.
struct Excerpt {
  std::string line;
  /// In columns of a terminal, from 0.
  unsigned markBegin = 0;
  unsigned markLength = 1;
};

Excerpt excerptOf(const SourceFile &file, Span span);

/// One file of a scan. `excerpts` runs parallel to the findings, or is empty.
struct JudgedFile {
  Assessment assessment;
  std::uint64_t bytes = 0;
  std::vector<Excerpt> excerpts;
};

/// A path that could not be judged, and why.
struct ScanError {
  std::string path;
  std::string message;
};

/// Both lists are sorted by path.
struct ScanResult {
  std::vector<JudgedFile> files;
  std::vector<ScanError> errors;
  /// Files and folders left out because a .gitignore says so.
  std::uint64_t ignored = 0;
};

inline constexpr unsigned riskLevelCount = 4;

struct ScanSummary {
  std::uint64_t bytes = 0;
  /// By level.
  std::array<std::uint64_t, riskLevelCount> files{};
  std::array<std::uint64_t, riskLevelCount> findings{};
  /// Findings that comments accept; not among `findings`.
  std::uint64_t suppressed = 0;
};

ScanSummary summaryOf(const ScanResult &result);

struct ReportStyle {
  /// Use terminal colours.
  bool colour = false;
  /// Findings below it are counted and not listed (text only: JSON always has them all).
  RiskLevel lowestListed = RiskLevel::Low;
  /// List the findings that comments accept, of any level, with the reasons given (text only).
  bool listSuppressed = false;
};

/// One output format.
struct ReportFormat {
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  /// The report shows source lines, so the scan must take excerpts.
  bool wantsExcerpts;
  void (*write)(const ScanResult &, const ReportStyle &, llvm::raw_ostream &);
};

llvm::ArrayRef<ReportFormat> reportFormats();

/// Null if there is none of that name.
const ReportFormat *findReportFormat(llvm::StringRef name);

// The formats.
void writeText(const ScanResult &, const ReportStyle &, llvm::raw_ostream &);
void writeJson(const ScanResult &, const ReportStyle &, llvm::raw_ostream &);

/// The findings of one file, and what is wrong with its suppressions, as `writeText` lists them.
/// `assess` and `run` use it too.
void writeFindings(const JudgedFile &file, const ReportStyle &style, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_REPORT_H
