#include "analyzer/clang/judge_unit.h"
#include "analyzer/rule.h"
#include "clang-tidy/ClangTidyCheck.h"
#include "clang-tidy/ClangTidyModule.h"
#include "clang-tidy/ClangTidyModuleRegistry.h"
#include "tools/clang/host_version.h"
#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "llvm/Support/MemoryBuffer.h"

// AssayTidyModule.so, loaded with `clang-tidy -load`: each rule for C or C++ is a check
// assay-<rule>, and assay-custom is what the rule files find that the option Rules names. A unit is
// judged once, whatever the number of checks. Options, of one check or of all:
//   Threshold   LOW, MEDIUM (default), HIGH or BLOCKED: findings below it are not shown
//   Rules       rule files, separated by semicolons (of all only)

using namespace assay;
using namespace clang::tidy;

namespace {

/// What was found in the unit at hand; its checks share it.
struct JudgedUnit {
  explicit JudgedUnit(clang::Preprocessor &preprocessor)
      : recorder(preprocessor), owner(&preprocessor) {}

  UnitRecorder recorder;
  const clang::Preprocessor *owner;
  RuleSet rules;
  bool isJudged = false;
  /// What is wrong with the rule files or could not be judged; the first check says it.
  std::vector<std::string> problems;
  std::vector<std::pair<clang::FileID, Finding>> findings;

  void addRules(llvm::StringRef files);
  void judge(clang::ASTContext &context);
};

void JudgedUnit::addRules(llvm::StringRef files) {
  llvm::SmallVector<llvm::StringRef, 4> paths;
  files.split(paths, ';', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef path : paths) {
    auto text = llvm::MemoryBuffer::getFile(path);
    if (!text)
      problems.push_back((path + ": " + text.getError().message()).str());
    else if (llvm::Error error = rules.add(path, (*text)->getBuffer()))
      problems.push_back(llvm::toString(std::move(error)));
  }
}

void JudgedUnit::judge(clang::ASTContext &context) {
  if (std::exchange(isJudged, true))
    return;
  Assessor assessor(rules, {});
  judgeUnit(context, recorder, assessor,
            [&](clang::FileID file, const SourceFile *, llvm::Expected<Assessment> assessment) {
              if (!assessment) {
                problems.push_back(llvm::toString(assessment.takeError()));
                return;
              }
              for (const std::string &reason : assessment->degraded)
                problems.push_back("not fully analysed: " + reason);
              for (Finding &finding : assessment->findings)
                findings.emplace_back(file, std::move(finding));
            });
}

/// Checks are made anew for each unit, and one after another.
std::shared_ptr<JudgedUnit> unitOf(clang::Preprocessor &preprocessor) {
  static std::weak_ptr<JudgedUnit> current;
  std::shared_ptr<JudgedUnit> unit = current.lock();
  if (!unit || unit->owner != &preprocessor) {
    unit = std::make_shared<JudgedUnit>(preprocessor);
    current = unit;
  }
  return unit;
}

class RuleCheck : public ClangTidyCheck {
public:
  /// A null `rule` is for those of rule files.
  RuleCheck(llvm::StringRef name, ClangTidyContext *context, const Rule *rule)
      : ClangTidyCheck(name, context), rule_(rule),
        threshold_(Options.getLocalOrGlobal("Threshold", "MEDIUM")),
        rules_(Options.getLocalOrGlobal("Rules", "")) {
    if (const auto level = findRiskLevel(threshold_))
      lowest_ = *level;
    else
      configurationDiag("assay: `Threshold` is '%0': want LOW, MEDIUM, HIGH or BLOCKED")
          << threshold_;
  }

  void registerPPCallbacks(const clang::SourceManager &, clang::Preprocessor *preprocessor,
                           clang::Preprocessor *) override {
    unit_ = unitOf(*preprocessor);
    if (!rule_)
      unit_->addRules(rules_);
  }

  void registerMatchers(clang::ast_matchers::MatchFinder *finder) override {
    finder->addMatcher(clang::ast_matchers::translationUnitDecl(), this);
  }

  void check(const clang::ast_matchers::MatchFinder::MatchResult &result) override {
    unit_->judge(*result.Context);
    for (const std::string &problem : std::exchange(unit_->problems, {}))
      configurationDiag("assay: %0") << problem;
    for (const auto &[file, finding] : unit_->findings)
      if (finding.level >= lowest_ && isMine(*finding.rule))
        show(*result.Context, file, finding);
  }

  void storeOptions(ClangTidyOptions::OptionMap &options) override {
    Options.store(options, "Threshold", threshold_);
    if (!rule_)
      Options.store(options, "Rules", rules_);
  }

private:
  [[nodiscard]] bool isMine(const Rule &rule) const {
    return rule_ ? rule.id == rule_->id : !RuleSet().find(rule.id);
  }

  void show(const clang::ASTContext &context, clang::FileID file, const Finding &finding) {
    diag(locationOf(context, file, finding.range.begin), "%0 (%1)")
        << finding.message << nameOf(finding.level);
    for (const TraceStep &step : finding.trace)
      if (step.path.empty())
        diag(locationOf(context, file, step.range.begin), "%0", clang::DiagnosticIDs::Note)
            << step.reason;
  }

  const Rule *rule_;
  std::string threshold_;
  std::string rules_;
  RiskLevel lowest_ = RiskLevel::Medium;
  std::shared_ptr<JudgedUnit> unit_;
};

bool isForC(const Rule &rule) {
  return rule.languages.empty() || llvm::is_contained(rule.languages, "c") ||
         llvm::is_contained(rule.languages, "cpp");
}

class AssayModule : public ClangTidyModule {
public:
  AssayModule() { requireOwnHost("AssayTidyModule.so"); }

  void addCheckFactories(ClangTidyCheckFactories &factories) override {
    for (const Rule &rule : builtInRules())
      if (isForC(rule))
        add(factories, rule.id, &rule);
    add(factories, "custom", nullptr);
  }

private:
  static void add(ClangTidyCheckFactories &factories, llvm::StringRef id, const Rule *rule) {
    factories.registerCheckFactory(("assay-" + id).str(),
                                   [rule](llvm::StringRef name, ClangTidyContext *context) {
                                     return std::make_unique<RuleCheck>(name, context, rule);
                                   });
  }
};

const ClangTidyModuleRegistry::Add<AssayModule> registered("assay", "assay's rules for C and C++");

} // namespace
