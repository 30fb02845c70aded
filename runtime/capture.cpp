#include "runtime/capture.h"
#include <cerrno>

using namespace assay;

/// A pipe's capacity (pipe(7)).
static constexpr std::size_t pipeBytes = 65536;
/// A program that alternates between its streams byte by byte gets no more entries than this; what
/// follows is then told as one.
static constexpr std::size_t mostChunks = 4096;

Capture::Capture(Descriptor output, Descriptor errors, std::uint64_t mostBytes,
                 const RunOptions &options)
    : ends_{std::move(output), std::move(errors)}, room_(mostBytes), options_(options) {}

void Capture::keep(OutputStream stream, llvm::StringRef bytes) {
  const llvm::StringRef kept = bytes.take_front(room_);
  overflowed_ |= kept.size() < bytes.size();
  if (kept.empty())
    return;
  room_ -= kept.size();
  texts_[static_cast<int>(stream)].append(kept.data(), kept.size());
  if (!order_.empty() && (order_.back().stream == stream || order_.size() == mostChunks))
    order_.back().bytes += kept.size();
  else
    order_.push_back({stream, kept.size()});
  if (options_.onOutput)
    options_.onOutput(stream, kept);
}

void Capture::read(OutputStream stream) {
  Descriptor &end = ends_[static_cast<int>(stream)];
  char bytes[pipeBytes];
  const ssize_t got = end ? ::read(end.get(), bytes, sizeof bytes) : -1;
  if (got > 0)
    keep(stream, {bytes, static_cast<std::size_t>(got)});
  else if (got == 0)
    end.close();
}

void Capture::drain() {
  for (const OutputStream stream : {OutputStream::Output, OutputStream::Errors})
    read(stream);
}

void Capture::moveTo(ExecutionResult &result) {
  result.output = std::move(texts_[0]);
  result.errors = std::move(texts_[1]);
  result.order = std::move(order_);
}
