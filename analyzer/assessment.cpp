#include "analyzer/assessment.h"
#include "analyzer/match.h"
#include "analyzer/nested/nested_queue.h"
#include "analyzer/resolve/resolution.h"
#include "analyzer/rule.h"
#include "analyzer/rule_index.h"
#include "analyzer/stage.h"
#include "grammars/container.h"
#include "grammars/extract.h"
#include "llvm/ADT/DenseMap.h"
#include <map>

using namespace assay;

struct Assessor::Workspace {
  const RuleSet *rules = nullptr;
  AssessmentPolicy policy;
  StageClock *clock = nullptr;
  Parser parser;
  FactSet facts;
  Resolution resolution;
  Matcher matcher;
  std::map<const Language *, std::unique_ptr<RuleIndex>> indexes;

  const RuleIndex &indexFor(const Language &language) {
    std::unique_ptr<RuleIndex> &index = indexes[&language];
    if (!index)
      index = std::make_unique<RuleIndex>(*rules, policy.disabledRules, language);
    return *index;
  }

  /// All but the score, and the code inside that is still to be judged.
  Assessment judge(const SourceFile &file, const Language &language, NestedCodes &nested);
};

Assessor::Assessor(const RuleSet &rules, const AssessmentPolicy &policy)
    : workspace_(std::make_unique<Workspace>()) {
  workspace_->rules = &rules;
  workspace_->policy = policy;
}
Assessor::~Assessor() = default;
Assessor::Assessor(Assessor &&) noexcept = default;
Assessor &Assessor::operator=(Assessor &&) noexcept = default;

/// A file of which the parser gave up on more than this share was not understood.
static constexpr std::uint32_t maxUnparsedShare = 5;

static Complexity complexityOf(const SourceFile &file, const FactSet &facts) {
  Complexity complexity;
  complexity.lines = file.lineCount();
  complexity.controlFlow = facts.controlFlow;
  for (const Statement &statement : facts.statements)
    complexity.imports += statement.kind == StatementKind::Import;
  for (const Value &value : facts.values)
    complexity.stringOps += value.kind == ValueKind::Concat || value.kind == ValueKind::Format;
  return complexity;
}

static void explainDegradation(const SourceFile &file, const FactSet &facts,
                               Assessment &assessment) {
  for (llvm::StringRef reason : facts.cut)
    assessment.degraded.push_back(reason.str());
  const std::size_t bytes = file.text().size();
  if (bytes && std::uint64_t{facts.unparsedBytes} * maxUnparsedShare > bytes)
    assessment.degraded.push_back((llvm::Twine(std::uint64_t{facts.unparsedBytes} * 100 / bytes) +
                                   " % of the text is not valid " + assessment.language->name)
                                      .str());
}

static void honourComments(const SourceFile &file, const FactSet &facts, const RuleSet &rules,
                           const AssessmentPolicy &policy, Assessment &assessment) {
  SuppressionOutcome outcome =
      suppress(file, *assessment.language, facts, rules, policy.disabledRules,
               policy.suppressionsAsOf, assessment.findings);
  assessment.suppressed = std::move(outcome.suppressed);
  assessment.suppressionProblems = std::move(outcome.problems);
}

static void score(const RuleSet &rules, const AssessmentPolicy &policy, Assessment &assessment) {
  llvm::DenseMap<const Rule *, std::uint32_t> numbers;
  for (const Rule *rule : rules.rules())
    numbers.try_emplace(rule, static_cast<std::uint32_t>(numbers.size()));
  std::vector<ScoredFinding> scored;
  scored.reserve(assessment.findings.size());
  for (const Finding &finding : assessment.findings)
    scored.push_back(
        {finding.level, finding.confidence, finding.rule->dimension, numbers.lookup(finding.rule)});
  assessment.score = scoreOf(scored);
  assessment.level = policy.thresholds.levelOf(assessment.score.total);
  if (!assessment.degraded.empty())
    assessment.level = std::max(assessment.level, RiskLevel::Medium);
}

void Assessor::measure(StageClock *clock) { workspace_->clock = clock; }

/// The tree dies here: its memory is wanted for what comes after.
static void readFacts(Parser &parser, const SourceFile &file, const Language &language,
                      StageClock *clock, FactSet &facts) {
  if (language.split) {
    const StageTimer timer(clock, Stage::Lower);
    return extractContainer(file.text(), language, facts);
  }
  const StageTimer timer(clock, Stage::Parse);
  const SyntaxTree tree = parser.parse(file.text(), language);
  const StageTimer inner(clock, Stage::Lower);
  extract(tree, file.text(), language, facts);
}

Assessment Assessor::Workspace::judge(const SourceFile &file, const Language &language,
                                      NestedCodes &nested) {
  Assessment assessment;
  assessment.path = file.name().str();
  assessment.language = &language;
  readFacts(parser, file, language, clock, facts);
  const RuleIndex &index = indexFor(language);
  {
    const StageTimer inner(clock, Stage::Resolve);
    resolution.run(facts, file.text(), index.models());
  }
  matcher.run({&file, &facts, &resolution, &index, &language, clock}, assessment);
  assessment.complexity = complexityOf(file, facts);
  if (language.split)
    assessment.complexity.stringOps = 0;
  explainDegradation(file, facts, assessment);
  nested = findNestedCode(facts, resolution, file.text(), matcher.knownCalls());
  return assessment;
}

Assessment Assessor::assess(const SourceFile &file, const Language &language) {
  Workspace &work = *workspace_;
  const StageTimer timer(work.clock, Stage::Rules);
  NestedCodes found;
  Assessment assessment = work.judge(file, language, found);
  honourComments(file, work.facts, *work.rules, work.policy, assessment);
  assessment.digest = file.digest();
  NestedQueue nested(file, assessment);
  nested.add(std::move(found));
  while (const NestedCode *code = nested.take()) {
    auto source = SourceFile::fromText(file.name(), code->text);
    if (!source) {
      // It is no text: nothing to read, and what runs it says so by its own finding.
      llvm::consumeError(source.takeError());
      continue;
    }
    found = {};
    Assessment part = work.judge(*source, *code->language, found);
    nested.join(*source, std::move(part));
    nested.add(std::move(found));
  }
  nested.finish();
  score(*work.rules, work.policy, assessment);
  return assessment;
}
