#ifndef ASSAY_TOOLS_REPORT_FINGERPRINT_H
#define ASSAY_TOOLS_REPORT_FINGERPRINT_H

#include "grammars/source_file.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>
#include <vector>

// Names for findings that hold while the code around them changes: what baselines and the
// trackers of GitHub and GitLab compare.

namespace assay {

/// Makes the fingerprints of one file, finding by finding in the order of the text.
///
/// A fingerprint is a hash of the rule, the path and the text of the lines that the finding is on,
/// white space aside, and a number that tells equal ones of a file apart. So it stays when lines
/// above come or go, or are indented otherwise; it changes with the rule, the path or the code.
class Fingerprints {
public:
  /// Both are borrowed.
  Fingerprints(const SourceFile &file, llvm::StringRef path) : file_(file), path_(path) {}

  /// 32 hexadecimal digits.
  std::string next(llvm::StringRef rule, Span span);

private:
  const SourceFile &file_;
  llvm::StringRef path_;
  /// How often each was there.
  llvm::StringMap<unsigned> seen_;
};

/// GitHub's `primaryLocationLineHash` of each line, from the first: a hash of the 100 UTF-16 units
/// that follow the line's start, blanks aside, in hexadecimal, and how many lines had it so far.
/// As github/codeql-action computes it when a report leaves it out (src/fingerprints.ts).
std::vector<std::string> lineHashesOf(llvm::StringRef text);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_FINGERPRINT_H
