// The log hashes millions of short texts. OpenSSL 3.0's SHA256() and EVP look the algorithm up for
// each, under a lock, which costs more than the hashing; the older calls are deprecated, but do
// only that.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "audit/digest.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Endian.h"
#include <openssl/sha.h>

namespace assay {

Digest sha256(std::initializer_list<llvm::StringRef> parts) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (llvm::StringRef part : parts)
    SHA256_Update(&context, part.data(), part.size());
  Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

Digest sha256(llvm::StringRef bytes) { return sha256({bytes}); }

std::string hexOf(llvm::ArrayRef<std::uint8_t> bytes) {
  return llvm::toHex(bytes, /*LowerCase=*/true);
}

/// Four bytes from eight lower-case hexadecimal digits, all at once; the digits are then written
/// again and compared, which refuses everything else. Verification reads two digests a record.
static bool parseEightDigits(const char *text, std::uint8_t *bytes) {
  constexpr std::uint64_t ones = 0x0101010101010101;
  std::uint64_t word = llvm::support::endian::read64le(text);
  std::uint64_t isLetter = (word >> 6) & ones;
  std::uint64_t nibbles = (word & (ones * 0x0F)) + isLetter * 9;
  // Nibbles over 15 come only from characters that are no digits.
  std::uint64_t isOverNine = ((nibbles + ones * 6) >> 4) & ones;
  if ((nibbles & (ones * 0xF0)) || nibbles + ones * '0' + isOverNine * ('a' - '0' - 10) != word)
    return false;
  std::uint64_t pairs = (nibbles << 4 | nibbles >> 8) & 0x00FF00FF00FF00FF;
  pairs = (pairs | pairs >> 8) & 0x0000FFFF0000FFFF;
  llvm::support::endian::write32le(bytes, static_cast<std::uint32_t>(pairs | pairs >> 16));
  return true;
}

std::optional<Digest> parseDigest(llvm::StringRef hex) {
  Digest digest;
  if (hex.size() != 2 * digest.size())
    return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); i += 4)
    if (!parseEightDigits(hex.data() + 2 * i, digest.data() + i))
      return std::nullopt;
  return digest;
}

std::string base64Of(llvm::StringRef bytes) { return llvm::encodeBase64(bytes); }

std::optional<std::string> parseBase64(llvm::StringRef text) {
  std::vector<char> bytes;
  if (llvm::Error error = llvm::decodeBase64(text, bytes)) {
    llvm::consumeError(std::move(error));
    return std::nullopt;
  }
  std::string result(bytes.begin(), bytes.end());
  if (base64Of(result) != text)
    return std::nullopt;
  return result;
}

} // namespace assay
