// language_table GRAMMARS-FOLDER NAME...: writes the language table as C++ to standard output.
//
// A build-time tool. It reads language.yaml, facts.scm and symbols.yaml of each folder, checks them
// against the grammar that is linked in, and fails with file:line when one of them is wrong.

#include "grammars/table/fact_pattern.h"
#include "grammars/table/symbol_model.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>
#include <map>
#include <set>
#include <tree_sitter/api.h>

using namespace assay;

#define GRAMMAR(name, function) extern "C" const TSLanguage *function();
#include "grammar_list.inc"
#undef GRAMMAR

namespace {

struct Grammar {
  llvm::StringLiteral name;
  llvm::StringLiteral function;
  const TSLanguage *(*language)();
};

constexpr Grammar grammars[] = {
#define GRAMMAR(name, function) {#name, #function, function},
#include "grammar_list.inc"
#undef GRAMMAR
};

[[noreturn]] void fail(const llvm::Twine &message) {
  llvm::errs() << message << '\n';
  std::exit(1);
}

[[noreturn]] void fail(llvm::Error error) { fail(llvm::toString(std::move(error))); }

template <typename T> T check(llvm::Expected<T> value) {
  if (!value)
    fail(value.takeError());
  return std::move(*value);
}

std::string quoted(llvm::StringRef text) {
  std::string out = "\"";
  llvm::raw_string_ostream stream(out);
  llvm::printEscapedString(text, stream);
  stream << '"';
  // printEscapedString writes \XX in hexadecimal; C++ wants \xXX and an end to the escape.
  std::string fixed;
  for (std::size_t at = 0; at < out.size(); ++at) {
    if (out[at] == '\\' && at + 2 < out.size() && out[at + 1] != '\\')
      fixed += "\\x" + out.substr(at + 1, 2) + "\"\"", at += 2;
    else if (out[at] == '\\')
      fixed += "\\\\", ++at;
    else
      fixed += out[at];
  }
  return fixed;
}

std::string read(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    fail(path + ": " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

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

/// The folders a language is made of: what it is `like`, what that is like, ..., its own last.
std::vector<std::string> foldersOf(const std::string &root, llvm::StringRef name) {
  std::vector<std::string> folders;
  for (std::string next = name.str(); !next.empty();) {
    if (llvm::is_contained(folders, next))
      fail(root + "/" + name + "/language.yaml: `like` leads back to " + next);
    folders.insert(folders.begin(), next);
    const std::string file = root + "/" + next + "/language.yaml";
    const auto document = check(YamlDocument::parse(file, read(file)));
    auto map = check(YamlMap::of(document.root(), "a language"));
    next.clear();
    if (auto error = map.read("like", next))
      fail(std::move(error));
  }
  return folders;
}

/// Whether the folder has the file; only one that builds on another may do without.
bool has(const std::string &file, const std::vector<std::string> &folders) {
  return folders.size() == 1 || llvm::sys::fs::exists(file);
}

/// Writes the fact table of one language.
class FactWriter {
public:
  FactWriter(const Grammar &grammar, std::string root, std::vector<std::string> folders,
             llvm::raw_ostream &out)
      : language_(grammar.language()), name_(identifier(grammar.name)), root_(std::move(root)),
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

  static std::string identifier(llvm::StringRef name) {
    std::string text = name.str();
    std::replace(text.begin(), text.end(), '-', '_');
    return text;
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

std::string capabilityList(llvm::ArrayRef<Capability> list) {
  std::string text;
  for (Capability capability : list)
    text += "static_cast<Capability>(" + llvm::utostr(static_cast<unsigned>(capability)) + "), ";
  return text;
}

std::string argument(const ArgumentModel &model) {
  return "{" + llvm::itostr(model.position) + ", " + quoted(model.name) + "}";
}

/// Arrays that many rows share are written once.
class ArrayPool {
public:
  ArrayPool(std::string prefix, std::string type, llvm::raw_ostream &out)
      : prefix_(std::move(prefix)), type_(std::move(type)), out_(out) {}

  std::string name(const std::string &rows) {
    if (rows.empty())
      return "{}";
    auto [at, isNew] = names_.try_emplace(rows, prefix_ + llvm::utostr(names_.size()));
    if (isNew)
      out_ << "static constexpr " << type_ << " " << at->second << "[] = {" << rows << "};\n";
    return at->second;
  }

private:
  std::string prefix_;
  std::string type_;
  llvm::raw_ostream &out_;
  std::map<std::string, std::string> names_;
};

/// All folders' models, sorted; a symbol given again replaces what was before.
std::vector<SymbolModel> symbolsIn(const std::string &root,
                                   const std::vector<std::string> &folders) {
  std::vector<SymbolModel> models;
  for (const std::string &folder : folders) {
    const std::string file = root + "/" + folder + "/symbols.yaml";
    if (!has(file, folders))
      continue;
    const auto document = check(YamlDocument::parse(file, read(file)));
    auto own = check(readSymbols(document.root()));
    std::set<std::string> again;
    for (const SymbolModel &model : own)
      again.insert(model.symbol);
    llvm::erase_if(models, [&](const SymbolModel &model) { return again.count(model.symbol); });
    llvm::move(own, std::back_inserter(models));
  }
  llvm::stable_sort(models,
                    [](const SymbolModel &a, const SymbolModel &b) { return a.symbol < b.symbol; });
  return models;
}

void writeSymbols(llvm::StringRef name, const std::string &root,
                  const std::vector<std::string> &folders, llvm::raw_ostream &out) {
  const auto models = symbolsIn(root, folders);
  ArrayPool capabilities((name + "Capabilities").str(), "Capability", out);
  ArrayPool arguments((name + "Arguments").str(), "ArgumentSelector", out);
  std::string rows;
  for (const SymbolModel &model : models) {
    std::string sinks;
    for (const ArgumentModel &sink : model.sinks)
      sinks += argument(sink) + ", ";
    rows += "    {" + quoted(model.symbol) + ", " +
            capabilities.name(capabilityList(model.capabilities)) + ", " + arguments.name(sinks) +
            ", " + quoted(model.source) + ", " +
            capabilities.name(capabilityList(model.sanitizes)) + ", Decoding::" + model.decoding +
            ", " + quoted(model.code) + ", " + quoted(model.returns) + ", " + argument(model.when) +
            ", " + quoted(model.whenValue) + ", " + (model.onRead ? "true" : "false") + "},\n";
  }
  out << "static constexpr SymbolRow " << name << "Symbols[] = {\n" << rows << "};\n";
}

std::string textList(llvm::ArrayRef<std::string> texts) {
  std::string list;
  for (const std::string &text : texts)
    list += quoted(text) + ", ";
  return list;
}

/// Writes the arrays of one language and returns its row.
std::string writeLanguage(const Grammar &grammar, const std::string &root, llvm::raw_ostream &out) {
  const std::string file = root + "/" + grammar.name.str() + "/language.yaml";
  const std::vector<std::string> folders = foldersOf(root, grammar.name);
  const std::string name = FactWriter::identifier(grammar.name);
  const auto document = check(YamlDocument::parse(file, read(file)));
  auto map = check(YamlMap::of(document.root(), "a language"));
  std::string profile;
  std::vector<std::string> aliases, extensions, fileNames, interpreters, comments;
  for (auto &[key, list] :
       std::initializer_list<std::pair<const char *, std::vector<std::string> &>>{
           {"aliases", aliases},
           {"extensions", extensions},
           {"file-names", fileNames},
           {"interpreters", interpreters},
           {"comments", comments}})
    if (auto error = map.read(key, list))
      fail(std::move(error));
  if (auto error = map.read("profile", profile))
    fail(std::move(error));
  map.find("grammar");
  map.find("like");
  if (auto error = map.finish())
    fail(std::move(error));
  FactWriter(grammar, root, folders, out).write();
  writeSymbols(name, root, folders, out);
  ArrayPool texts(name + "Texts", "llvm::StringLiteral", out);
  return "    {" + quoted(grammar.name) + ", " + texts.name(textList(aliases)) + ", " +
         texts.name(textList(extensions)) + ", " + texts.name(textList(fileNames)) + ", " +
         texts.name(textList(interpreters)) + ", " + texts.name(textList(comments)) + ", " +
         quoted(profile) + ", " + grammar.function.str() + ", &" + name + "Facts, " + name +
         "Symbols},\n";
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 2)
    fail("usage: language_table GRAMMARS-FOLDER");
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "// Made by language_table from the folders of grammars/.\n"
         "#include \"grammars/fact_table.h\"\n#include \"grammars/language.h\"\n"
         "using namespace assay;\n";
  for (const Grammar &grammar : grammars)
    out << "extern \"C\" const TSLanguage *" << grammar.function << "();\n";
  std::string rows;
  for (const Grammar &grammar : grammars)
    rows += writeLanguage(grammar, argv[1], out);
  out << "static constexpr Language table[] = {\n"
      << rows << "};\nllvm::ArrayRef<Language> assay::languages() { return table; }\n";
  llvm::outs() << text;
  return 0;
}
