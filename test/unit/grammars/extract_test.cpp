#include "grammars/container.h"
#include "grammars/extract.h"
#include <gtest/gtest.h>

using namespace assay;

namespace {

/// Facts of a text, with their text alive.
struct Extracted {
  std::string source;
  FactSet facts;

  Extracted(llvm::StringRef language, std::string text) : source(std::move(text)) {
    Parser parser;
    const Language &known = *findLanguage(language);
    if (known.split)
      extractContainer(source, known, facts);
    else
      extract(parser.parse(source, known), source, known, facts);
  }

  /// A value in prefix notation: (call os.system "x").
  std::string show(ValueId id) const {
    const Value &value = facts.value(id);
    const std::string text = facts.text(value.text).str();
    switch (value.kind) {
    case ValueKind::Literal:
      return value.detail == ValueDetail::String ? '"' + text + '"' : text;
    case ValueKind::Name:
      return text;
    case ValueKind::Member:
      return show(facts.operandsOf(value)[0].value) + "." + text;
    default:
      break;
    }
    static constexpr const char *names[] = {"none",       "literal",  "name",     "member",
                                            "index",      "call",     "concat",   "format",
                                            "collection", "function", "operator", "unknown"};
    std::string out = std::string("(") + names[static_cast<int>(value.kind)];
    for (const Operand &operand : facts.operandsOf(value))
      out += " " + (operand.name ? facts.text(operand.name).str() + "=" : "") + show(operand.value);
    return out + ")";
  }

  std::vector<std::string> statements() const {
    std::vector<std::string> lines;
    for (const Statement &statement : llvm::ArrayRef(facts.statements).drop_front()) {
      switch (statement.kind) {
      case StatementKind::Assign:
        lines.push_back(show(statement.target) + " = " + show(statement.value));
        break;
      case StatementKind::Evaluate:
        lines.push_back(show(statement.value));
        break;
      case StatementKind::Return:
        lines.push_back("return " + show(statement.value));
        break;
      case StatementKind::Import:
        lines.push_back("import " + facts.text(statement.module).str() + " " +
                        facts.text(statement.symbol).str() + " as " +
                        facts.text(statement.name).str());
        break;
      case StatementKind::EmbeddedCode:
        lines.push_back(facts.text(statement.name).str() + " code " + show(statement.value));
        break;
      default:
        lines.push_back("define " + facts.text(statement.name).str());
        break;
      }
    }
    return lines;
  }
};

using Lines = std::vector<std::string>;

} // namespace

TEST(Extract, PythonCallsKeepNamedArguments) {
  EXPECT_EQ(Extracted("python", "os.system('a' + x, shell=True)\n").statements(),
            (Lines{R"((call os.system (concat "a" x) shell=True))"}));
}

TEST(Extract, PythonImportsBindNames) {
  EXPECT_EQ(Extracted("python", "import os.path\nimport os as o\nfrom a.b import c as d, e\n")
                .statements(),
            (Lines{"import os.path  as os", "import os  as o", "import a.b c as d",
                   "import a.b e as e"}));
}

TEST(Extract, DestructuringTakesTheValueApart) {
  EXPECT_EQ(
      Extracted("javascript", "const {exec: e, spawn} = require('child_process');").statements(),
      (Lines{R"(e = (call require "child_process").exec)",
             R"(spawn = (call require "child_process").spawn)"}));
  EXPECT_EQ(Extracted("python", "a, b = f()\n").statements(),
            (Lines{"a = (index (call f) 0)", "b = (index (call f) 1)"}));
}

TEST(Extract, ShellPipesFeedStandardInput) {
  EXPECT_EQ(Extracted("bash", "curl -s \"$u\" | sh\n").statements(),
            (Lines{R"((call curl "-s" (format u)))", R"(bash code (call curl "-s" (format u)))",
                   R"((call sh stdin=(call curl "-s" (format u))))"}));
}

TEST(Extract, ShellCommandsInsideCommandsAreCommands) {
  EXPECT_EQ(Extracted("bash", "sudo -u bob rm -rf /\n").statements(),
            (Lines{R"((call sudo "-u" "bob" "rm" "-rf" "/"))", R"((call rm "-rf" "/"))"}));
}

TEST(Extract, TextForAnInterpreterIsEmbeddedCode) {
  EXPECT_EQ(Extracted("bash", "bash -c 'id'\n").statements(),
            (Lines{R"(bash code "id")", R"((call bash "-c" "id"))"}));
}

TEST(Extract, EndlessLoopsHaveNoExit) {
  const auto loopOf = [](llvm::StringRef language, std::string text) {
    const Extracted extracted(language, std::move(text));
    for (const Region &region : extracted.facts.regions)
      if (region.kind == RegionKind::Loop)
        return region;
    return Region{};
  };
  EXPECT_FALSE(loopOf("python", "while True:\n    f()\n").exits);
  EXPECT_TRUE(loopOf("python", "while True:\n    if x:\n        break\n").exits);
  EXPECT_TRUE(loopOf("c", "int f(void) { for (;;) { return 1; } }").exits);
  EXPECT_EQ(loopOf("c", "int f(void) { for (;;) { g(); } }").condition, 0u);
  EXPECT_TRUE(loopOf("bash", "for x in a b; do echo $x; done").iterates);
}

TEST(Extract, LeavesOutWhatIsNestedTooDeepAndSaysSo) {
  const Extracted extracted("python", std::string(100'000, '[') + std::string(100'000, ']'));
  EXPECT_FALSE(extracted.facts.cut.empty());
}

TEST(Extract, SurvivesBytesThatAreNoText) {
  std::string bytes;
  for (int byte = 1; byte < 256; ++byte)
    bytes += static_cast<char>(byte);
  for (const Language &language : languages())
    Extracted(language.name, bytes + bytes);
}
