#ifndef ASSAY_TOOLS_ASSAY_ZIP_DIRECTORY_H
#define ASSAY_TOOLS_ASSAY_ZIP_DIRECTORY_H

#include "llvm/Support/Error.h"
#include <cstddef>
#include <string>
#include <vector>

namespace assay {

/// The names in the directory at the end of a zip, as they stand there: what an installer goes by.
/// libarchive tells those in front of each file's bytes, which need not be the same. Reads nothing
/// but the directory, of which the place is found as libarchive and Python's zipfile find it: by
/// the last end record, whatever stands before the archive (PKWARE's APPNOTE 6.3, 4.3.12
/// to 4.3.16). Error: there is none, it is damaged, or it has more than `most` names.
llvm::Expected<std::vector<std::string>> readZipDirectory(const std::string &path,
                                                          std::size_t most);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_ZIP_DIRECTORY_H
