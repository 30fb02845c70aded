#ifndef ASSAY_ANALYZER_LITERAL_FILTER_H
#define ASSAY_ANALYZER_LITERAL_FILTER_H

#include "llvm/ADT/StringRef.h"
#include <bitset>

namespace assay {

/// Tells quickly that a text contains none of some texts, in whatever case: three bytes of each,
/// those that ordinary text has least, are looked for by a table of 4 KiB. May be wrong the other
/// way round. Not a matcher: most literals are nothing that a rule speaks of, and need not meet
/// one.
class LiteralFilter {
public:
  /// From now on what contains `needed`, two bytes or more in lower case, passes.
  void add(llvm::StringRef needed);
  /// From now on everything passes.
  void passAll() { passesAll_ = true; }
  [[nodiscard]] bool passes(llvm::StringRef text) const;

private:
  static constexpr unsigned bits = 15;

  /// By a hash of three bytes.
  std::bitset<1U << bits> wanted_;
  bool passesAll_ = false;
};

} // namespace assay

#endif // ASSAY_ANALYZER_LITERAL_FILTER_H
