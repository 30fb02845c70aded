#ifndef ASSAY_AUDIT_SIGNED_NOTE_H
#define ASSAY_AUDIT_SIGNED_NOTE_H

#include "audit/digest.h"
#include "llvm/Support/Error.h"
#include <array>
#include <string>
#include <vector>

namespace assay {

/// Signed notes as C2SP signed-note defines them: a text, an empty line, and signature lines. Only
/// Ed25519 signatures (type 1) are made and checked; lines of other keys are kept and ignored.

/// A public key with the name under which it signs.
struct VerifierKey {
  std::string name;
  std::array<std::uint8_t, 32> publicKey{};

  /// "name+hex(key id)+base64(type, public key)".
  [[nodiscard]] std::string text() const;
  /// First four bytes of SHA-256(name, newline, type, public key).
  [[nodiscard]] std::array<std::uint8_t, 4> id() const;
};

llvm::Expected<VerifierKey> parseVerifierKey(llvm::StringRef text);

/// An Ed25519 private key (its 32-byte seed, RFC 8032), wiped when it goes.
class SigningKey {
public:
  static llvm::Expected<SigningKey> generate(llvm::StringRef name);
  static llvm::Expected<SigningKey> fromSeed(llvm::StringRef name,
                                             llvm::ArrayRef<std::uint8_t> seed);
  SigningKey(SigningKey &&) = default;
  SigningKey &operator=(SigningKey &&) = default;
  ~SigningKey();

  [[nodiscard]] const VerifierKey &verifier() const { return verifier_; }
  [[nodiscard]] llvm::ArrayRef<std::uint8_t> seed() const { return seed_; }

  /// `text` with a signature line. Requires that `text` ends in a newline.
  [[nodiscard]] llvm::Expected<std::string> sign(llvm::StringRef text) const;

private:
  SigningKey() = default;
  std::array<std::uint8_t, 32> seed_{};
  VerifierKey verifier_;
};

/// A note longer than this is refused. A checkpoint with 16 cosignatures has about 2,500 bytes.
constexpr std::size_t maxNoteBytes = 16384;

/// The text of a note that `key` signed validly. Error: it is no note, `key` did not sign it, or
/// one of the signatures that name `key` is wrong.
llvm::Expected<std::string> openNote(llvm::StringRef note, const VerifierKey &key);

} // namespace assay

#endif // ASSAY_AUDIT_SIGNED_NOTE_H
