#include "test/fuzz/fuzz.h"
#include "tools/report/escape.h"
#include "llvm/Support/ConvertUTF.h"

// Text of judged code on its way to a terminal.

using namespace assay;

void assay::fuzz(llvm::StringRef input) {
  const std::string shown = escaped(input);
  for (const char c : shown)
    require(static_cast<unsigned char>(c) >= ' ' && c != 0x7f, "nothing moves the cursor");
  const auto *begin = reinterpret_cast<const llvm::UTF8 *>(shown.data());
  require(llvm::isLegalUTF8String(&begin, begin + shown.size()), "it is UTF-8");
  require(escaped(shown) == shown, "what is safe stays as it is");
  require(columnsOf(shown) <= 2 * shown.size(), "a byte takes two columns at most");
}
