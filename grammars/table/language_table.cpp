// language_table GRAMMARS-FOLDER NAME...: writes the language table as C++ to standard output.
//
// A build-time tool. It reads language.yaml, facts.scm and symbols.yaml of each folder, checks them
// against the grammar that is linked in, and fails with file:line when one of them is wrong.

#include "grammars/table/fact_writer.h"
#include "grammars/table/symbol_model.h"
#include "grammars/table/symbol_writer.h"
#include "grammars/table/table_text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include <map>
#include <set>
#include <tree_sitter/api.h>

using namespace assay;

#define CONTAINER(name)
#define GRAMMAR(name, function) extern "C" const TSLanguage *function();
#include "grammar_list.inc"
#undef GRAMMAR
#undef CONTAINER

namespace {

/// A container has no grammar, and so no function.
struct Grammar {
  llvm::StringLiteral name;
  llvm::StringLiteral function;
  const TSLanguage *(*language)();
};

constexpr Grammar grammars[] = {
#define CONTAINER(name) {#name, "", nullptr},
#define GRAMMAR(name, function) {#name, #function, function},
#include "grammar_list.inc"
#undef GRAMMAR
#undef CONTAINER
};

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

/// All folders' models, sorted; a symbol given again replaces what was before. A container may do
/// without.
std::vector<SymbolModel> symbolsIn(const std::string &root, const std::vector<std::string> &folders,
                                   bool needsOwn) {
  std::vector<SymbolModel> models;
  for (const std::string &folder : folders) {
    const std::string file = root + "/" + folder + "/symbols.yaml";
    if (!(needsOwn ? has(file, folders) : llvm::sys::fs::exists(file)))
      continue;
    const auto document = check(YamlDocument::parse(file, read(file)));
    auto own = check(readSymbols(document.root()));
    std::set<std::string> again;
    for (const SymbolModel &model : own)
      again.insert(model.symbol);
    llvm::erase_if(models, [&](const SymbolModel &model) { return again.count(model.symbol); });
    llvm::move(own, std::back_inserter(models));
  }
  sortBySymbol(models);
  std::set<std::string> aliases;
  for (const SymbolModel &model : models)
    if (!model.aliasOf.empty())
      aliases.insert(model.symbol);
  for (const SymbolModel &model : models)
    if (aliases.count(model.aliasOf))
      fail(root + "/" + folders.back() + "/symbols.yaml: " + model.symbol + " is another name of " +
           model.aliasOf + ", which is one itself");
  return models;
}

std::string textList(llvm::ArrayRef<std::string> texts) {
  std::string list;
  for (const std::string &text : texts)
    list += quoted(text) + ", ";
  return list;
}

/// A list of language.yaml that a language has from what it is like unless it gives its own.
std::vector<std::string> inheritedList(const std::string &root,
                                       const std::vector<std::string> &folders,
                                       llvm::StringRef key) {
  std::vector<std::string> list;
  for (const std::string &folder : folders) {
    const std::string file = root + "/" + folder + "/language.yaml";
    const auto document = check(YamlDocument::parse(file, read(file)));
    auto map = check(YamlMap::of(document.root(), "a language"));
    if (auto error = map.read(key, list))
      fail(std::move(error));
  }
  return list;
}

/// The `modules` of language.yaml, which a language has from what it is like unless it gives its
/// own.
std::string moduleNames(const std::string &root, const std::vector<std::string> &folders,
                        ArrayPool &texts) {
  std::string separator;
  std::vector<std::string> suffixes, indexes, exports;
  for (const std::string &folder : folders) {
    const std::string file = root + "/" + folder + "/language.yaml";
    const auto document = check(YamlDocument::parse(file, read(file)));
    auto language = check(YamlMap::of(document.root(), "a language"));
    const YamlNode *node = language.find("modules");
    if (!node)
      continue;
    auto map = check(YamlMap::of(*node, "modules"));
    if (auto error = map.read("separator", separator))
      fail(std::move(error));
    for (auto &[key, list] :
         std::initializer_list<std::pair<const char *, std::vector<std::string> &>>{
             {"suffixes", suffixes}, {"indexes", indexes}, {"exports", exports}})
      if (auto error = map.read(key, list))
        fail(std::move(error));
    if (auto error = map.finish())
      fail(std::move(error));
    if (separator != "/" && separator != ".")
      fail(node->error("separator is '" + separator + "', want '/' or '.'"));
  }
  return "{" + quoted(separator) + ", " + texts.name(textList(suffixes)) + ", " +
         texts.name(textList(indexes)) + ", " + texts.name(textList(exports)) + "}";
}

/// What a language.yaml says of its own language, as it stands there.
struct LanguageModel {
  std::vector<std::string> aliases, extensions, fileNames, interpreters, comments;
  std::string profile, opening, hole, wordMark, wordMarkInside;
  bool caseInsensitive = false;
  bool implicitMembers = false;
};

LanguageModel readLanguage(const std::string &file) {
  const auto document = check(YamlDocument::parse(file, read(file)));
  auto map = check(YamlMap::of(document.root(), "a language"));
  LanguageModel model;
  for (auto &[key, list] :
       std::initializer_list<std::pair<const char *, std::vector<std::string> &>>{
           {"aliases", model.aliases},
           {"extensions", model.extensions},
           {"file-names", model.fileNames},
           {"interpreters", model.interpreters},
           {"comments", model.comments}})
    if (auto error = map.read(key, list))
      fail(std::move(error));
  for (auto &[key, text] : std::initializer_list<std::pair<const char *, std::string &>>{
           {"profile", model.profile},
           {"opening", model.opening},
           {"hole", model.hole},
           {"word-mark", model.wordMark},
           {"word-mark-inside", model.wordMarkInside}})
    if (auto error = map.read(key, text))
      fail(std::move(error));
  for (auto &[key, truth] : std::initializer_list<std::pair<const char *, bool &>>{
           {"case-insensitive", model.caseInsensitive},
           {"implicit-members", model.implicitMembers}})
    if (auto error = map.read(key, truth))
      fail(std::move(error));
  for (const char *readElsewhere :
       {"modules", "receivers", "bases", "constructors", "grammar", "container", "like"})
    map.find(readElsewhere);
  if (auto error = map.finish())
    fail(std::move(error));
  return model;
}

/// Writes the arrays of one language and returns its row.
std::string writeLanguage(const Grammar &grammar, const std::string &root, llvm::raw_ostream &out) {
  const LanguageModel model = readLanguage(root + "/" + grammar.name.str() + "/language.yaml");
  const std::vector<std::string> folders = foldersOf(root, grammar.name);
  const std::string name = identifier(grammar.name);
  const auto inherited = [&](llvm::StringRef key) { return inheritedList(root, folders, key); };
  std::string facts = "nullptr", split = "nullptr", function = "nullptr";
  if (grammar.language) {
    writeFacts(grammar.language(), name, root, folders, out);
    facts = "&" + name + "Facts";
    function = grammar.function.str();
  } else {
    out << "namespace assay::" << name << " { void split(Lowering &); }\n";
    split = "assay::" + name + "::split";
  }
  const std::string symbols =
      writeSymbols(name, symbolsIn(root, folders, grammar.language != nullptr), out);
  ArrayPool texts(name + "Texts", "llvm::StringLiteral", out);
  return "    {" + quoted(grammar.name) + ", " + texts.name(textList(model.aliases)) + ", " +
         texts.name(textList(llvm::ArrayRef(folders).drop_back())) + ", " +
         texts.name(textList(model.extensions)) + ", " + texts.name(textList(model.fileNames)) +
         ", " + texts.name(textList(model.interpreters)) + ", " +
         texts.name(textList(model.comments)) + ", " +
         texts.name(textList(inherited("receivers"))) + ", " +
         texts.name(textList(inherited("bases"))) + ", " +
         texts.name(textList(inherited("constructors"))) + ", " + truth(model.caseInsensitive) +
         ", " + truth(model.implicitMembers) + ", " + quoted(model.profile) + ", " + function +
         ", " + facts + ", " + symbols + ", " + quoted(model.opening) + ", " + quoted(model.hole) +
         ", " + quoted(model.wordMark) + ", " + quoted(model.wordMarkInside) + ", " + split + ", " +
         moduleNames(root, folders, texts) + "},\n";
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 2)
    fail("usage: language_table GRAMMARS-FOLDER");
  std::string text;
  llvm::raw_string_ostream out(text);
  out << "// Made by language_table from the folders of grammars/.\n"
         "// The texts of one language are one literal.\n"
         "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n"
         "#include \"grammars/fact_table.h\"\n#include \"grammars/language.h\"\n"
         "using namespace assay;\n";
  for (const Grammar &grammar : grammars)
    if (grammar.language)
      out << "extern \"C\" const TSLanguage *" << grammar.function << "();\n";
  std::string rows;
  for (const Grammar &grammar : grammars)
    rows += writeLanguage(grammar, argv[1], out);
  out << "static constexpr Language table[] = {\n"
      << rows << "};\nllvm::ArrayRef<Language> assay::languages() { return table; }\n";
  llvm::outs() << text;
  return 0;
}
