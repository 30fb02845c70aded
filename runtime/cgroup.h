#ifndef ASSAY_RUNTIME_CGROUP_H
#define ASSAY_RUNTIME_CGROUP_H

#include "runtime/descriptor.h"
#include "llvm/Support/Error.h"
#include <cstdint>
#include <string>
#include <sys/types.h>

namespace assay {

/// A memory cgroup of one jail's own, below the caller's: version 2 or 1, whichever has the
/// controller. What is in it is counted by the kernel, /tmp and all processes included, so its
/// limit is exact where samples are not. The folder goes with the object, which has to outlive the
/// jail's processes.
class Cgroup {
public:
  /// The error says why there is none: no controller, or no right to make a group. Moving a process
  /// into a group of version 1 waits for an RCU grace period, 5 to 20 ms, so it has to be asked
  /// for.
  static llvm::Expected<Cgroup> create(std::uint64_t memoryBytes, bool allowVersion1);

  Cgroup(Cgroup &&other) noexcept;
  Cgroup(const Cgroup &) = delete;
  Cgroup &operator=(const Cgroup &) = delete;
  Cgroup &operator=(Cgroup &&) = delete;
  ~Cgroup();

  [[nodiscard]] int version() const { return version_; }
  bool setMemory(std::uint64_t bytes);
  /// For CLONE_INTO_CGROUP, which only version 2 has.
  [[nodiscard]] Descriptor open() const;
  /// Its descendants come along; so before it has any.
  llvm::Error add(pid_t process) const;
  /// "cgroup-v2" or "cgroup-v1".
  [[nodiscard]] std::string name() const { return "cgroup-v" + std::to_string(version_); }
  [[nodiscard]] std::uint64_t peakBytes() const;
  /// The kernel killed something in it for want of memory.
  [[nodiscard]] bool ranOut() const;

private:
  Cgroup(std::string folder, int version, std::uint64_t memoryBytes)
      : folder_(std::move(folder)), version_(version), memoryBytes_(memoryBytes) {}

  std::string folder_;
  int version_;
  std::uint64_t memoryBytes_;
};

} // namespace assay

#endif // ASSAY_RUNTIME_CGROUP_H
