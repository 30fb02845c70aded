#include "analyzer/resolve/fold.h"
#include "test/fuzz/fuzz.h"
#include "llvm/ADT/SmallVector.h"

// Folding and decoding of constants. The first byte picks what is done; the arguments are the
// rest, between NUL bytes.

using namespace assay;

void assay::fuzz(llvm::StringRef input) {
  if (input.empty())
    return;
  constexpr unsigned decodings = static_cast<unsigned>(Decoding::True) + 1;
  const unsigned choice = static_cast<unsigned char>(input.front()) % (decodings + 3);
  llvm::SmallVector<llvm::StringRef, 8> parts;
  input.drop_front().split(parts, '\0', /*MaxSplit=*/8);
  llvm::SmallVector<Constant, 8> arguments;
  for (llvm::StringRef part : parts)
    arguments.push_back({part, ValueDetail::String, ProvenanceLiteral});

  std::optional<std::string> result;
  if (choice < decodings)
    result = decode(static_cast<Decoding>(choice), arguments).text;
  else if (choice == decodings)
    result = joinPath(arguments);
  else if (choice == decodings + 1)
    result = formatPercent(parts[0], llvm::ArrayRef(arguments).drop_front());
  else
    result = formatBraces(parts[0], llvm::ArrayRef(arguments).drop_front());
  require(choice == decodings || !result || result->size() <= maxFoldedBytes,
          "a folded text stays within its bound");
}
