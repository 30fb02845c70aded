#include "analyzer/match.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <algorithm>
#include <iterator>

// The part of matching that looks at characters: what is hidden in the text, and names that are not
// what they look like.

using namespace assay;

/// Code points that change the order of what is shown (Unicode bidirectional algorithm, UAX #9), or
/// are not shown. In UTF-8 they start with E2 or EF.
static llvm::StringRef hiddenClass(llvm::StringRef at) {
  if (at.starts_with("\xE2\x80")) {
    const auto last = static_cast<unsigned char>(at.size() > 2 ? at[2] : 0);
    if (last >= 0xAA && last <= 0xAE)
      return "bidi";
    return last >= 0x8B && last <= 0x8D ? "zero-width" : "";
  }
  if (at.starts_with("\xE2\x81")) {
    const auto last = static_cast<unsigned char>(at.size() > 2 ? at[2] : 0);
    if (last >= 0xA6 && last <= 0xA9)
      return "bidi";
    return last == 0xA0 ? "zero-width" : "";
  }
  return at.starts_with("\xEF\xBB\xBF") ? "zero-width" : "";
}

void Matcher::matchHiddenText() {
  const llvm::ArrayRef<PatternId> patterns = in_.rules->byKind(PatternKind::Text);
  // What stands around the code of a container is prose, in any direction of writing.
  if (patterns.empty() || in_.language->split)
    return;
  const llvm::StringRef text = in_.file->text();
  for (const char lead : {'\xE2', '\xEF'}) {
    for (std::size_t at = text.find(lead); at != llvm::StringRef::npos;
         at = text.find(lead, at + 1)) {
      // A byte order mark in front is a byte order mark.
      const llvm::StringRef kind = at == 0 && lead == '\xEF' ? "" : hiddenClass(text.substr(at));
      if (kind.empty())
        continue;
      const auto begin = static_cast<std::uint32_t>(at);
      for (PatternId pattern : patterns)
        if (llvm::is_contained((*in_.rules)[pattern].pattern->contains, kind))
          candidates_.push_back({pattern, {begin, begin + 3}, 0, std::nullopt, -1});
    }
  }
}

/// The letters a to z by their look. From Unicode's confusables (UTS #39): Cyrillic and Greek
/// letters that are drawn like a Latin one in most fonts.
static constexpr char32_t lookAlikes[] = {
    U'\u0391', U'\u0392', U'\u0395', U'\u0396', U'\u0397', U'\u0399', U'\u039A', U'\u039C',
    U'\u039D', U'\u039F', U'\u03A1', U'\u03A4', U'\u03A5', U'\u03A7', U'\u03BD', U'\u03BF',
    U'\u0405', U'\u0406', U'\u0408', U'\u0410', U'\u0412', U'\u0415', U'\u041A', U'\u041C',
    U'\u041D', U'\u041E', U'\u0420', U'\u0421', U'\u0422', U'\u0425', U'\u0430', U'\u0435',
    U'\u043E', U'\u0440', U'\u0441', U'\u0443', U'\u0445', U'\u0455', U'\u0456', U'\u0458',
    U'\u0501', U'\u051B', U'\u051D'};

/// A name with letters of the Latin alphabet and letters that look like them. A word all in one
/// script is somebody's language.
static bool looksLikeAnother(llvm::StringRef name) {
  bool hasLatin = false, hasLookAlike = false;
  const auto *at = reinterpret_cast<const llvm::UTF8 *>(name.begin());
  const auto *end = reinterpret_cast<const llvm::UTF8 *>(name.end());
  while (at != end) {
    llvm::UTF32 point = 0;
    if (llvm::convertUTF8Sequence(&at, end, &point, llvm::strictConversion) != llvm::conversionOK)
      return false;
    hasLatin |= point < 0x80 && llvm::isAlpha(static_cast<char>(point));
    hasLookAlike |= std::binary_search(std::begin(lookAlikes), std::end(lookAlikes),
                                       static_cast<char32_t>(point));
  }
  return hasLatin && hasLookAlike;
}

/// Names that are defined, assigned or called in the file.
void Matcher::matchLookAlikes() {
  // Greek and Cyrillic letters begin with CE to D4 in UTF-8; most files have none.
  if (in_.file->text().find_first_of("\xCE\xCF\xD0\xD1\xD4") == llvm::StringRef::npos)
    return;
  for (PatternId pattern : in_.rules->byKind(PatternKind::Text)) {
    if (!llvm::is_contained((*in_.rules)[pattern].pattern->contains, "look-alike"))
      continue;
    for (const Value &value : in_.facts->values)
      if ((value.kind == ValueKind::Name || value.kind == ValueKind::Member) &&
          looksLikeAnother(in_.facts->text(value.text)))
        candidates_.push_back({pattern, value.span, 0, std::nullopt, -1});
    for (const Statement &statement : in_.facts->statements)
      if (statement.kind == StatementKind::Define &&
          looksLikeAnother(in_.facts->text(statement.name)))
        candidates_.push_back({pattern, statement.span, 0, std::nullopt, -1});
  }
}
