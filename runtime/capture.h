#ifndef ASSAY_RUNTIME_CAPTURE_H
#define ASSAY_RUNTIME_CAPTURE_H

#include "runtime/descriptor.h"
#include "runtime/jail.h"

namespace assay {

/// The reading ends of a program's standard output and error, and what came out of them so far.
/// One thread.
class Capture {
public:
  /// `options` must outlive this. The descriptors must not block.
  Capture(Descriptor output, Descriptor errors, std::uint64_t mostBytes, const RunOptions &options);

  /// -1 once its end was read.
  [[nodiscard]] int outputDescriptor() const { return ends_[0].get(); }
  [[nodiscard]] int errorsDescriptor() const { return ends_[1].get(); }

  /// Reads what is there, at most one pipe's worth, so that the clock is looked at in between.
  void read(OutputStream stream);
  /// Reads what is left in both pipes, whoever still holds them open.
  void drain();

  /// There was more than may be kept.
  [[nodiscard]] bool overflowed() const { return overflowed_; }
  void moveTo(ExecutionResult &result);

private:
  void keep(OutputStream stream, llvm::StringRef bytes);

  Descriptor ends_[2];
  std::string texts_[2];
  std::vector<OutputChunk> order_;
  std::uint64_t room_;
  bool overflowed_ = false;
  const RunOptions &options_;
};

} // namespace assay

#endif // ASSAY_RUNTIME_CAPTURE_H
