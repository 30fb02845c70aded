#include "tools/assay/zip_directory.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace assay;

namespace {

using llvm::support::endian::read16le;
using llvm::support::endian::read32le;
using llvm::support::endian::read64le;

/// How far from its end libarchive looks for the end record: what is further is no zip to it.
constexpr std::uint64_t tailBytes = 16u << 10;
constexpr std::size_t endBytes = 22, locatorBytes = 20, end64Bytes = 56, entryBytes = 46;

/// Of an entry: a name, and what belongs to it, of usual length. More is damage or an attack.
constexpr std::uint64_t usualEntryBytes = 512;

llvm::Error damaged() { return llvm::createStringError("its directory is damaged"); }

/// A part of the file; null if it does not lie in it.
std::unique_ptr<llvm::MemoryBuffer> slice(const std::string &path, std::uint64_t begin,
                                          std::uint64_t size) {
  auto part = llvm::MemoryBuffer::getFileSlice(path, size, begin, /*IsVolatile=*/true);
  return part ? std::move(*part) : nullptr;
}

struct Place {
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
};

/// Where the directory is: before the end record, which is `record` at `end` in the file. `before`
/// is some of what stands in front of that.
std::optional<Place> placeOf(const std::string &path, std::uint64_t end, llvm::StringRef before,
                             const char *record) {
  std::uint64_t size = read32le(record + 12);
  std::uint64_t offset = read32le(record + 16);
  const bool isLarge =
      before.size() >= locatorBytes && before.take_back(locatorBytes).starts_with("PK\6\7") &&
      (size == 0xffffffff || offset == 0xffffffff || read16le(record + 10) == 0xffff);
  if (isLarge) {
    // The larger record stands where the locator says, or in front of it.
    end -= std::min<std::uint64_t>(end, locatorBytes + end64Bytes);
    const auto larger = slice(path, end, end64Bytes);
    if (!larger || !larger->getBuffer().starts_with("PK\6\6"))
      return std::nullopt;
    size = read64le(larger->getBufferStart() + 40);
  }
  if (size > end)
    return std::nullopt;
  return Place{end - size, size};
}

} // namespace

llvm::Expected<std::vector<std::string>> assay::readZipDirectory(const std::string &path,
                                                                 std::size_t most) {
  std::uint64_t bytes = 0;
  if (const std::error_code error = llvm::sys::fs::file_size(path, bytes))
    return llvm::createStringError(error, error.message());
  const std::uint64_t tailBegin = bytes - std::min(bytes, tailBytes);
  const auto tail = slice(path, tailBegin, bytes - tailBegin);
  if (!tail)
    return damaged();
  const llvm::StringRef text = tail->getBuffer();
  const std::size_t at = text.rfind("PK\5\6");
  if (at == llvm::StringRef::npos || text.size() - at < endBytes)
    return llvm::createStringError("has no directory at its end");
  const auto place = placeOf(path, tailBegin + at, text.take_front(at), text.data() + at);
  if (!place || place->size > most * usualEntryBytes)
    return damaged();
  const auto directory = slice(path, place->begin, place->size);
  if (!directory)
    return damaged();
  std::vector<std::string> names;
  for (llvm::StringRef rest = directory->getBuffer(); !rest.empty();) {
    if (rest.size() < entryBytes || !rest.starts_with("PK\1\2") || names.size() == most)
      return damaged();
    const std::size_t name = read16le(rest.data() + 28);
    const std::size_t whole =
        entryBytes + name + read16le(rest.data() + 30) + read16le(rest.data() + 32);
    if (whole > rest.size())
      return damaged();
    names.push_back(rest.substr(entryBytes, name).str());
    rest = rest.drop_front(whole);
  }
  return names;
}
