#ifndef ASSAY_GRAMMARS_SOURCE_FILE_H
#define ASSAY_GRAMMARS_SOURCE_FILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"
#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace assay {

/// A SHA-256 hash. Identifies a program by its bytes, never by its path.
using Digest = std::array<std::uint8_t, 32>;

/// Lower-case hexadecimal, 64 characters.
std::string toHex(const Digest &digest);

/// A half-open range of byte offsets into one SourceFile.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  auto operator<=>(const Span &) const = default;
};

/// A place as a person counts it: both numbers start at 1; `column` is in bytes.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  auto operator<=>(const Position &) const = default;
};

/// The bytes under judgement, exactly as read.
///
/// Every later stage points into these bytes, and the jail runs these bytes, so what is judged is
/// what is run even if the file on disk changes meanwhile. UTF-16 with a byte order mark is the one
/// exception: it is judged as UTF-8 and `transcoded()` says so; interpreters do not run it.
///
/// Movable; its text stays where it is. Const functions may be called from many threads, except
/// positionOf(), which builds its line index on first use.
class SourceFile {
public:
  /// Larger inputs are refused: a gate that can be stalled can be skipped. 16 MiB holds every
  /// hand-written file and most generated ones; offsets stay far below 2^32.
  static constexpr std::size_t maxBytes = 16u << 20;

  /// Fails if `path` is missing, unreadable, not a regular file, longer than maxBytes, or binary
  /// (holds a NUL byte within its first 8 KiB, as git decides it). A FIFO or device is never
  /// opened.
  static llvm::Expected<SourceFile> open(llvm::StringRef path);

  /// Copies text that has no file: stdin, an editor buffer, an API request. `name` is only shown in
  /// messages. Fails like open().
  static llvm::Expected<SourceFile> fromText(llvm::StringRef name, llvm::StringRef text);

  [[nodiscard]] llvm::StringRef name() const { return name_; }
  [[nodiscard]] llvm::StringRef text() const { return text_->getBuffer(); }
  [[nodiscard]] llvm::StringRef text(Span span) const { return text().slice(span.begin, span.end); }
  /// The hash of the bytes as read. Computed on each call: a scan does not need it.
  [[nodiscard]] Digest digest() const;
  [[nodiscard]] bool transcoded() const { return original_ != nullptr; }

  /// Requires offset <= text().size().
  [[nodiscard]] Position positionOf(std::uint32_t offset) const;
  /// The number of lines; a last line without a newline counts, an empty file has none.
  [[nodiscard]] std::uint32_t lineCount() const;

private:
  SourceFile(std::string name, std::unique_ptr<llvm::MemoryBuffer> text)
      : name_(std::move(name)), text_(std::move(text)) {}
  static llvm::Expected<SourceFile> admit(llvm::StringRef name,
                                          std::unique_ptr<llvm::MemoryBuffer> bytes);
  void indexLines() const;

  std::string name_;
  std::unique_ptr<llvm::MemoryBuffer> text_;
  std::unique_ptr<llvm::MemoryBuffer> original_;
  mutable std::vector<std::uint32_t> lineStarts_;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_SOURCE_FILE_H
