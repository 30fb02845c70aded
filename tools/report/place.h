#ifndef ASSAY_TOOLS_REPORT_PLACE_H
#define ASSAY_TOOLS_REPORT_PLACE_H

#include "analyzer/assessment.h"
#include "grammars/source_file.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

// What a report says about the place of a finding besides line and column. Taken while the source
// is at hand, so that a report need not keep it.

namespace assay {

/// The line that a finding is in, made safe to print, with where to put the mark.
struct Excerpt {
  std::string line;
  /// In columns of a terminal, from 0.
  unsigned markBegin = 0;
  unsigned markLength = 1;
};

Excerpt excerptOf(const SourceFile &file, Span span);

struct FindingPlace {
  Excerpt excerpt;
  /// The finding's range with columns in Unicode characters, from 1: as SARIF and JSON Schema
  /// count. Bytes that are not UTF-8 count one each.
  Range characters;
  /// The same for each step of its trace; as it is for a step in another file.
  std::vector<Range> steps;
  /// 32 hexadecimal digits that stay the same while lines move: see fingerprint.h.
  std::string fingerprint;
  /// What GitHub tracks a result by. Empty unless it was asked for: it reads the whole file.
  std::string lineHash;
};

struct AssessmentPlaces {
  /// Runs parallel to the findings.
  std::vector<FindingPlace> findings;
  /// Runs parallel to `suppressed`.
  std::vector<FindingPlace> suppressed;
};

/// `path` is what the fingerprints say the file is called: below the root of the scan.
AssessmentPlaces placesOf(const SourceFile &file, const Assessment &assessment,
                          llvm::StringRef path, bool lineHashes);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_PLACE_H
