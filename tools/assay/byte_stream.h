#ifndef ASSAY_TOOLS_ASSAY_BYTE_STREAM_H
#define ASSAY_TOOLS_ASSAY_BYTE_STREAM_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

// Numbers and texts as bytes, for what the cache keeps. Small numbers take one byte (LEB128).

namespace assay {

class ByteWriter {
public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7)
      out_ += static_cast<char>(value | 0x80);
    out_ += static_cast<char>(value);
  }
  void text(llvm::StringRef text) {
    number(text.size());
    out_.append(text.begin(), text.end());
  }
  [[nodiscard]] llvm::StringRef bytes() const { return out_; }
  std::string take() { return std::move(out_); }

private:
  std::string out_;
};

/// Reads what a ByteWriter wrote. Bytes that are none of its make it fail: from then on it reads
/// zeros and empty texts, and isDone() is false. Borrows the bytes.
class ByteReader {
public:
  explicit ByteReader(llvm::StringRef bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_ = rest_.drop_front();
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80)
        return value;
    }
    return fail();
  }
  /// A number that is at most `most`.
  std::uint64_t number(std::uint64_t most) {
    const std::uint64_t value = number();
    return value <= most ? value : fail();
  }
  /// Of elements that follow, each of which takes a byte or more.
  std::size_t count() { return number(rest_.size()); }
  llvm::StringRef text() {
    const llvm::StringRef text = rest_.take_front(count());
    rest_ = rest_.drop_front(text.size());
    return text;
  }
  std::uint64_t fail() {
    isWhole_ = false;
    rest_ = {};
    return 0;
  }
  /// All was read, and nothing was amiss.
  [[nodiscard]] bool isDone() const { return isWhole_ && rest_.empty(); }

private:
  llvm::StringRef rest_;
  bool isWhole_ = true;
};

/// A number of that type.
template <typename T> T take(ByteReader &in) {
  return static_cast<T>(in.number(std::numeric_limits<T>::max()));
}

/// The count, and then each element by `writeOne`.
template <typename T, typename F> void writeList(ByteWriter &out, const T &list, F writeOne) {
  out.number(list.size());
  for (const auto &element : list)
    writeOne(element);
}

/// `readOne` fills in a new element at the end.
template <typename T, typename F> void readList(ByteReader &in, std::vector<T> &list, F readOne) {
  const std::size_t count = in.count();
  list.clear();
  list.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    readOne(list.emplace_back());
}

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_BYTE_STREAM_H
