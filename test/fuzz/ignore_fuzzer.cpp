#include "test/fuzz/fuzz.h"
#include "tools/assay/gitignore.h"

// A .gitignore of a folder that is scanned: the first line is a path, the rest the file.

using namespace assay;

void assay::fuzz(llvm::StringRef input) {
  const llvm::StringRef path = takeLine(input);
  const IgnoreFile file = IgnoreFile::parse(input);
  const auto asFile = file.ignores(path, /*isFolder=*/false);
  require(!asFile || file.ignores(path, /*isFolder=*/true),
          "a pattern that matches files matches folders");
  require(!file.empty() || !asFile, "no pattern, no answer");
}
