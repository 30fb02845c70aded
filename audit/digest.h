#ifndef ASSAY_AUDIT_DIGEST_H
#define ASSAY_AUDIT_DIGEST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>

namespace assay {

/// A SHA-256 value. All the log's hashes are SHA-256, as RFC 6962 has it.
using Digest = std::array<std::uint8_t, 32>;

Digest sha256(llvm::StringRef bytes);
/// Of the concatenation.
Digest sha256(std::initializer_list<llvm::StringRef> parts);

/// Lower-case hexadecimal, two digits a byte.
std::string hexOf(llvm::ArrayRef<std::uint8_t> bytes);

/// The digest that 64 lower-case hexadecimal digits stand for; nothing for any other text.
std::optional<Digest> parseDigest(llvm::StringRef hex);

/// Standard base64 with padding (RFC 4648, section 4).
std::string base64Of(llvm::StringRef bytes);

/// The bytes of padded base64; nothing if `text` is anything else, or not in its shortest form.
std::optional<std::string> parseBase64(llvm::StringRef text);

inline llvm::StringRef bytesOf(llvm::ArrayRef<std::uint8_t> bytes) {
  return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace assay

#endif // ASSAY_AUDIT_DIGEST_H
