#include "grammars/capability.h"

using namespace assay;

static constexpr CapabilityRow rows[] = {
#define CAPABILITY(enumerator, name, meaning) {Capability::enumerator, name, meaning},
#include "grammars/capability.def"
#undef CAPABILITY
};
static_assert(std::size(rows) <= 64, "CapabilitySet holds one bit a capability");

llvm::ArrayRef<CapabilityRow> assay::capabilities() { return rows; }

llvm::StringRef assay::nameOf(Capability capability) {
  return rows[static_cast<unsigned>(capability)].name;
}

std::optional<Capability> assay::firstOf(const CapabilitySet &a, const CapabilitySet &b) {
  for (const CapabilityRow &row : rows)
    if (a.contains(row.capability) && b.contains(row.capability))
      return row.capability;
  return std::nullopt;
}

std::optional<Capability> assay::findCapability(llvm::StringRef name) {
  for (const CapabilityRow &row : rows)
    if (row.name == name)
      return row.capability;
  return std::nullopt;
}
