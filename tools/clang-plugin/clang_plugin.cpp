#include "analyzer/clang/judge_unit.h"
#include "analyzer/rule.h"
#include "tools/clang/host_version.h"
#include "tools/report/report.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "llvm/Support/FileSystem.h"

// AssayClangPlugin.so, loaded with `clang -fplugin=`: what assay finds in a unit is a warning of
// its compilation, [-Wassay-<rule>], with the trace as notes. Beside the object file FILE.o it
// leaves FILE.o.assay.json, the report of `assay scan --format json`. Changes nothing in the code
// made. Options, each as -fplugin-arg-assay-OPTION:
//   threshold=LEVEL   LOW, MEDIUM (default), HIGH or BLOCKED: findings below it are not shown
//   error             findings are errors: no object file is made
//   no-report         leave no JSON

using namespace assay;

namespace {

struct PluginOptions {
  RiskLevel threshold = RiskLevel::Medium;
  bool isError = false;
  bool writesReport = true;
};

class JudgeConsumer : public clang::ASTConsumer {
public:
  JudgeConsumer(clang::CompilerInstance &compiler, const PluginOptions &options)
      : compiler_(compiler), options_(options), recorder_(compiler.getPreprocessor()) {}

  void HandleTranslationUnit(clang::ASTContext &context) override {
    if (compiler_.getDiagnostics().hasErrorOccurred())
      return;
    const RuleSet rules;
    Assessor assessor(rules, {});
    ScanResult result;
    judgeUnit(
        context, recorder_, assessor,
        [&](clang::FileID file, const SourceFile *source, llvm::Expected<Assessment> assessment) {
          if (!assessment) {
            warn({}, "assay could not judge a file: " + llvm::toString(assessment.takeError()));
            return;
          }
          show(context, file, *assessment);
          JudgedFile &judged = result.files.emplace_back();
          judged.places = placesOf(*source, *assessment, assessment->path, /*lineHashes=*/false);
          judged.bytes = source->text().size();
          judged.rootPath = assessment->path;
          judged.assessment = std::move(*assessment);
        });
    if (options_.writesReport)
      writeReport(result);
  }

private:
  void report(clang::DiagnosticsEngine::Level level, clang::SourceLocation at,
              const std::string &text) {
    clang::DiagnosticsEngine &engine = compiler_.getDiagnostics();
    engine.Report(at, engine.getDiagnosticIDs()->getCustomDiagID(
                          static_cast<clang::DiagnosticIDs::Level>(level), "%0"))
        << text;
  }

  void warn(clang::SourceLocation at, const std::string &text) {
    report(options_.isError ? clang::DiagnosticsEngine::Error : clang::DiagnosticsEngine::Warning,
           at, text);
  }

  void show(const clang::ASTContext &context, clang::FileID file, const Assessment &assessment) {
    for (const std::string &reason : assessment.degraded)
      warn({}, assessment.path + " was not fully analysed: " + reason + " [-Wassay-degraded]");
    for (const Finding &finding : assessment.findings) {
      if (finding.level < options_.threshold)
        continue;
      warn(locationOf(context, file, finding.range.begin),
           (finding.message + " (" + nameOf(finding.level) + ") [-Wassay-" + finding.rule->id + "]")
               .str());
      for (const TraceStep &step : finding.trace)
        if (step.path.empty())
          report(clang::DiagnosticsEngine::Note, locationOf(context, file, step.range.begin),
                 step.reason);
    }
  }

  void writeReport(const ScanResult &result) {
    const std::string &object = compiler_.getFrontendOpts().OutputFile;
    if (object.empty() || object == "-")
      return;
    std::error_code error;
    llvm::raw_fd_ostream out(object + ".assay.json", error);
    if (error) {
      warn({}, "cannot write " + object + ".assay.json: " + error.message());
      return;
    }
    writeJson(result, {}, out);
  }

  clang::CompilerInstance &compiler_;
  PluginOptions options_;
  UnitRecorder recorder_;
};

class AssayAction : public clang::PluginASTAction {
public:
  AssayAction() { requireOwnHost("AssayClangPlugin.so"); }

protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef) override {
    return std::make_unique<JudgeConsumer>(compiler, options_);
  }

  /// Before the code is made, so that an error keeps it from being made.
  ActionType getActionType() override { return AddBeforeMainAction; }

  bool ParseArgs(const clang::CompilerInstance &compiler,
                 const std::vector<std::string> &arguments) override {
    for (const std::string &argument : arguments) {
      llvm::StringRef level = argument;
      if (argument == "error") {
        options_.isError = true;
      } else if (argument == "no-report") {
        options_.writesReport = false;
      } else if (level.consume_front("threshold=") && findRiskLevel(level)) {
        options_.threshold = *findRiskLevel(level);
      } else {
        clang::DiagnosticsEngine &engine = compiler.getDiagnostics();
        engine.Report(engine.getCustomDiagID(
            clang::DiagnosticsEngine::Error,
            "assay knows no option '%0'; there are threshold=LOW|MEDIUM|HIGH|BLOCKED, error and "
            "no-report"))
            << argument;
        return false;
      }
    }
    return true;
  }

private:
  PluginOptions options_;
};

const clang::FrontendPluginRegistry::Add<AssayAction> registered("assay",
                                                                 "warns of what assay finds");

} // namespace
