#ifndef ASSAY_TOOLS_REPORT_TREND_H
#define ASSAY_TOOLS_REPORT_TREND_H

#include "analyzer/risk_score.h"
#include "tools/report/report.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <array>
#include <cstdint>
#include <string>
#include <vector>

// The risk of a repository over its commits, as a page. Judges nothing: `assay scan --history`
// writes what this reads.

namespace assay {

/// One commit of a history and what the scan of its tree found.
struct HistoryEntry {
  std::string commit;
  /// When it was committed, in seconds since 1970.
  std::int64_t time = 0;
  /// Text of whoever wrote the commit: escape it at output.
  std::string subject;
  /// Files by level.
  std::array<std::uint64_t, riskLevelCount> files{};
  /// Of the riskiest file, 0 to 100.
  std::uint64_t score = 0;
  std::uint64_t findings = 0;
};

/// Reads one line of a history. Error: what is missing or of another type.
llvm::Expected<HistoryEntry> readHistoryEntry(const llvm::json::Value &value);

/// `entries` in any order; the page has them by time. `name` is what the repository is called.
void writeTrendPage(llvm::StringRef name, std::vector<HistoryEntry> entries,
                    llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_TREND_H
