#include "test/fuzz/fuzz.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <cstdlib>

void assay::require(bool holds, const char *what) {
  if (holds)
    return;
  llvm::errs() << "fuzz: this does not hold: " << what << '\n';
  std::abort();
}

// The name and the types are libFuzzer's (llvm.org/docs/LibFuzzer.html).
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size);

int LLVMFuzzerTestOneInput(const std::uint8_t *bytes, std::size_t size) {
  assay::fuzz({reinterpret_cast<const char *>(bytes), size});
  return 0;
}
