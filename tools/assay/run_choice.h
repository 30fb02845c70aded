#ifndef ASSAY_TOOLS_ASSAY_RUN_CHOICE_H
#define ASSAY_TOOLS_ASSAY_RUN_CHOICE_H

#include "tools/assay/configuration.h"
#include "tools/assay/workspace_options.h"
#include "tools/gate/gate.h"
#include <optional>
#include <string>
#include <vector>

// `assay run`, by itself (cmd_run.cpp) or through the service (run_by_service.cpp): what both have
// in common.

namespace assay {

struct RunChoice {
  ConfigurationOptions configuration;
  std::string file;
  std::string language;
  std::string reason;
  std::string approval;
  std::string format = "text";
  std::vector<std::string> grants;
  WorkspaceOptions workspace{.folder = "", .mode = "copy"};
  bool yes = false;
  bool override = false;
  /// What follows "--".
  std::vector<std::string> programArguments;

  /// Set on the way: the findings have been shown, standard input has been read.
  bool shown = false;
  std::optional<std::string> standardInput;
};

/// What the options say about running it.
Consent saidBy(const RunChoice &choice);

/// Shows the findings if the decision warns, and asks the person at the terminal if it wants a
/// confirmation; the answer is then part of the choice.
void askPerson(RunChoice &choice, const SourceFile &program, const Assessment &assessment,
               const Decision &decision);

/// Reads standard input for a program that will run, once. It is the program's, unless the program
/// came from there or a person is typing: the jail takes all of it before it starts.
llvm::Error readInput(RunChoice &choice);

/// Says what became of it, and gives the exit status. The document of `--format json` is the
/// caller's to print.
int reportRun(const RunChoice &choice, const Judgement &judgement, const GateResult &result);

/// Lets the service do it. Nothing: it cannot, and nothing ran.
std::optional<int> runByService(RunChoice &choice, const SourceFile &program,
                                const Language &language);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_RUN_CHOICE_H
