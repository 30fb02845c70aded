#include "analyzer/literal_filter.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

/// Each byte moves the one before up by five bits, so that the third pushes the first out: a hash
/// depends on the last three bytes only, and of the first of them on five bits.
static std::uint32_t extend(std::uint32_t hash, char byte) {
  return (hash << 5 ^ static_cast<unsigned char>(llvm::toLower(byte))) & 0x7fff;
}

/// How rare a byte is in English and in code, roughly.
static unsigned rarity(char byte) {
  const std::size_t rank = llvm::StringRef("etaoinsrhldcumfpgwybvkxjqz").find(byte);
  return static_cast<unsigned>(rank == llvm::StringRef::npos ? 26 : rank);
}

void LiteralFilter::add(llvm::StringRef needed) {
  if (needed.size() < 2)
    return passAll();
  if (needed.size() == 2) {
    // Behind whatever comes before, nothing included.
    for (std::uint32_t before = 0; before < 32; ++before)
      wanted_.set(extend(extend(before, needed[0]), needed[1]));
    return;
  }
  std::size_t best = 0;
  unsigned bestRarity = 0;
  for (std::size_t at = 0; at + 3 <= needed.size(); ++at) {
    const unsigned now = rarity(needed[at]) + rarity(needed[at + 1]) + rarity(needed[at + 2]);
    if (now > bestRarity) {
      best = at;
      bestRarity = now;
    }
  }
  std::uint32_t hash = 0;
  for (const char byte : needed.substr(best, 3))
    hash = extend(hash, byte);
  wanted_.set(hash);
}

bool LiteralFilter::passes(llvm::StringRef text) const {
  if (passesAll_)
    return true;
  std::uint32_t hash = 0;
  for (const char byte : text) {
    hash = extend(hash, byte);
    if (wanted_.test(hash))
      return true;
  }
  return false;
}
