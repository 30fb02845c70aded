#include "audit/key_store.h"

#include "audit/record.h"
#include "llvm/ADT/SmallVector.h"
#include <fcntl.h>
#include <openssl/crypto.h>

namespace assay {

static constexpr llvm::StringLiteral fileFormat = "assay.key.v1";

static std::string keyName(std::uint64_t since) {
  std::string digits = std::to_string(since);
  return "keys/" + std::string(20 - digits.size(), '0') + digits + ".key";
}

llvm::Error storeKey(const LogFolder &folder, const StoredKey &key) {
  std::string text = fileFormat.str() + '\n' + key.key.verifier().name + '\n' +
                     formatTime(key.created) + '\n' + hexOf(key.key.seed()) + '\n';
  llvm::Error error = folder.replace(keyName(key.since), text);
  OPENSSL_cleanse(text.data(), text.size());
  return error;
}

static llvm::Expected<StoredKey> loadKey(const LogFolder &folder, llvm::StringRef name,
                                         std::uint64_t since) {
  llvm::Expected<std::string> text = folder.read(name, 1024);
  if (!text)
    return text.takeError();
  llvm::SmallVector<llvm::StringRef, 5> lines;
  llvm::StringRef(*text).split(lines, '\n');
  auto time = lines.size() == 5 ? parseTime(lines[2]) : std::optional<std::int64_t>();
  auto seed = lines.size() == 5 ? parseDigest(lines[3]) : std::optional<Digest>();
  if (!time || !seed || lines[0] != fileFormat)
    return llvm::createStringError("%s/%s: not a key of this log", folder.path().c_str(),
                                   name.str().c_str());
  llvm::Expected<SigningKey> key = SigningKey::fromSeed(lines[1], *seed);
  OPENSSL_cleanse(seed->data(), seed->size());
  OPENSSL_cleanse(text->data(), text->size());
  if (!key)
    return key.takeError();
  return StoredKey{since, *time, std::move(*key)};
}

/// Overwritten, at least in part, but not removed: the writer failed or died meanwhile.
static llvm::Expected<bool> isErasedKey(const LogFolder &folder, llvm::StringRef name) {
  llvm::Expected<std::string> text = folder.read(name, 1024);
  if (!text)
    return text.takeError();
  bool isErased = text->empty() || text->front() == '\0';
  OPENSSL_cleanse(text->data(), text->size());
  return isErased;
}

llvm::Expected<std::vector<StoredKey>> loadKeys(const LogFolder &folder) {
  llvm::Expected<std::vector<std::string>> names = folder.list("keys");
  if (!names)
    return names.takeError();
  std::vector<StoredKey> keys;
  for (llvm::StringRef name : *names) {
    std::uint64_t since = 0;
    if (name.take_front(20).getAsInteger(10, since) || keyName(since) != "keys/" + name.str())
      continue;
    llvm::Expected<bool> isErased = isErasedKey(folder, keyName(since));
    if (!isErased)
      return isErased.takeError();
    if (*isErased) {
      if (llvm::Error error = eraseKey(folder, since))
        return error;
      continue;
    }
    llvm::Expected<StoredKey> key = loadKey(folder, keyName(since), since);
    if (!key)
      return key.takeError();
    keys.push_back(std::move(*key));
  }
  return keys;
}

llvm::Error eraseKey(const LogFolder &folder, std::uint64_t since) {
  std::string name = keyName(since);
  llvm::Expected<Descriptor> file = folder.openFile(name, O_WRONLY);
  if (!file)
    return file.takeError();
  if (llvm::Error error = wipe(file->get(), name))
    return error;
  return folder.remove(name);
}

} // namespace assay
