#include "audit/witness.h"

#include "audit/folder.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/Program.h"
#include <fcntl.h>
#include <unistd.h>

namespace assay {

/// Longer than a push over a slow network takes; a log that waits for its witness does not append.
static constexpr unsigned witnessSeconds = 10;

static llvm::Error runWitness(llvm::StringRef program, llvm::StringRef note) {
  llvm::ErrorOr<std::string> path = llvm::sys::findProgramByName(program);
  if (!path)
    return llvm::createStringError("witness %s: not found", program.str().c_str());
  llvm::SmallString<128> input;
  int fd = -1;
  if (std::error_code code = llvm::sys::fs::createTemporaryFile("checkpoint", "txt", fd, input))
    return llvm::createStringError(code, "no temporary file for the witness");
  llvm::FileRemover remover(input);
  Descriptor file(fd);
  if (llvm::Error error = writeAll(fd, note, input))
    return error;
  std::string problem;
  int status = llvm::sys::ExecuteAndWait(
      *path, {*path}, std::nullopt, {llvm::StringRef(input), llvm::StringRef(""), std::nullopt},
      witnessSeconds, 0, &problem);
  if (status != 0)
    return llvm::createStringError("witness %s: exit status %d %s", path->c_str(), status,
                                   problem.c_str());
  return llvm::Error::success();
}

llvm::Error giveToWitness(llvm::StringRef witness, llvm::StringRef note) {
  if (witness.consume_front("|"))
    return runWitness(witness, note);
  Descriptor file(::open(witness.str().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file)
    return systemError(witness, "open the witness");
  llvm::Expected<FileLock> lock = FileLock::take(file.get());
  if (!lock)
    return lock.takeError();
  if (llvm::Error error = writeAll(file.get(), note.str() + '\n', witness))
    return error;
  return flush(file.get(), witness);
}

} // namespace assay
