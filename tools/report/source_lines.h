#ifndef ASSAY_TOOLS_REPORT_SOURCE_LINES_H
#define ASSAY_TOOLS_REPORT_SOURCE_LINES_H

#include "analyzer/risk_score.h"
#include <cstdint>
#include <string>

// The source around findings, for reports that show more than the line of a finding. Taken after
// the scan, from the files that have something to show, so that a scan itself keeps no source.

namespace assay {

struct ScanResult;

/// A line of a judged file. Bytes as they are, without the line's end: escape them at output.
struct SourceLine {
  std::uint32_t number = 1;
  std::string text;
};

/// Lines shown before and after each place.
inline constexpr std::uint32_t contextLines = 2;
/// A line is cut there: minified code is one line of a megabyte.
inline constexpr std::size_t maxShownLineBytes = 240;
/// All lines of a report together, so that a page stays one that a browser opens at once. The files
/// with the worst findings come first.
inline constexpr std::size_t maxShownBytes = 1u << 20;

/// Fills JudgedFile::source with the lines around the findings of `lowest` and above, those that
/// are known or accepted, and the steps of their traces. A file that can no longer be read, or that
/// is not the one that was judged any more, gets none.
void takeSource(ScanResult &result, RiskLevel lowest);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_SOURCE_LINES_H
