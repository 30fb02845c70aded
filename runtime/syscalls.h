#ifndef ASSAY_RUNTIME_SYSCALLS_H
#define ASSAY_RUNTIME_SYSCALLS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

// The system calls by purpose. A call in no set, and any that the kernel gains after this was
// written, does not exist for a jailed program: it gets ENOSYS.

namespace assay {

struct Syscall {
  llvm::StringLiteral name;
  /// libseccomp's number: the x86-64 one, or negative where this machine has no such call.
  int number;
};

/// Calls that are allowed together, whatever their arguments.
struct SyscallSet {
  llvm::StringLiteral name;
  llvm::StringLiteral purpose;
  llvm::ArrayRef<Syscall> calls;
};

/// Allowed to every program.
llvm::ArrayRef<SyscallSet> baseSyscalls();
/// More, with Permissions::fork and Permissions::network().
const SyscallSet &forkSyscalls();
const SyscallSet &networkSyscalls();

/// What a call gets that is not allowed, and what it means that it was made.
struct Denial {
  llvm::StringLiteral name;
  int number;
  /// The taxonomy name; empty if the call stands for none.
  llvm::StringLiteral capability;
  int error;
  enum Severity {
    /// Honest programs probe for it and do without: not a violation.
    Quiet,
    Report,
    /// No program that is not an attack calls it: the jail is killed.
    Fatal,
  } severity = Report;
};

/// By number; null for a call that is in no table.
const Denial *findDenial(int number);
llvm::ArrayRef<Denial> denials();

} // namespace assay

#endif // ASSAY_RUNTIME_SYSCALLS_H
