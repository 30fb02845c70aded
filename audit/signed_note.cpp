#include "audit/signed_note.h"

#include <memory>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace assay {

namespace {

constexpr char ed25519Type = 1;
constexpr std::size_t signatureBytes = 64;
/// An em dash and a space begin a signature line.
constexpr llvm::StringLiteral signatureMark = "\xE2\x80\x94 ";

struct FreeKey {
  void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;
using ContextPtr = std::unique_ptr<EVP_MD_CTX, FreeContext>;

const unsigned char *unsignedOf(llvm::StringRef text) {
  return reinterpret_cast<const unsigned char *>(text.data());
}

/// C2SP: not empty, no space of any kind, no plus. Non-ASCII letters are refused as well, so that
/// no space hides among them.
bool isKeyName(llvm::StringRef name) {
  return !name.empty() && name.size() <= 255 &&
         llvm::all_of(name, [](char c) { return c > ' ' && c < 0x7F && c != '+'; });
}

bool isSignedBy(const VerifierKey &key, llvm::StringRef text, llvm::StringRef signature) {
  KeyPtr pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.publicKey.data(),
                                          key.publicKey.size()));
  ContextPtr context(EVP_MD_CTX_new());
  return pkey && context && signature.size() == signatureBytes &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) == 1 &&
         EVP_DigestVerify(context.get(), unsignedOf(signature), signature.size(), unsignedOf(text),
                          text.size()) == 1;
}

llvm::Error broken(const char *what) { return llvm::createStringError("signed note: %s", what); }

} // namespace

std::array<std::uint8_t, 4> VerifierKey::id() const {
  Digest digest = sha256(name + '\n' + ed25519Type + bytesOf(publicKey).str());
  return {digest[0], digest[1], digest[2], digest[3]};
}

std::string VerifierKey::text() const {
  return name + '+' + hexOf(id()) + '+' + base64Of(ed25519Type + bytesOf(publicKey).str());
}

llvm::Expected<VerifierKey> parseVerifierKey(llvm::StringRef text) {
  auto [name, rest] = text.split('+');
  std::optional<std::string> bytes = parseBase64(rest.split('+').second);
  VerifierKey key;
  if (!isKeyName(name) || !bytes || bytes->size() != 1 + key.publicKey.size() ||
      bytes->front() != ed25519Type)
    return llvm::createStringError("not an Ed25519 verifier key, want name+id+base64");
  key.name = name.str();
  std::copy(bytes->begin() + 1, bytes->end(), key.publicKey.begin());
  if (key.text() != text)
    return llvm::createStringError("the verifier key's id does not fit the key");
  return key;
}

SigningKey::~SigningKey() { OPENSSL_cleanse(seed_.data(), seed_.size()); }

llvm::Expected<SigningKey> SigningKey::generate(llvm::StringRef name) {
  std::array<std::uint8_t, 32> seed;
  if (RAND_priv_bytes(seed.data(), seed.size()) != 1)
    return llvm::createStringError("no random bytes for a signing key");
  llvm::Expected<SigningKey> key = fromSeed(name, seed);
  OPENSSL_cleanse(seed.data(), seed.size());
  return key;
}

llvm::Expected<SigningKey> SigningKey::fromSeed(llvm::StringRef name,
                                                llvm::ArrayRef<std::uint8_t> seed) {
  SigningKey key;
  if (!isKeyName(name) || seed.size() != key.seed_.size())
    return llvm::createStringError("not a signing key: want a name without spaces and 32 bytes");
  std::copy(seed.begin(), seed.end(), key.seed_.begin());
  key.verifier_.name = name.str();
  std::size_t length = key.verifier_.publicKey.size();
  KeyPtr pkey(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  if (!pkey ||
      EVP_PKEY_get_raw_public_key(pkey.get(), key.verifier_.publicKey.data(), &length) != 1)
    return llvm::createStringError("libcrypto makes no Ed25519 key");
  return key;
}

llvm::Expected<std::string> SigningKey::sign(llvm::StringRef text) const {
  std::string signature(signatureBytes, '\0');
  std::size_t length = signature.size();
  KeyPtr pkey(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed_.data(), seed_.size()));
  ContextPtr context(EVP_MD_CTX_new());
  if (!pkey || !context ||
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, pkey.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char *>(signature.data()), &length,
                     unsignedOf(text), text.size()) != 1)
    return llvm::createStringError("libcrypto does not sign");
  return text.str() + '\n' + signatureMark.str() + verifier_.name + ' ' +
         base64Of(bytesOf(verifier_.id()).str() + signature) + '\n';
}

llvm::Expected<std::string> openNote(llvm::StringRef note, const VerifierKey &key) {
  std::size_t split = note.rfind("\n\n");
  if (note.size() > maxNoteBytes || split == llvm::StringRef::npos || !note.ends_with("\n"))
    return broken("no empty line before signatures, or too long");
  llvm::StringRef text = note.take_front(split + 1);
  llvm::StringRef lines = note.drop_front(split + 2);
  if (llvm::any_of(text, [](char c) { return c >= 0 && c < ' ' && c != '\n'; }))
    return broken("control characters in its text");
  bool isSigned = false;
  while (!lines.empty()) {
    auto [line, rest] = lines.split('\n');
    lines = rest;
    if (!line.consume_front(signatureMark))
      return broken("a line after the empty one is no signature");
    auto [name, encoded] = line.split(' ');
    std::optional<std::string> bytes = parseBase64(encoded);
    if (!isKeyName(name) || !bytes || bytes->size() < 5)
      return broken("a malformed signature line");
    if (name != key.name || !llvm::StringRef(*bytes).starts_with(bytesOf(key.id())))
      continue;
    if (!isSignedBy(key, text, llvm::StringRef(*bytes).drop_front(4)))
      return broken("the signature is wrong");
    isSigned = true;
  }
  if (!isSigned)
    return broken("not signed by the expected key");
  return text.str();
}

} // namespace assay
