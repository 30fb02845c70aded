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

/// Some 64 hashes, and a key for each day the log has been in use: a century of them.
static constexpr std::size_t maxBaseBytes = 8u << 20;

llvm::Expected<Remembered> recall(llvm::StringRef logPath) {
  llvm::Expected<std::string> path = memoryFolder();
  if (!path)
    return path.takeError();
  if (!llvm::sys::fs::exists(*path))
    return Remembered();
  llvm::Expected<LogFolder> folder = LogFolder::open(*path, Access::Read);
  if (!folder)
    return folder.takeError();
  std::string name = fileNameOf(logPath);
  Remembered seen;
  for (auto [file, limit, text] : {std::tuple(name, maxNoteBytes, &seen.checkpoint),
                                   std::tuple(name + ".base", maxBaseBytes, &seen.base)}) {
    if (!folder->exists(file))
      continue;
    llvm::Expected<std::string> content = folder->read(file, limit);
    if (!content)
      return content.takeError();
    *text = std::move(*content);
  }
  return seen;
}

llvm::Error remember(llvm::StringRef logPath, const Remembered &seen) {
  llvm::Expected<std::string> path = memoryFolder();
  if (!path)
    return path.takeError();
  if (std::error_code code =
          llvm::sys::fs::create_directories(*path, true, llvm::sys::fs::perms::owner_all))
    return llvm::createStringError(code, *path + ": cannot create: " + code.message());
  llvm::Expected<LogFolder> folder = LogFolder::open(*path, Access::Read);
  if (!folder)
    return folder.takeError();
  std::string name = fileNameOf(logPath);
  if (llvm::Error error = folder->replace(name, seen.checkpoint))
    return error;
  return folder->replace(name + ".base", seen.base);
}

} // namespace assay
