#include "audit/snapshot.h"

#include "audit/signed_note.h"
#include <fcntl.h>
#include <optional>

namespace assay {

static llvm::Error readClosings(const LogFolder &folder, Snapshot &snapshot) {
  if (!folder.exists("epochs"))
    return llvm::Error::success();
  llvm::Expected<std::vector<std::string>> names = folder.list("epochs");
  if (!names)
    return names.takeError();
  for (const std::string &name : *names) {
    std::uint64_t size = 0;
    if (llvm::StringRef(name).getAsInteger(10, size))
      continue;
    llvm::Expected<std::string> note = folder.read("epochs/" + name, maxNoteBytes);
    if (!note)
      return note.takeError();
    snapshot.closings[size] = std::move(*note);
  }
  return llvm::Error::success();
}

llvm::Expected<Snapshot> takeSnapshot(const LogFolder &folder) {
  std::optional<FileLock> held;
  llvm::Expected<Descriptor> lockFile = folder.openFile("lock", O_RDONLY);
  if (!lockFile) {
    llvm::consumeError(lockFile.takeError());
  } else {
    llvm::Expected<FileLock> lock = FileLock::take(lockFile->get());
    if (!lock)
      return lock.takeError();
    held.emplace(std::move(*lock));
  }
  Snapshot snapshot;
  llvm::Expected<std::vector<Segment>> segments = listSegments(folder);
  if (!segments)
    return segments.takeError();
  snapshot.segments = std::move(*segments);
  if (folder.exists("checkpoint")) {
    llvm::Expected<std::string> note = folder.read("checkpoint", maxNoteBytes);
    if (!note)
      return note.takeError();
    snapshot.checkpoint = std::move(*note);
  }
  if (llvm::Error error = readClosings(folder, snapshot))
    return error;
  return snapshot;
}

} // namespace assay
