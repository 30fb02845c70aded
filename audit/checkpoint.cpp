#include "audit/checkpoint.h"

#include "llvm/ADT/SmallVector.h"

namespace assay {

std::string Checkpoint::text() const {
  return origin + '\n' + std::to_string(size) + '\n' + base64Of(bytesOf(root)) + '\n';
}

llvm::Expected<Checkpoint> parseCheckpoint(llvm::StringRef text) {
  llvm::SmallVector<llvm::StringRef, 4> lines;
  text.split(lines, '\n', 3);
  Checkpoint checkpoint;
  std::optional<std::string> root =
      lines.size() == 4 ? parseBase64(lines[2]) : std::optional<std::string>();
  if (!root || root->size() != checkpoint.root.size() || lines[0].empty() ||
      lines[1].getAsInteger(10, checkpoint.size))
    return llvm::createStringError("not a checkpoint, want origin, size and root on three lines");
  checkpoint.origin = lines[0].str();
  std::copy(root->begin(), root->end(), checkpoint.root.begin());
  // One number has one form: "007" or "+7" would be another text with the same meaning.
  llvm::StringRef written = text.take_front(checkpoint.text().size());
  if (written != checkpoint.text())
    return llvm::createStringError("a checkpoint whose size is not in its shortest form");
  return checkpoint;
}

} // namespace assay
