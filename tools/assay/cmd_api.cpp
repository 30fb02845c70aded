#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/api_session.h"
#include "tools/gate/exit_code.h"
#include "tools/rpc/json_rpc.h"
#include "tools/service/client.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp help{
    "api", "api [options] METHOD < REQUEST",
    R"(Answers one request of the safety API: a JSON document on standard input, a JSON document on
standard output. An error is a document too, with a stable code and the field that is wrong.

    assessAndExecute     {code, language, name?, arguments?, input?, confirmed?,
                          override?{reason}, approval?, deadlineMs?}
    assessCodeOnly       {code, language, name?}
    getExecutionHistory  {limit?, type?, level?, verdict?, since?}
    getSecurityStatus    {}
    configurePolicies    {policy}     says what the changed policy would be; recorded
    getAuditReport       {})",
    R"sh(echo '{"code": "print(1)", "language": "python"}' | assay api assessAndExecute
echo '{"limit": 10}' | assay api getExecutionHistory)sh",
    R"(0  answered
2  the request is wrong
3  the answer is an error of another kind)"};

/// A request holds a program as text, in which every byte may be escaped as \uXXXX.
static constexpr std::size_t maxRequestBytes = 6 * SourceFile::maxBytes + (1u << 20);

static int exitCodeFor(const json::Object &answer) {
  const json::Object *error = answer.getObject("error");
  if (!error)
    return ExitClean;
  const llvm::StringRef code = error->getString("code").value_or("");
  return code == "invalid-request" || code == "unknown-method" ? ExitUsage : ExitIncomplete;
}

static llvm::Expected<json::Object> answerHere(Configuration configuration, llvm::StringRef method,
                                               const json::Value &request) {
  auto session = openApiSession(std::move(configuration), "api");
  if (!session)
    return session.takeError();
  SafetyApi api((*session)->env, (*session)->policy);
  return api.call(method, request);
}

static int runApi(llvm::ArrayRef<std::string> arguments) {
  ConfigurationOptions chosen;
  std::string method;
  std::string socket;
  Options options(help);
  options.positional("METHOD", method, "what to do");
  options.text("--socket", "PATH", socket,
               "ask the service that listens there, whose rules and policy then count");
  chosen.addTo(options);
  if (auto status = options.parse(arguments))
    return *status;
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  auto text = readStandardInput(maxRequestBytes);
  if (!text)
    return fail(help.name, llvm::toString(text.takeError()), ExitUsage);
  auto request = parseDocument(*text);
  if (!request)
    return fail(help.name, "the request is not JSON: " + llvm::toString(request.takeError()),
                ExitUsage);
  auto answer = socket.empty() ? answerHere(std::move(*configuration), method, *request)
                               : callService(socket, method, *request);
  if (!answer)
    return fail(help.name, llvm::toString(answer.takeError()), ExitIncomplete);
  const int exitCode = exitCodeFor(*answer);
  printDocument(std::move(*answer));
  return exitCode;
}

static const CommandEntry entry({Chapter::Connect, "api",
                                 "answer one request of the safety API, in JSON", runApi});
