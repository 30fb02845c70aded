#include "tools/assay/rule_test.h"
#include "analyzer/assessment.h"
#include "analyzer/rule_fix.h"
#include <set>

using namespace assay;

namespace {

constexpr llvm::StringLiteral expectMark = "assay: expect";

/// Numbers of the lines that must be flagged.
std::set<std::uint32_t> expectedLines(llvm::StringRef code) {
  std::set<std::uint32_t> lines;
  for (std::uint32_t number = 1; !code.empty(); ++number) {
    const auto [line, rest] = code.split('\n');
    if (line.contains(expectMark))
      lines.insert(number);
    code = rest;
  }
  return lines;
}

std::string lineProblem(llvm::StringRef verb, const std::set<std::uint32_t> &lines) {
  std::string text = verb.str() + " on line";
  for (std::uint32_t line : lines)
    text.append(" ").append(std::to_string(line));
  return text;
}

/// What is wrong; empty if nothing is.
std::string problemOf(const Rule &rule, const RuleExample &example, Assessor &assessor) {
  const Language *language = findLanguage(example.language);
  if (!language)
    return "is in a language that assay does not know";
  auto file = SourceFile::fromText(rule.id, example.code);
  if (!file)
    return llvm::toString(file.takeError());
  std::set<std::uint32_t> found;
  for (const Finding &finding : assessor.assess(*file, *language).findings)
    if (finding.rule == &rule)
      found.insert(finding.range.begin.line);
  if (!example.flagged)
    return found.empty() ? "" : lineProblem("must find nothing, finds something", found);
  if (found.empty())
    return "must find something, finds nothing";
  std::set<std::uint32_t> missed;
  for (std::uint32_t line : expectedLines(example.code))
    if (!found.count(line))
      missed.insert(line);
  return missed.empty() ? "" : lineProblem("misses what it must find", missed);
}

/// An edit that fixes no example is not known to fix anything.
bool editsFixAnExample(const Rule &rule, Assessor &assessor) {
  for (const RuleExample &example : rule.examples) {
    const Language *language = example.flagged ? findLanguage(example.language) : nullptr;
    auto file = SourceFile::fromText(rule.id, example.code);
    if (!language || !file) {
      llvm::consumeError(file.takeError());
      continue;
    }
    if (const auto fixed = fixText(*file, *language, assessor))
      for (const TextEdit &edit : fixed->edits)
        if (edit.rule == &rule)
          return true;
  }
  return rule.edits.empty();
}

} // namespace

RuleTest assay::testRules(const RuleSet &rules) {
  RuleTest test;
  const AssessmentPolicy policy;
  Assessor assessor(rules, policy);
  for (const Rule *rule : rules.rules()) {
    ++test.rules;
    bool anyFlagged = false;
    for (std::size_t i = 0; i < rule->examples.size(); ++i) {
      const RuleExample &example = rule->examples[i];
      ++test.examples;
      anyFlagged = anyFlagged || example.flagged;
      if (std::string problem = problemOf(*rule, example, assessor); !problem.empty())
        test.failures.push_back(
            {rule->id.str(), example.language.str(), example.flagged, i + 1, std::move(problem)});
    }
    if (!editsFixAnExample(*rule, assessor))
      test.failures.push_back(
          {rule->id.str(), "", true, 0, "has `edits` that fix none of its flagged examples"});
    if (!anyFlagged)
      test.failures.push_back({rule->id.str(), "", true, 0, "has no flagged example"});
  }
  return test;
}
