#include "audit/memory.h"

#include "audit/digest.h"
#include "audit/folder.h"
#include "audit/signed_note.h"
#include "llvm/Support/FileSystem.h"
#include <cstdlib>

namespace assay {

static llvm::Expected<std::string> memoryFolder() {
  const char *state = std::getenv("XDG_STATE_HOME");
  if (state && *state)
    return std::string(state) + "/assay/remembered";
  const char *home = std::getenv("HOME");
  if (home && *home)
    return std::string(home) + "/.local/state/assay/remembered";
  return llvm::createStringError("no place to remember checkpoints: set XDG_STATE_HOME or HOME");
}

/// Logs are told apart by where they are, not by what they say of themselves.
static std::string fileNameOf(llvm::StringRef logPath) {
  llvm::SmallString<256> path;
  if (llvm::sys::fs::real_path(logPath, path))
    path = logPath;
  return hexOf(sha256(path)).substr(0, 32);
}

llvm::Expected<std::string> recall(llvm::StringRef logPath) {
  llvm::Expected<std::string> path = memoryFolder();
  if (!path)
    return path.takeError();
  if (!llvm::sys::fs::exists(*path))
    return std::string();
  llvm::Expected<LogFolder> folder = LogFolder::open(*path, Access::Read);
  if (!folder)
    return folder.takeError();
  std::string name = fileNameOf(logPath);
  return folder->exists(name) ? folder->read(name, maxNoteBytes) : std::string();
}

llvm::Error remember(llvm::StringRef logPath, llvm::StringRef checkpoint) {
  llvm::Expected<std::string> path = memoryFolder();
  if (!path)
    return path.takeError();
  if (std::error_code code =
          llvm::sys::fs::create_directories(*path, true, llvm::sys::fs::perms::owner_all))
    return llvm::createStringError(code, *path + ": cannot create: " + code.message());
  llvm::Expected<LogFolder> folder = LogFolder::open(*path, Access::Read);
  if (!folder)
    return folder.takeError();
  return folder->replace(fileNameOf(logPath), checkpoint);
}

} // namespace assay
