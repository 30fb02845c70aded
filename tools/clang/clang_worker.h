#ifndef ASSAY_TOOLS_CLANG_CLANG_WORKER_H
#define ASSAY_TOOLS_CLANG_CLANG_WORKER_H

#include "grammars/fact.h"
#include "tools/clang/compile_commands.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <chrono>
#include <string>
#include <sys/types.h>

namespace assay {

/// A file of a unit that the worker read.
struct WorkerFile {
  /// As the compiler names it; may be relative to the unit's directory.
  std::string path;
  std::uint32_t textBytes = 0;
  bool isCxx = false;
  /// A branch of #if is off, so not all of the text is in the facts.
  bool hasSkipped = false;
  /// See readFacts.
  std::string facts;
};

/// A process `assay-clang`, which reads units one after another. It is started when it is needed
/// and again when it was lost. Not thread-safe. Nothing that it says is trusted.
class ClangWorker {
public:
  /// `program`: see findClangWorker.
  explicit ClangWorker(std::string program) : program_(std::move(program)) {}
  ~ClangWorker();
  ClangWorker(const ClangWorker &) = delete;
  ClangWorker &operator=(const ClangWorker &) = delete;

  /// The files of a unit. Error: the compiler does not understand it, or the worker crashed or took
  /// longer than a minute or until `latest`; the next unit finds a new one.
  llvm::Expected<std::vector<WorkerFile>> read(const CompileCommand &command,
                                               std::chrono::steady_clock::time_point latest);

private:
  llvm::Error start();
  void stop();
  llvm::Error ask(const CompileCommand &command);
  llvm::Expected<std::vector<WorkerFile>> answer();
  llvm::Error receive(std::size_t bytes, std::string &into);
  llvm::Expected<std::string> receiveLine();
  llvm::Error fill();

  std::string program_;
  pid_t process_ = -1;
  int requests_ = -1;
  int answers_ = -1;
  std::string buffer_;
  std::chrono::steady_clock::time_point deadline_;
};

/// Where `assay-clang` is: beside this program. None if it was not built or installed.
std::optional<std::string> findClangWorker();

} // namespace assay

#endif // ASSAY_TOOLS_CLANG_CLANG_WORKER_H
