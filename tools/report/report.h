#ifndef ASSAY_TOOLS_REPORT_REPORT_H
#define ASSAY_TOOLS_REPORT_REPORT_H

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "tools/report/place.h"
#include "tools/report/source_lines.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

// What a scan found, and the formats it can be printed in. A format is one file <name>_format.cpp
// and one row in formats.def. Formats print; they decide nothing and open nothing.

namespace assay {

/// A finding that was there before: in the baseline, or at the revision that `--new-since` names.
struct KnownFinding {
  Finding finding;
  FindingPlace place;
};

/// One file of a scan. `places` runs parallel to findings and suppressed.
struct JudgedFile {
  Assessment assessment;
  std::uint64_t bytes = 0;
  /// The path below the root of the scan; absolute if it is not below.
  std::string rootPath;
  AssessmentPlaces places;
  /// Taken out of the assessment's findings: neither its level nor its score knows them.
  std::vector<KnownFinding> known;
  /// By number. Empty unless takeSource() was asked.
  std::vector<SourceLine> source;
};

/// A path that could not be judged, and why.
struct ScanError {
  std::string path;
  std::string message;
};

/// Both lists are sorted by path.
struct ScanResult {
  /// What was scanned, as people call it: the name of the folder that paths are relative to.
  std::string name;
  std::vector<JudgedFile> files;
  std::vector<ScanError> errors;
  /// Files and folders left out because a .gitignore says so.
  std::uint64_t ignored = 0;
  /// Findings of the baseline that are there no more, as far as their files were judged.
  std::uint64_t stale = 0;
  /// When it began and ended. Only formats that must say so print it.
  std::chrono::sys_seconds began{};
  std::chrono::sys_seconds ended{};
};

inline constexpr unsigned riskLevelCount = 4;

struct ScanSummary {
  std::uint64_t bytes = 0;
  /// By level.
  std::array<std::uint64_t, riskLevelCount> files{};
  std::array<std::uint64_t, riskLevelCount> findings{};
  /// Findings that comments accept; not among `findings`.
  std::uint64_t suppressed = 0;
  /// Findings that were there before, by level; not among `findings`.
  std::array<std::uint64_t, riskLevelCount> known{};
};

/// As one entry of `files` in tools/report/schema/assay.scan-1.json, fingerprints included.
llvm::json::Object toJson(const JudgedFile &file);

ScanSummary summaryOf(const ScanResult &result);

/// A finding that counts, with what it belongs to. Borrows the scan.
struct ListedFinding {
  const JudgedFile *file;
  const Finding *finding;
  const FindingPlace *place;
};

/// The findings of `lowest` and above, by path and place.
std::vector<ListedFinding> findingsOf(const ScanResult &result, RiskLevel lowest);

/// Puts the worst first; those of one level stay in order. For readers that stop at a limit.
void worstFirst(std::vector<ListedFinding> &findings);

struct ReportStyle {
  /// Use terminal colours.
  bool colour = false;
  /// Make places links to their files (OSC 8).
  bool hyperlinks = false;
  /// Findings below it are counted and not listed (json and jsonl always have them all).
  RiskLevel lowestListed = RiskLevel::Low;
  /// List the findings that comments accept, of any level, with the reasons given (text only).
  bool listSuppressed = false;
  /// Count findings by rule (text only).
  bool statistics = false;
};

/// What a format prints besides the findings, which a scan takes only if it must.
enum class ReportNeeds : std::uint8_t {
  Nothing,
  /// What GitHub tracks results by.
  LineHashes,
  /// The lines around findings.
  Source,
};

/// One output format.
struct ReportFormat {
  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  ReportNeeds needs;
  void (*write)(const ScanResult &, const ReportStyle &, llvm::raw_ostream &);
};

llvm::ArrayRef<ReportFormat> reportFormats();

/// Null if there is none of that name.
const ReportFormat *findReportFormat(llvm::StringRef name);

#define FORMAT(name, write, needs, summary)                                                        \
  void write(const ScanResult &, const ReportStyle &, llvm::raw_ostream &);
#include "tools/report/formats.def"

/// Counts findings by rule, the most frequent first.
void writeStatistics(const ScanResult &result, llvm::raw_ostream &out);

/// The findings of one file, and what is wrong with its suppressions, as `writeText` lists them.
/// `assess` and `run` use it too.
void writeFindings(const JudgedFile &file, const ReportStyle &style, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_REPORT_H
