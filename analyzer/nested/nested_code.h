#ifndef ASSAY_ANALYZER_NESTED_NESTED_CODE_H
#define ASSAY_ANALYZER_NESTED_NESTED_CODE_H

#include "analyzer/resolve/resolution.h"
#include "grammars/text_map.h"
#include <string>
#include <vector>

// Code inside code. A text counts as code only where something runs it: a call whose model says
// `code: LANGUAGE`, or an EmbeddedCode statement; a text that merely looks like code does not. What
// is only known at run time is not judged here: rules speak of it where it is run.

namespace assay {

/// A text in a file that some interpreter gets to run.
struct NestedCode {
  const Language *language = nullptr;
  std::string text;
  /// Where the text stands in the file around it.
  TextMap map;
  /// The expression it comes from.
  Span span;
  /// "as it stands", "put together", "decoded (base64, gzip)".
  std::string how;
  bool isDecoded = false;
  /// Of a text that joins others: their spans. They are found by themselves as well.
  std::vector<Span> parts;
};

/// Why a text that is run was not judged.
struct NestedRefusal {
  Span span;
  std::string reason;
};

struct NestedCodes {
  std::vector<NestedCode> codes;
  std::vector<NestedRefusal> refused;
};

/// Looks at EmbeddedCode statements and at `calls`, the calls of known symbols. Each text is found
/// once for each language.
NestedCodes findNestedCode(const FactSet &facts, const Resolution &resolution,
                           llvm::StringRef source, llvm::ArrayRef<ValueId> calls);

} // namespace assay

#endif // ASSAY_ANALYZER_NESTED_NESTED_CODE_H
