#ifndef ASSAY_AUDIT_CANONICAL_JSON_H
#define ASSAY_AUDIT_CANONICAL_JSON_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <cstdint>
#include <string>
#include <vector>

namespace assay {

/// Canonical JSON (RFC 8785) without fractions: a value has exactly one text, so that a hash of the
/// text is a hash of the value. Integers go up to 2^53 - 1, beyond which JSON readers disagree.

/// Deeper nesting is refused; JSON readers (LLVM's among them) recurse.
constexpr unsigned maxJSONDepth = 32;

/// The largest integer that every JSON reader keeps exactly.
constexpr std::int64_t maxJSONInteger = (std::int64_t{1} << 53) - 1;

/// RFC 8785 sorts keys by UTF-16 units. UTF-8 bytes sort in the same way, except that characters
/// from U+10000 (first byte F0 and up, in UTF-16 a surrogate) come before U+E000 to U+FFFF (EE,
/// EF).
bool canonicalKeyLess(llvm::StringRef a, llvm::StringRef b);

/// Error: a fraction, an integer that is too large, nesting that is too deep. The message gives the
/// path of the value.
llvm::Expected<std::string> canonicalJSON(const llvm::json::Object &object);

/// Appends `text` as a JSON string. Bytes that are not UTF-8 become U+FFFD.
void appendJSONString(std::string &out, llvm::StringRef text);

/// One entry of an object: the key as it stands between its quotes, and the value's text.
struct JSONEntry {
  llvm::StringRef key;
  llvm::StringRef value;
};

/// Takes one object in canonical form off the front of `text`. Returns null, or what is wrong;
/// `text` is then as it was.
const char *takeCanonicalObject(llvm::StringRef &text);

/// Takes one object apart at its first level, and checks that all of `text` is this object in
/// canonical form. Returns null, or what is wrong; `entries` is then unspecified.
const char *splitCanonicalObject(llvm::StringRef text, std::vector<JSONEntry> &entries);

} // namespace assay

#endif // ASSAY_AUDIT_CANONICAL_JSON_H
