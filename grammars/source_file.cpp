#include "grammars/source_file.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace assay;

/// How far git looks for a NUL byte before it calls a file binary (buffer_is_binary).
static constexpr std::size_t binaryProbeBytes = 8000;

std::string assay::toHex(const Digest &digest) {
  return llvm::toHex(llvm::ArrayRef<std::uint8_t>(digest), /*LowerCase=*/true);
}

static llvm::Error refuse(llvm::StringRef reason) {
  return llvm::createStringError(std::errc::invalid_argument, reason.str().c_str());
}

static llvm::Error tooLarge(std::uint64_t bytes) {
  return refuse((llvm::Twine(bytes) + " bytes is over the limit of " +
                 llvm::Twine(SourceFile::maxBytes >> 20) + " MiB for one file")
                    .str());
}

/// True for UTF-16 with a byte order mark; UTF-32 LE starts alike but continues with two NULs.
static bool isUtf16(llvm::StringRef bytes) {
  if (bytes.size() < 2 || bytes.size() % 2 != 0)
    return false;
  if (bytes.starts_with(llvm::StringRef("\xff\xfe\0\0", 4)))
    return false;
  return bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff");
}

static bool isBinary(llvm::StringRef bytes) {
  return bytes.take_front(binaryProbeBytes).contains('\0');
}

llvm::Expected<SourceFile> SourceFile::admit(llvm::StringRef name,
                                             std::unique_ptr<llvm::MemoryBuffer> bytes) {
  const llvm::StringRef text = bytes->getBuffer();
  if (text.size() > maxBytes)
    return tooLarge(text.size());
  if (isUtf16(text)) {
    std::string utf8;
    if (!llvm::convertUTF16ToUTF8String(llvm::ArrayRef(text.data(), text.size()), utf8))
      return refuse("is marked as UTF-16 but is not valid UTF-16");
    SourceFile file(name.str(), llvm::MemoryBuffer::getMemBufferCopy(utf8, name));
    file.original_ = std::move(bytes);
    return file;
  }
  if (isBinary(text))
    return refuse("is a binary file (it holds a NUL byte)");
  return SourceFile(name.str(), std::move(bytes));
}

namespace {
/// Closes the descriptor at the end of a scope.
struct Descriptor {
  int fd;
  ~Descriptor() {
    if (fd >= 0)
      ::close(fd);
  }
};
} // namespace

llvm::Expected<SourceFile> SourceFile::open(llvm::StringRef path) {
  // O_NONBLOCK: opening a FIFO that nobody writes to must not hang; it is refused below.
  const Descriptor file{::open(path.str().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (file.fd < 0)
    return refuse((llvm::Twine("cannot be read: ") + std::strerror(errno)).str());
  struct stat status{};
  if (::fstat(file.fd, &status) != 0)
    return refuse((llvm::Twine("cannot be read: ") + std::strerror(errno)).str());
  if (S_ISDIR(status.st_mode))
    return refuse("is a directory, not a file");
  if (!S_ISREG(status.st_mode))
    return refuse("is not a regular file");
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > maxBytes)
    return tooLarge(size);
  // Read, never map: a file truncated by somebody else while mapped would kill us with SIGBUS.
  auto buffer = llvm::MemoryBuffer::getOpenFile(llvm::sys::fs::convertFDToNativeFile(file.fd), path,
                                                size, /*RequiresNullTerminator=*/true,
                                                /*IsVolatile=*/true);
  if (!buffer)
    return refuse("cannot be read: " + buffer.getError().message());
  return admit(path, std::move(*buffer));
}

llvm::Expected<SourceFile> SourceFile::fromText(llvm::StringRef name, llvm::StringRef text) {
  if (text.size() > maxBytes)
    return tooLarge(text.size());
  return admit(name, llvm::MemoryBuffer::getMemBufferCopy(text, name));
}

Digest SourceFile::digest() const {
  const llvm::StringRef bytes = (original_ ? original_ : text_)->getBuffer();
  Digest digest{};
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1)
    llvm::report_fatal_error("libcrypto cannot compute SHA-256");
  return digest;
}

void SourceFile::indexLines() const {
  const llvm::StringRef bytes = text();
  lineStarts_.push_back(0);
  const char *const begin = bytes.data();
  const char *const end = begin + bytes.size();
  for (const char *at = begin;
       (at = static_cast<const char *>(std::memchr(at, '\n', static_cast<std::size_t>(end - at))));)
    lineStarts_.push_back(static_cast<std::uint32_t>(++at - begin));
}

Position SourceFile::positionOf(std::uint32_t offset) const {
  if (lineStarts_.empty())
    indexLines();
  const auto after = std::upper_bound(lineStarts_.begin(), lineStarts_.end(), offset);
  return {static_cast<std::uint32_t>(after - lineStarts_.begin()), offset - *(after - 1) + 1};
}

std::uint32_t SourceFile::lineCount() const {
  if (lineStarts_.empty())
    indexLines();
  const auto starts = static_cast<std::uint32_t>(lineStarts_.size());
  return lineStarts_.back() == text().size() ? starts - 1 : starts;
}
