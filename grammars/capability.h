#ifndef ASSAY_GRAMMARS_CAPABILITY_H
#define ASSAY_GRAMMARS_CAPABILITY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace assay {

/// What a program can do, in the one vocabulary that symbols.yaml, rules, scores, jails and the log
/// share. A capability is not a risk by itself: most useful programs have several.
enum class Capability : std::uint8_t {
#define CAPABILITY(enumerator, name, meaning) enumerator,
#include "grammars/capability.def"
#undef CAPABILITY
};

/// One row of the taxonomy.
struct CapabilityRow {
  Capability capability;
  llvm::StringLiteral name;
  /// Completes "it can ...".
  llvm::StringLiteral meaning;
};

/// The taxonomy, in the order of the enumerators.
llvm::ArrayRef<CapabilityRow> capabilities();

llvm::StringRef nameOf(Capability capability);

/// Nothing if there is no capability of that name.
std::optional<Capability> findCapability(llvm::StringRef name);

class CapabilitySet;
/// The first capability, in the order of the taxonomy, that both sets hold.
std::optional<Capability> firstOf(const CapabilitySet &a, const CapabilitySet &b);

/// A set of capabilities.
class CapabilitySet {
public:
  constexpr CapabilitySet() = default;
  constexpr explicit CapabilitySet(std::uint64_t bits) : bits_(bits) {}

  constexpr void insert(Capability capability) { bits_ |= bit(capability); }
  [[nodiscard]] constexpr bool contains(Capability capability) const {
    return (bits_ & bit(capability)) != 0;
  }
  [[nodiscard]] constexpr bool intersects(CapabilitySet other) const {
    return (bits_ & other.bits_) != 0;
  }
  [[nodiscard]] constexpr bool containsAll(CapabilitySet other) const {
    return (bits_ & other.bits_) == other.bits_;
  }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
  [[nodiscard]] constexpr std::uint64_t bits() const { return bits_; }
  constexpr CapabilitySet operator|(CapabilitySet other) const {
    return CapabilitySet(bits_ | other.bits_);
  }
  bool operator==(const CapabilitySet &) const = default;

private:
  static constexpr std::uint64_t bit(Capability capability) {
    return std::uint64_t{1} << static_cast<unsigned>(capability);
  }

  std::uint64_t bits_ = 0;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_CAPABILITY_H
