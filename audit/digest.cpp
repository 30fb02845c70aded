#include "audit/digest.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include <openssl/evp.h>
#include <openssl/sha.h>

namespace assay {

Digest sha256(llvm::StringRef bytes) {
  Digest digest;
  SHA256(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), digest.data());
  return digest;
}

std::string hexOf(llvm::ArrayRef<std::uint8_t> bytes) {
  return llvm::toHex(bytes, /*LowerCase=*/true);
}

static int digitOf(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<Digest> parseDigest(llvm::StringRef hex) {
  Digest digest;
  if (hex.size() != 2 * digest.size())
    return std::nullopt;
  for (std::size_t i = 0; i < digest.size(); ++i) {
    int high = digitOf(hex[2 * i]), low = digitOf(hex[2 * i + 1]);
    if (high < 0 || low < 0)
      return std::nullopt;
    digest[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
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
