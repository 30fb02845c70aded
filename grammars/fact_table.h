#ifndef ASSAY_GRAMMARS_FACT_TABLE_H
#define ASSAY_GRAMMARS_FACT_TABLE_H

#include "grammars/source_file.h"
#include "llvm/ADT/ArrayRef.h"
#include <cstdint>

// What facts.scm says, compiled by language_table at build time into constant tables that the walk
// indexes by node kind. See grammars/README.md for the file's language.

namespace assay {

class Lowering;

/// What a node becomes. The names in facts.scm are listed in fact_actions.def.
enum class Action : std::uint8_t {
#define ACTION(enumerator, name) enumerator,
#include "grammars/fact_actions.def"
#undef ACTION
};

/// What a child is to its parent. The names in facts.scm are listed in fact_actions.def.
enum class Role : std::uint8_t {
#define ROLE(enumerator, name) enumerator,
#include "grammars/fact_actions.def"
#undef ROLE
};

/// A child with this field and this kind has this role; 0 matches any.
struct RoleRow {
  std::uint16_t field = 0;
  std::uint16_t symbol = 0;
  Role role{};
};

/// A child that must be there for a variant to apply.
struct Requirement {
  std::uint16_t field = 0;
  std::uint16_t symbol = 0;
};

/// Builds facts for a node whose children are built. Declared by the table, defined in
/// <language>/lower.cpp.
using LowerFunction = void (*)(Lowering &);
/// Builds the fact of a node from its text alone; false to have its children visited instead.
using LeafFunction = bool (*)(Lowering &);

/// One pattern of facts.scm. The first variant of a kind whose requirements hold applies.
struct Variant {
  Action action{};
  LowerFunction lower = nullptr;
  std::uint16_t firstRequirement = 0;
  std::uint16_t requirementCount = 0;
};

/// All patterns of one node kind.
struct NodeRule {
  std::uint16_t firstVariant = 0;
  std::uint16_t variantCount = 0;
  std::uint16_t firstRole = 0;
  std::uint16_t roleCount = 0;
  LeafFunction leaf = nullptr;
  /// Some role or requirement names a field; else the walk need not ask for fields.
  bool usesFields = false;
  /// Some requirement names an anonymous token; else the walk may pass over tokens.
  bool usesTokens = false;
};

struct FactTable {
  /// Index into rules by node kind (TSSymbol); 0 for a kind without patterns.
  llvm::ArrayRef<std::uint16_t> ruleOf;
  llvm::ArrayRef<NodeRule> rules;
  llvm::ArrayRef<Variant> variants;
  llvm::ArrayRef<RoleRow> roles;
  llvm::ArrayRef<Requirement> requirements;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_FACT_TABLE_H
