#include "grammars/table/fact_writer.h"
#include "grammars/table/fact_pattern.h"
#include "grammars/table/table_text.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <set>
#include <tree_sitter/api.h>

using namespace assay;

namespace {

/// Symbol ids of a kind. Several may share one name (aliases); each gets the pattern.
std::vector<TSSymbol> symbolsOf(const TSLanguage *language, llvm::StringRef name, bool isNamed) {
  std::vector<TSSymbol> found;
  const TSSymbolType wanted = isNamed ? TSSymbolTypeRegular : TSSymbolTypeAnonymous;
  for (TSSymbol symbol = 1; symbol < ts_language_symbol_count(language); ++symbol)
    if (ts_language_symbol_type(language, symbol) == wanted &&
        name == ts_language_symbol_name(language, symbol))
      found.push_back(symbol);
  return found;
}

/// Writes the fact table of one language.
class FactWriter {
public:
  FactWriter(const TSLanguage *language, std::string name, std::string root,
             std::vector<std::string> folders, llvm::raw_ostream &out)
      : language_(language), name_(std::move(name)), root_(std::move(root)),
        folders_(std::move(folders)), out_(out) {}

  void write() {
    PatternsByKind byKind;
    for (const std::string &folder : folders_)
      readPatterns(folder, byKind);
    rules_ << "    {},\n";
    for (const auto &[kind, variants] : byKind)
      writeKind(kind, variants);
    emit();
  }

private:
  using PatternsByKind = std::map<std::string, std::vector<FactPattern>>;

  /// Patterns of a kind given again replace those before; kinds that only the base's grammar has
  /// are passed over.
  void readPatterns(const std::string &folder, PatternsByKind &byKind) {
    const std::string file = root_ + "/" + folder + "/facts.scm";
    if (!has(file, folders_))
      return;
    std::set<std::string> seen;
    for (FactPattern &pattern : check(readFactPatterns(file, read(file)))) {
      if (folder != folders_.back() && symbolsOf(language_, pattern.kind, true).empty())
        continue;
      for (std::string *function : {&pattern.lower, &pattern.leaf})
        if (!function->empty())
          *function = identifier(folder) + "::" + *function;
      pattern.file = file;
      if (seen.insert(pattern.kind).second)
        byKind[pattern.kind].clear();
      byKind[pattern.kind].push_back(std::move(pattern));
    }
  }

  void writeKind(llvm::StringRef kind, llvm::ArrayRef<FactPattern> variants) {
    file_ = variants[0].file;
    const auto symbols = symbolsOf(language_, kind, /*isNamed=*/true);
    if (symbols.empty())
      fail(file_ + ":" + llvm::Twine(variants[0].line) + ": the grammar has no node kind `" + kind +
           "`");
    for (TSSymbol symbol : symbols)
      ruleOf_[symbol] = ruleCount_;
    ++ruleCount_;
    const unsigned firstVariant = variantCount_;
    const unsigned firstRole = roleCount_;
    bool usesFields = false;
    bool usesTokens = false;
    std::string leaf;
    std::vector<const ChildPattern *> rolesWithKind;
    std::vector<const ChildPattern *> rolesOfAny;
    for (const FactPattern &pattern : variants) {
      writeVariant(pattern);
      if (!pattern.leaf.empty())
        leaf = pattern.leaf;
      usesTokens |= pattern.action == Action::Operator || pattern.action == Action::Update;
      for (const ChildPattern &child : pattern.children) {
        usesFields |= !child.field.empty();
        usesTokens |= child.isToken;
        if (child.hasRole)
          (child.kind.empty() ? rolesOfAny : rolesWithKind).push_back(&child);
      }
    }
    // A row that names a kind comes before one that matches any.
    for (const auto *list : {&rolesWithKind, &rolesOfAny})
      for (const ChildPattern *child : *list)
        writeRole(*child);
    if (!leaf.empty())
      leaves_.insert(leaf);
    rules_ << "    {" << firstVariant << ", " << variantCount_ - firstVariant << ", " << firstRole
           << ", " << roleCount_ - firstRole << ", " << (leaf.empty() ? "nullptr" : leaf) << ", "
           << usesFields << ", " << usesTokens << "}, // " << kind << "\n";
  }

