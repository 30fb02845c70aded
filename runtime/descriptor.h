#ifndef ASSAY_RUNTIME_DESCRIPTOR_H
#define ASSAY_RUNTIME_DESCRIPTOR_H

#include <unistd.h>
#include <utility>

namespace assay {

/// A file descriptor and the duty to close it. -1 is none.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    if (this != &other) {
      close();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  ~Descriptor() { close(); }

  [[nodiscard]] int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  void close() {
    if (number_ >= 0)
      ::close(number_);
    number_ = -1;
  }

private:
  int number_ = -1;
};

} // namespace assay

#endif // ASSAY_RUNTIME_DESCRIPTOR_H
