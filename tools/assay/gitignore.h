#ifndef ASSAY_TOOLS_ASSAY_GITIGNORE_H
#define ASSAY_TOOLS_ASSAY_GITIGNORE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// The patterns of one .gitignore, as gitignore(5) describes them: comments, "!" to take a path
/// back in, "/" to anchor or to mean folders only, "*", "?", "[a-z]" and "**". Classes such as
/// "[:alpha:]" are read as the characters they are written with.
///
/// Matching takes at most the product of the lengths of pattern and path, whatever the pattern.
class IgnoreFile {
public:
  /// Longer files are hostile: matching costs patterns times files.
  static constexpr std::size_t maxBytes = 256u << 10;

  /// Never fails: in a .gitignore every line means something.
  static IgnoreFile parse(llvm::StringRef text);

  /// What the last pattern that matches says of a path below the folder of this file, relative to
  /// it ("src/a.py"): ignored, taken back in, or nothing at all.
  [[nodiscard]] std::optional<bool> ignores(llvm::StringRef path, bool isFolder) const;

  [[nodiscard]] bool empty() const { return patterns_.empty(); }

private:
  struct Pattern {
    /// The parts between slashes. A part "**" stands for any number of folders.
    std::vector<std::string> parts;
    bool negated = false;
    bool foldersOnly = false;
  };
  static std::optional<Pattern> parseLine(llvm::StringRef line);
  static bool matches(const Pattern &pattern, llvm::ArrayRef<llvm::StringRef> path);

  std::vector<Pattern> patterns_;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_GITIGNORE_H
