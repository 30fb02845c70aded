#include "test/fuzz/fuzz.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

// Runs a fuzz target over the files of a folder.

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: " << argv[0] << " FOLDER\n";
    return 2;
  }
  unsigned count = 0;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator at(argv[1], error), end; !error && at != end;
       at.increment(error)) {
    auto file = llvm::MemoryBuffer::getFile(at->path());
    if (!file) {
      llvm::errs() << at->path() << ": " << file.getError().message() << '\n';
      return 1;
    }
    llvm::outs() << at->path() << '\n';
    llvm::outs().flush();
    assay::fuzz((*file)->getBuffer());
    ++count;
  }
  if (error)
    llvm::errs() << argv[1] << ": " << error.message() << '\n';
  // A target without seeds would pass without having run.
  return error || count == 0 ? 1 : 0;
}
