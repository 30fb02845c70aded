#include "tools/assay/by_service.h"
#include "tools/assay/run_choice.h"
#include "tools/assay/service_answer.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "llvm/Support/Base64.h"

// Two requests: the first judges, so that a person sees the findings and may be asked before
// anything is read from standard input; the second runs. Both are in the log.

using namespace assay;
namespace json = llvm::json;

static constexpr llvm::StringLiteral command = "run";

/// A message of the service holds 64 MiB: a program of 16 MiB and this, both escaped.
static constexpr std::size_t mostServedInput = 16u << 20;

/// The service has no options for these, or would answer with another error than this process.
static bool canService(const RunChoice &choice) {
  if (!choice.grants.empty() || !choice.workspace.folder.empty())
    return false;
  if (choice.override && llvm::errorToBool(checkReason(choice.reason)))
    return false;
  return json::isUTF8(choice.reason) && json::isUTF8(choice.approval) &&
         llvm::all_of(choice.programArguments,
                      [](const std::string &a) { return json::isUTF8(a); });
}

static bool mayRun(const RunChoice &choice, const Decision &decision) {
  if (decision.runs() || (decision.verdict == Verdict::Confirm && choice.yes))
    return true;
  return decision.overridable && (choice.override || !choice.approval.empty());
}

static json::Object runRequest(const RunChoice &choice, const SourceFile &program,
                               const Language &language) {
  json::Object request = programRequest(program, language);
  request["arguments"] = json::Array(choice.programArguments);
  request["confirmed"] = choice.yes;
  request["stream"] = choice.format == "text";
  if (choice.override)
    request["override"] = json::Object{{"reason", choice.reason}};
  if (!choice.approval.empty())
    request["approval"] = choice.approval;
  if (choice.standardInput)
    request["inputBase64"] = llvm::encodeBase64(*choice.standardInput);
  return request;
}

static int failed(llvm::Error error) {
  return fail(command, llvm::toString(std::move(error)), ExitIncomplete);
}

std::optional<int> assay::runByService(RunChoice &choice, const SourceFile &program,
                                       const Language &language) {
  const std::string socket =
      canService(choice) ? serviceFor(choice.configuration, program) : std::string();
  if (socket.empty())
    return std::nullopt;
  auto judged = askService(socket, "assessCodeOnly", programRequest(program, language));
  if (!judged)
    return failed(judged.takeError());
  if (!*judged)
    return std::nullopt;
  auto first = readAnswer(**judged, program);
  if (!first)
    return failed(first.takeError());
  const Decision &decision = first->handled.result.decision;
  askPerson(choice, program, first->handled.judgement.assessment, decision);
  if (mayRun(choice, decision))
    if (llvm::Error error = readInput(choice))
      return failed(std::move(error));
  if (choice.standardInput && choice.standardInput->size() > mostServedInput)
    return std::nullopt;

  auto ran = [&] {
    OutputPrinter printer;
    return askService(socket, "assessAndExecute", runRequest(choice, program, language),
                      [&](const json::Object &output) { printer.take(output); });
  }();
  if (!ran)
    return failed(ran.takeError());
  if (!*ran)
    return std::nullopt;
  auto answer = readAnswer(**ran, program);
  if (!answer)
    return failed(answer.takeError());
  const int status = reportRun(choice, answer->handled.judgement, answer->handled.result);
  if (choice.format == "json")
    printDocument(std::move(**ran));
  return status;
}
