// rule_table FILE...: writes the built-in rules as a constant C++ table to standard output. A
// build-time tool on the reader that also reads users' files; fails with file:line:column.

#include "analyzer/rule_reader.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cstdlib>

using namespace assay;

[[noreturn]] static void fail(const llvm::Twine &message) {
  llvm::errs() << message << '\n';
  std::exit(1);
}

/// A string literal; octal escapes, since hexadecimal ones have no end in C++.
static std::string quoted(llvm::StringRef text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out.append(1, '\\').append(1, c);
    else if (byte >= 0x20 && byte < 0x7f && c != '?')
      out += c;
    else
      out.append({'\\', static_cast<char>('0' + (byte >> 6)),
                  static_cast<char>('0' + ((byte >> 3) & 7)), static_cast<char>('0' + (byte & 7))});
  }
  return out + "\"";
}

namespace {

/// Writes arrays ahead of the rules that use them, and returns their names.
class Writer {
public:
  std::string array(llvm::StringRef type, llvm::ArrayRef<std::string> rows) {
    if (rows.empty())
      return "{}";
    const std::string name = "a" + llvm::utostr(count_++);
    arrays += ("constexpr " + type + " " + name + "[] = {").str() + llvm::join(rows, ", ") + "};\n";
    return name;
  }

  std::string texts(llvm::ArrayRef<llvm::StringRef> list) {
    std::vector<std::string> rows;
    for (llvm::StringRef text : list)
      rows.push_back(quoted(text));
    return array("llvm::StringRef", rows);
  }

  std::string argument(const ArgumentPattern &a) {
    return "{" + llvm::itostr(a.position) + ", " + quoted(a.name) + ", Shape(" +
           llvm::utostr(static_cast<unsigned>(a.shape)) + "), " + texts(a.equals) + ", " +
           texts(a.differs) + ", " + texts(a.contains) + ", " + quoted(a.matches) + ", " +
           set(a.from) + "}";
  }

  std::string pattern(const Pattern &p) {
    std::vector<std::string> arguments;
    for (const ArgumentPattern &a : p.arguments)
      arguments.push_back(argument(a));
    return "{PatternKind(" + llvm::utostr(static_cast<unsigned>(p.kind)) + "), " +
           texts(p.symbols) + ", " + set(p.capabilities) + ", " +
           array("ArgumentPattern", arguments) + ", " + texts(p.sources) + ", " +
           texts(p.sourceSymbols) + ", " + texts(p.contains) + ", " + quoted(p.matches) + ", " +
           texts(p.needs) + "}";
  }

  std::string patterns(llvm::ArrayRef<Pattern> list) {
    std::vector<std::string> rows;
    for (const Pattern &p : list)
      rows.push_back(pattern(p));
    return array("Pattern", rows);
  }

  std::string rule(const Rule &r) {
    std::vector<std::string> cwe, edits, examples;
    for (const RuleEdit &e : r.edits)
      edits.push_back("{" + quoted(e.find) + ", " + quoted(e.put) + "}");
    for (std::uint16_t number : r.cwe)
      cwe.push_back(llvm::utostr(number));
    for (const RuleExample &e : r.examples)
      examples.push_back("{" + quoted(e.language) + ", " + quoted(e.code) + ", " +
                         (e.flagged ? "true" : "false") + "}");
    return "    {" + quoted(r.id) + ", " + quoted(r.title) + ", " + quoted(r.message) +
           ", Dimension(" + llvm::utostr(static_cast<unsigned>(r.dimension)) + "), RiskLevel(" +
           llvm::utostr(static_cast<unsigned>(r.level)) + "), Confidence(" +
           llvm::utostr(static_cast<unsigned>(r.confidence)) + "), " + array("std::uint16_t", cwe) +
           ", " + texts(r.languages) + ", " + patterns(r.any) + ", " + patterns(r.with) + ", " +
           patterns(r.without) + ", " + quoted(r.why) + ", " + quoted(r.fix) + ", " +
           array("RuleEdit", edits) + ", " + quoted(r.misses) + ", " + texts(r.references) + ", " +
           texts(r.covers) + ", " + array("RuleExample", examples) + "},\n";
  }

  std::string arrays;

private:
  static std::string set(CapabilitySet set) {
    return "CapabilitySet(" + llvm::utostr(set.bits()) + "u)";
  }
  unsigned count_ = 0;
};

} // namespace

/// Reads one file and appends its rule, which must have examples and the file's name.
static void addRule(llvm::StringRef path, llvm::BumpPtrAllocator &memory,
                    std::vector<Rule> &rules) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    fail(path + ": " + buffer.getError().message());
  auto document = YamlDocument::parse(path, (*buffer)->getBuffer());
  if (!document)
    fail(llvm::toString(document.takeError()));
  auto rule = readRule(document->root(), memory);
  if (!rule)
    fail(llvm::toString(rule.takeError()));
  if (rule->id != llvm::sys::path::stem(path))
    fail(path + ":1:1: the id `" + rule->id + "` must be the file's name");
  for (bool flagged : {true, false})
    if (llvm::none_of(rule->examples, [&](const RuleExample &e) { return e.flagged == flagged; }))
      fail(path + ":1:1: the rule must have examples under `" + (flagged ? "flagged" : "clean") +
           "`");
  if (rule->why.empty() || rule->fix.empty() || rule->misses.empty())
    fail(path + ":1:1: the rule must say `why`, `fix` and `misses`");
  rules.push_back(*rule);
}

int main(int argc, char **argv) {
  llvm::BumpPtrAllocator memory;
  std::vector<Rule> rules;
  for (int at = 1; at < argc; ++at)
    addRule(argv[at], memory, rules);
  std::sort(rules.begin(), rules.end(), [](const Rule &a, const Rule &b) { return a.id < b.id; });
  Writer writer;
  std::string rows;
  for (const Rule &rule : rules)
    rows += writer.rule(rule);
  llvm::outs() << "// Made by rule_table from analyzer/rules.\n#include \"analyzer/rule.h\"\n"
                  "using namespace assay;\nnamespace {\n"
               << writer.arrays << "constexpr Rule table[] = {\n"
               << rows << "};\n} // namespace\n"
               << "llvm::ArrayRef<Rule> assay::builtInRules() { return table; }\n";
  return 0;
}
