#ifndef ASSAY_RUNTIME_PROFILE_H
#define ASSAY_RUNTIME_PROFILE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace assay {

/// How programs of one kind are run: one file of runtime/profiles, read at build time and turned
/// into a constant table. A profile says what an interpreter needs to start, never what a program
/// is granted.
struct Profile {
  struct Variable {
    llvm::StringLiteral name;
    llvm::StringLiteral value;
  };

  llvm::StringLiteral name;
  llvm::StringLiteral summary;
  /// Absolute; the first that exists is used. None: the program is an executable.
  llvm::ArrayRef<llvm::StringLiteral> interpreters;
  /// Before the program's name.
  llvm::ArrayRef<llvm::StringLiteral> arguments;
  /// Absolute; the first that exists turns the program into an executable first. It takes the
  /// arguments, `-o` and the name of the output, and the source. None: the program needs no
  /// compiler.
  llvm::ArrayRef<llvm::StringLiteral> compilers;
  llvm::ArrayRef<llvm::StringLiteral> compilerArguments;
  /// The program's name in /program, which is what tracebacks show.
  llvm::StringLiteral file;
  llvm::ArrayRef<Variable> environment;
  /// Tasks besides ResourceLimits::processes.
  std::uint32_t threads;
  /// The interpreter compiles to memory: pages may be written first and run later.
  bool executableMemory;
};

/// In the order of their names.
llvm::ArrayRef<Profile> profiles();

/// Null if there is none of this name.
const Profile *findProfile(llvm::StringRef name);

} // namespace assay

#endif // ASSAY_RUNTIME_PROFILE_H
