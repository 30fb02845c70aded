#ifndef ASSAY_TOOLS_ASSAY_ARCHIVE_H
#define ASSAY_TOOLS_ASSAY_ARCHIVE_H

#include "tools/assay/source_walk.h"
#include "llvm/ADT/StringRef.h"
#include <cstddef>
#include <cstdint>

// The sources in a package as it is published (.whl, .crate, .tgz, .zip), read by libarchive and
// never unpacked: nothing in an archive becomes a name on this disk.

namespace assay {

/// What an archive may be; one that is more is refused or cut, and that is an error of the scan.
struct ArchiveLimits {
  /// The largest packages of the registries have some 500 MB, nearly all of it no source.
  std::uint64_t fileBytes = 2ULL << 30;
  /// Unpacked, whether kept or not. Gzip packs zeros a thousand to one, and to find the next entry
  /// all of this one is unpacked.
  std::uint64_t unpackedBytes = 4ULL << 30;
  /// Of sources, which lie in memory while they are judged.
  std::uint64_t keptBytes = 256ULL << 20;
  /// A header takes half a kilobyte unpacked and next to nothing packed.
  std::size_t entries = 200'000;
  std::size_t nameBytes = 4096;
};

/// By its name.
bool isArchive(llvm::StringRef path);

/// By the name of a file: package.json, binding.gyp, or a .pth, whose lines Python runs.
bool isManifest(llvm::StringRef name);

/// Adds the sources of the archive at `path` to `walk`, each under the archive's path and its own
/// in there. Links are never followed, and devices are passed over. An error of the walk: names
/// that lead out of the archive, entries that are damaged, encrypted, too large or there twice, a
/// zip whose directory names other files than there are, and links that are called a source and
/// stand for what is not judged by its own name. Manifests in its top folder, or the one below,
/// come along.
void readArchive(const std::string &path, SourceWalk &walk, const ArchiveLimits &limits = {});

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_ARCHIVE_H
