#ifndef ASSAY_RUNTIME_FOLDER_TREE_H
#define ASSAY_RUNTIME_FOLDER_TREE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <map>
#include <string>

// What a folder holds, taken as it is: nothing is followed, nothing but regular files is opened. It
// says what is there, not whether that is welcome.

namespace assay {

struct TreeEntry {
  enum class Kind : std::uint8_t {
    Folder,
    File,
    /// `bytes` is where it leads.
    Link,
    /// A device, a pipe, a socket. Only its name is known.
    Special,
  };
  Kind kind = Kind::Special;
  /// The permission bits, without set-user-ID and its like.
  unsigned mode = 0;
  std::string bytes;
  /// Why `bytes` is not all of it: no right to read it, a bound of TreeBounds.
  std::string problem;
};

/// By path, relative and with '/'; a folder comes before what is in it.
using FolderTree = std::map<std::string, TreeEntry>;

struct TreeBounds {
  std::size_t entries = 0;
  std::uint64_t bytes = 0;
};

/// Reads everything below `folder`, which stays open. What passes a bound is not read: the entry
/// says so, and beyond the number of entries `full` is set. Other file systems mounted below are
/// not entered. Finite whatever is in the folder, as long as nobody changes it meanwhile; one that
/// is changed gives some mixture, never anything outside it.
FolderTree readFolder(int folder, const TreeBounds &bounds, bool &full);

} // namespace assay

#endif // ASSAY_RUNTIME_FOLDER_TREE_H
