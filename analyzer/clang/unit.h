#ifndef ASSAY_ANALYZER_CLANG_UNIT_H
#define ASSAY_ANALYZER_CLANG_UNIT_H

#include "grammars/fact.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <memory>
#include <vector>

namespace clang {
class ASTContext;
class Preprocessor;
} // namespace clang

// Clang as a front end: the AST of a translation unit becomes the same facts that tree-sitter's
// trees become, one FactSet for each of the developer's own files in it. Names are qualified by
// what the compiler resolved, macros are expanded, constants evaluated. What is not compiled
// (branches of #if that are off) is not seen. Judges nothing, reports nothing.

namespace assay {

/// Watches a preprocessor for what the AST does not keep: includes and comments.
class UnitRecorder {
public:
  /// Must be there before the first token is read and until the last is: `preprocessor` calls it.
  explicit UnitRecorder(clang::Preprocessor &preprocessor);
  ~UnitRecorder();

  struct Include {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string name;
  };
  struct File {
    std::vector<Include> includes;
    std::vector<Span> comments;
    /// A branch of #if is off.
    bool hasSkipped = false;
  };
  /// What was seen in a file; null if nothing.
  [[nodiscard]] const File *find(clang::FileID file) const;

private:
  class Callbacks;
  class Comments;
  llvm::DenseMap<unsigned, File> files_;
  std::unique_ptr<Comments> comments_;
  clang::Preprocessor &preprocessor_;
};

/// A file of a unit, lowered.
struct UnitFile {
  /// As the compiler names it.
  llvm::StringRef path;
  llvm::StringRef text;
  clang::FileID id;
  /// A branch of #if is off: what stands there is not in the facts.
  bool hasSkipped = false;
  bool isMain = false;
};

/// Lowers the unit's files that are no system headers, the main file first, then by when they were
/// included. `judge` may move the facts away; it gets the same FactSet each time, cleared.
void lowerUnit(clang::ASTContext &context, const UnitRecorder &recorder,
               llvm::function_ref<void(const UnitFile &, FactSet &)> judge);

} // namespace assay

#endif // ASSAY_ANALYZER_CLANG_UNIT_H
