#include "tools/assay/by_service.h"
#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/print_assessment.h"
#include "tools/assay/service_answer.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/gate/json.h"

using namespace assay;

static constexpr CommandHelp help{
    "assess", "assess [options] FILE|-",
    R"(Judges one program and says what `assay run` would do with it. Runs nothing. The judgement is
recorded in the log.

Unlike `scan`, which is for one's own code, `assess` takes no excuses from the program: comments
that suppress findings do not count.)",
    R"(assay assess setup.py
curl -s https://example.org/install.sh | assay assess --language bash -
assay assess --format json job.py)",
    R"(0  below the threshold
1  at or over the threshold
2  the command line, a rule file or the policy is wrong; nothing was judged
3  the program could not be judged, or the judgement not be recorded)"};

namespace {

struct AssessOptions {
  ConfigurationOptions configuration;
  std::string file;
  std::string language;
  std::string threshold = "MEDIUM";
  std::string format = "text";
  bool all = false;
};

std::optional<int> parse(llvm::ArrayRef<std::string> arguments, AssessOptions &chosen) {
  Options options(help);
  options.positional("FILE", chosen.file, "the program; - for standard input");
  options.text("--language", "NAME", chosen.language, "its language, if the file does not tell");
  chosen.configuration.addTo(options);
  chosen.configuration.addServiceTo(options);
  options.choice("--threshold", "LEVEL", chosen.threshold, {"LOW", "MEDIUM", "HIGH", "BLOCKED"},
                 "exit 1 at or over LOW, MEDIUM, HIGH or BLOCKED\n(default MEDIUM)");
  options.choice("--format", "NAME", chosen.format, {"text", "json"}, "text (default) or json");
  options.flag("--all", chosen.all, "list LOW findings too (text; JSON always has them)");
  return options.parse(arguments);
}

void printText(const SourceFile &program, const Judgement &judgement, const GateResult &result,
               bool all) {
  const Assessment &assessment = judgement.assessment;
  printAssessment(program, assessment, all, llvm::outs());
  llvm::outs() << "it can:";
  if (assessment.capabilities.empty())
    llvm::outs() << " nothing of note";
  for (const CapabilityRow &row : capabilities())
    if (assessment.capabilities.contains(row.capability))
      llvm::outs() << ' ' << row.name;
  llvm::outs() << "\ndecision: " << nameOf(result.decision.verdict) << ", "
               << result.decision.because << '\n';
}

int statusFor(const AssessOptions &chosen, const Assessment &assessment) {
  return assessment.level >= *findRiskLevel(chosen.threshold) ? ExitFindings : ExitClean;
}

/// Nothing: there is no service that could.
std::optional<int> assessByService(const AssessOptions &chosen, const SourceFile &program,
                                   const Language &language) {
  const std::string socket = serviceFor(chosen.configuration, program);
  if (socket.empty())
    return std::nullopt;
  auto document = askService(socket, "assessCodeOnly", programRequest(program, language));
  if (!document)
    return fail(help.name, llvm::toString(document.takeError()), ExitIncomplete);
  if (!*document)
    return std::nullopt;
  auto answer = readAnswer(**document, program);
  if (!answer)
    return fail(help.name, llvm::toString(answer.takeError()), ExitIncomplete);
  const int status = statusFor(chosen, answer->handled.judgement.assessment);
  if (chosen.format == "json")
    printDocument(std::move(**document));
  else
    printText(program, answer->handled.judgement, answer->handled.result, chosen.all);
  return status;
}

} // namespace

static int runAssess(llvm::ArrayRef<std::string> arguments) {
  AssessOptions chosen;
  if (auto status = parse(arguments, chosen))
    return *status;
  noteProjectPolicy(help.name);
  auto configuration = loadConfiguration(chosen.configuration);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  auto program = openProgram(chosen.file);
  if (!program)
    return fail(help.name, llvm::toString(program.takeError()), ExitIncomplete);
  auto language = languageFor(*program, chosen.language);
  if (!language)
    return fail(help.name, llvm::toString(language.takeError()), ExitUsage);
  if (const auto status = assessByService(chosen, *program, **language))
    return *status;
  auto session = openSession(std::move(*configuration), "cli");
  if (!session)
    return fail(help.name, llvm::toString(session.takeError()), ExitIncomplete);
  auto handled = (*session)->gate->judgeOnly(*program, **language);
  if (!handled)
    return fail(help.name, llvm::toString(handled.takeError()), ExitIncomplete);

  if (chosen.format == "json")
    printDocument(assessDocument(handled->judgement, handled->result));
  else
    printText(*program, handled->judgement, handled->result, chosen.all);
  return statusFor(chosen, handled->judgement.assessment);
}

static const CommandEntry entry({Chapter::Judge, "assess", "judge one program, without running it",
                                 runAssess});