  unsigned fieldOf(const ChildPattern &child) {
    if (child.field.empty())
      return 0;
    const TSFieldId field = ts_language_field_id_for_name(
        language_, child.field.data(), static_cast<std::uint32_t>(child.field.size()));
    if (field == 0)
      fail(file_ + ":" + llvm::Twine(child.line) + ": the grammar has no field `" + child.field +
           "`");
    return field;
  }

  std::vector<TSSymbol> kindsOf(const ChildPattern &child) {
    if (child.kind.empty())
      return {0};
    auto symbols = symbolsOf(language_, child.kind, !child.isToken);
    if (symbols.empty())
      fail(file_ + ":" + llvm::Twine(child.line) + ": the grammar has no " +
           (child.isToken ? "token" : "node kind") + " `" + child.kind + "`");
    return symbols;
  }

  void writeVariant(const FactPattern &pattern) {
    const unsigned first = requirementCount_;
    // The first pattern without requirements ends the choice; a child that only carries a role
    // need not be there.
    for (const ChildPattern &child : pattern.children) {
      if (child.kind.empty() || child.hasRole)
        continue;
      requirements_ << "    {" << fieldOf(child) << ", " << kindsOf(child).front() << "},\n";
      ++requirementCount_;
    }
    if (!pattern.lower.empty())
      lowers_.insert(pattern.lower);
    variants_ << "    {static_cast<Action>(" << static_cast<unsigned>(pattern.action) << "), "
              << (pattern.lower.empty() ? "nullptr" : pattern.lower) << ", " << first << ", "
              << requirementCount_ - first << "},\n";
    ++variantCount_;
  }

  void writeRole(const ChildPattern &child) {
    for (TSSymbol symbol : kindsOf(child)) {
      roles_ << "    {" << fieldOf(child) << ", " << symbol << ", static_cast<Role>("
             << static_cast<unsigned>(child.role) << ")},\n";
      ++roleCount_;
    }
  }

  void emit() {
    declare("void", lowers_);
    declare("bool", leaves_);
    emitArray("std::uint16_t", "RuleOf", ruleOfText());
    emitArray("NodeRule", "Rules", rulesText_);
    emitArray("Variant", "Variants", variantsText_ + "    {},\n");
    emitArray("RoleRow", "Roles", rolesText_ + "    {},\n");
    emitArray("Requirement", "Requirements", requirementsText_ + "    {},\n");
    out_ << "static constexpr FactTable " << name_ << "Facts = {" << name_ << "RuleOf, " << name_
         << "Rules, " << name_ << "Variants, " << name_ << "Roles, " << name_
         << "Requirements};\n\n";
  }

  /// Functions of lower.cpp, as "language::function".
  void declare(llvm::StringRef type, const std::set<std::string> &functions) {
    for (const llvm::StringRef function : functions) {
      const auto [language, name] = function.split("::");
      out_ << "namespace assay::" << language << " { " << type << " " << name
           << "(Lowering &); }\n";
    }
  }

  void emitArray(llvm::StringRef type, llvm::StringRef suffix, llvm::StringRef rows) {
    out_ << "static constexpr " << type << " " << name_ << suffix << "[] = {\n" << rows << "};\n";
  }

  std::string ruleOfText() {
    std::string text;
    const unsigned last = ruleOf_.empty() ? 0 : ruleOf_.rbegin()->first;
    for (unsigned symbol = 0; symbol <= last; ++symbol)
      text += llvm::utostr(ruleOf_.count(symbol) ? ruleOf_[symbol] : 0) + ",";
    return text + "\n";
  }

  const TSLanguage *language_;
  std::string name_;
  std::string root_;
  std::vector<std::string> folders_;
  /// Where the kind at hand is described.
  std::string file_;
  llvm::raw_ostream &out_;
  std::map<unsigned, unsigned> ruleOf_;
  unsigned ruleCount_ = 1;
  unsigned variantCount_ = 0;
  unsigned roleCount_ = 0;
  unsigned requirementCount_ = 0;
  std::set<std::string> lowers_;
  std::set<std::string> leaves_;
  std::string rulesText_, variantsText_, rolesText_, requirementsText_;
  llvm::raw_string_ostream rules_{rulesText_}, variants_{variantsText_}, roles_{rolesText_},
      requirements_{requirementsText_};
};

} // namespace

void assay::writeFacts(const TSLanguage *language, const std::string &name, const std::string &root,
                       const std::vector<std::string> &folders, llvm::raw_ostream &out) {
  FactWriter(language, name, root, folders, out).write();
}
