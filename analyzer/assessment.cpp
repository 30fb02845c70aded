#include "analyzer/assessment.h"
#include "analyzer/match.h"
#include "analyzer/nested/nested_queue.h"
#include "analyzer/rescore.h"
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
  /// Of the file, while code inside it is judged: its comments are about that code too.
  FactSet outer;
  Resolution resolution;
  Matcher matcher;
  std::map<const Language *, std::unique_ptr<RuleIndex>> indexes;

  const RuleIndex &indexFor(const Language &language) {
    std::unique_ptr<RuleIndex> &index = indexes[&language];
    if (!index)
      index = std::make_unique<RuleIndex>(*rules, policy.disabledRules, language);
    return *index;
  }

  /// The text last judged has no error of syntax.
  bool isValid = false;
  /// All but the score, and the code inside that is still to be judged.
  Assessment judge(const SourceFile &file, const Language &language, const FlowExchange *exchange,
                   NestedCodes &nested);
  Assessment judgeFacts(const SourceFile &file, const Language &language,
                        const FlowExchange *exchange, NestedCodes &nested);
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

static void count(const SourceFile &file, const FactSet &facts, Complexity &complexity) {
  complexity.lines = file.lineCount();
  complexity.controlFlow = facts.controlFlow;
  for (const Statement &statement : facts.statements)
    complexity.imports += statement.kind == StatementKind::Import;
  for (const Value &value : facts.values)
    complexity.stringOps += value.kind == ValueKind::Concat || value.kind == ValueKind::Format;
}

/// A text of which the parser gave up on too much was not understood.
static void explainUnparsed(std::uint64_t unparsed, std::uint64_t bytes, llvm::StringRef what,
                            Assessment &assessment) {
  if (bytes && unparsed * maxUnparsedShare > bytes)
    assessment.degraded.push_back(
        (llvm::Twine(unparsed * 100 / bytes) + " % of the text is not valid " + what).str());
}

static void honourComments(const SourceFile &file, const FactSet &facts, const RuleSet &rules,
                           const AssessmentPolicy &policy, Assessment &assessment) {
  SuppressionOutcome outcome =
      suppress(file, *assessment.language, facts, rules, policy.disabledRules,
               policy.suppressionsAsOf, assessment.findings);
  assessment.suppressed = std::move(outcome.suppressed);
  assessment.suppressionProblems = std::move(outcome.problems);
}

void assay::rescore(const RuleSet &rules, const AssessmentPolicy &policy, Assessment &assessment) {
  llvm::DenseMap<const Rule *, std::uint32_t> numbers;
  for (const Rule *rule : rules.rules())
    numbers.try_emplace(rule, static_cast<std::uint32_t>(numbers.size()));
  std::vector<ScoredFinding> scored;
  scored.reserve(assessment.findings.size());
  for (const Finding &finding : assessment.findings)
    scored.push_back(
        {finding.level, finding.confidence, finding.rule->dimension, numbers.lookup(finding.rule)});
  assessment.score = scoreOf(scored, policy.weights);
  assessment.level = policy.thresholds.levelOf(assessment.score.total);
  if (!assessment.degraded.empty())
    assessment.level = std::max(assessment.level, RiskLevel::Medium);
}

llvm::StringRef assay::nameOf(FrontEnd frontEnd) {
  return frontEnd == FrontEnd::Clang ? "clang" : "tree-sitter";
}

void assay::degrade(Assessment &assessment, std::string reason) {
  assessment.degraded.push_back(std::move(reason));
  assessment.level = std::max(assessment.level, RiskLevel::Medium);
}

void Assessor::measure(StageClock *clock) { workspace_->clock = clock; }

