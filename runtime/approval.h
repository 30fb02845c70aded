#ifndef ASSAY_RUNTIME_APPROVAL_H
#define ASSAY_RUNTIME_APPROVAL_H

#include <array>
#include <cstdint>
#include <utility>

namespace assay {

/// SHA-256.
using Digest = std::array<std::uint8_t, 32>;

/// Proof that a Gate decided to run exactly these bytes and that the audit log already says so.
///
/// Only a Gate can make one. It can be moved but not copied, and running uses it up: a moved-from
/// Approval approves of nothing. It says nothing about the jail; the JailSpec does.
class Approval {
public:
  Approval(Approval &&other) noexcept
      : program_(other.program_), auditIndex_(other.auditIndex_),
        spent_(std::exchange(other.spent_, true)) {}
  Approval &operator=(Approval &&other) noexcept {
    program_ = other.program_;
    auditIndex_ = other.auditIndex_;
    spent_ = std::exchange(other.spent_, true);
    return *this;
  }
  Approval(const Approval &) = delete;
  Approval &operator=(const Approval &) = delete;
  ~Approval() = default;

  /// Of the bytes that were judged; other bytes do not run.
  [[nodiscard]] const Digest &program() const { return program_; }
  /// The log record that says so.
  [[nodiscard]] std::uint64_t auditIndex() const { return auditIndex_; }
  [[nodiscard]] bool isSpent() const { return spent_; }

private:
  friend class Gate;
  Approval(const Digest &program, std::uint64_t auditIndex)
      : program_(program), auditIndex_(auditIndex) {}

  Digest program_;
  std::uint64_t auditIndex_;
  bool spent_ = false;
};

} // namespace assay

#endif // ASSAY_RUNTIME_APPROVAL_H
