#ifndef ASSAY_TEST_FUZZ_FUZZ_H
#define ASSAY_TEST_FUZZ_FUZZ_H

#include "llvm/ADT/StringRef.h"
#include <tuple>

// A fuzz target is one file <name>_fuzzer.cpp that defines fuzz(), and a folder seeds/<name>. Built
// with ASSAY_FUZZ it searches; otherwise replay.cpp runs it over its seeds, so that every build,
// with every compiler and sanitizer, keeps passing what was found once.

namespace assay {

/// Must end, in time linear in the input, without a crash, a leak or a false claim, whatever the
/// bytes are. What it finds wrong itself, it says with require().
void fuzz(llvm::StringRef input);

/// Ends the program with `what` unless `holds`.
void require(bool holds, const char *what);

/// Takes the first line off `input`.
inline llvm::StringRef takeLine(llvm::StringRef &input) {
  llvm::StringRef line;
  std::tie(line, input) = input.split('\n');
  return line;
}

} // namespace assay

#endif // ASSAY_TEST_FUZZ_FUZZ_H