/// False if the text is not all valid. A tree of `parser` dies here: its memory is wanted for what
/// comes after.
template <class TreeSource>
static bool readFacts(TreeSource &parser, const SourceFile &file, const Language &language,
                      StageClock *clock, FactSet &facts) {
  if (language.split) {
    const StageTimer timer(clock, Stage::Lower);
    extractContainer(file.text(), language, facts);
    return true;
  }
  const StageTimer timer(clock, Stage::Parse);
  const SyntaxTree &tree = parser.parse(file.text(), language);
  const StageTimer inner(clock, Stage::Lower);
  extract(tree, file.text(), language, facts);
  return !tree.hasErrors();
}

/// Judges the facts at hand.
Assessment Assessor::Workspace::judgeFacts(const SourceFile &file, const Language &language,
                                           const FlowExchange *exchange, NestedCodes &nested) {
  Assessment assessment;
  assessment.path = file.name().str();
  assessment.language = &language;
  const RuleIndex &index = indexFor(language);
  {
    const StageTimer inner(clock, Stage::Resolve);
    resolution.run(facts, file.text(), index.models());
  }
  matcher.run({&file, &facts, &resolution, &index, &language, clock, exchange}, assessment);
  count(file, facts, assessment.complexity);
  if (language.split)
    assessment.complexity.stringOps = 0;
  for (llvm::StringRef reason : facts.cut)
    assessment.degraded.push_back(reason.str());
  nested = findNestedCode(facts, resolution, file.text(), matcher.knownCalls());
  return assessment;
}

Assessment Assessor::Workspace::judge(const SourceFile &file, const Language &language,
                                      const FlowExchange *exchange, NestedCodes &nested) {
  isValid = readFacts(parser, file, language, clock, facts);
  return judgeFacts(file, language, exchange, nested);
}

Assessment Assessor::assess(const SourceFile &file, const Language &language,
                            const FlowExchange *exchange) {
  const StageTimer timer(workspace_->clock, Stage::Rules);
  NestedCodes found;
  Assessment assessment = workspace_->judge(file, language, exchange, found);
  return finish(file, std::move(assessment), std::move(found));
}

Assessment Assessor::assess(const SourceFile &file, const Language &language, EditedTree &tree) {
  Workspace &work = *workspace_;
  const StageTimer timer(work.clock, Stage::Rules);
  work.isValid = readFacts(tree, file, language, work.clock, work.facts);
  NestedCodes found;
  Assessment assessment = work.judgeFacts(file, language, nullptr, found);
  return finish(file, std::move(assessment), std::move(found));
}

Assessment Assessor::assess(const SourceFile &file, const Language &language, FactSet &facts) {
  const StageTimer timer(workspace_->clock, Stage::Rules);
  std::swap(workspace_->facts, facts);
  workspace_->isValid = true;
  NestedCodes found;
  Assessment assessment = workspace_->judgeFacts(file, language, nullptr, found);
  assessment.frontEnd = FrontEnd::Clang;
  return finish(file, std::move(assessment), std::move(found));
}

/// Adds what the file holds inside, and the score.
Assessment Assessor::finish(const SourceFile &file, Assessment assessment, NestedCodes found) {
  Workspace &work = *workspace_;
  explainUnparsed(work.facts.unparsedBytes, file.text().size(), assessment.language->name,
                  assessment);
  assessment.digest = file.digest();
  std::uint64_t unparsed = 0, bytes = 0;
  std::swap(work.facts, work.outer);
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
    Assessment part = work.judge(*source, *code->language, nullptr, found);
    // A container is one text in several parts.
    if (nested.isPart()) {
      unparsed += work.facts.unparsedBytes;
      bytes += source->text().size();
    } else {
      explainUnparsed(work.facts.unparsedBytes, source->text().size(), code->language->name, part);
    }
    nested.join(*source, std::move(part), work.isValid);
    nested.add(std::move(found));
  }
  explainUnparsed(unparsed, bytes, "code", assessment);
  nested.finish();
  honourComments(file, work.outer, *work.rules, work.policy, assessment);
  rescore(*work.rules, work.policy, assessment);
  return assessment;
}
