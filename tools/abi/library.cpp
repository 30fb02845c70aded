#include "tools/abi/assay.h"
#include "tools/gate/api_session.h"
#include "tools/gate/request.h"
#include "tools/rpc/json_rpc.h"
#include "tools/service/client.h"
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <unistd.h>

// The C ABI: from C strings to SafetyApi and back. No judgement of its own.

using namespace assay;
namespace json = llvm::json;

struct assay_cancel {
  std::atomic<bool> cancelled{false};
};

struct assay_gate {
  /// The service that answers; empty: this process does.
  std::string socket;
  std::unique_ptr<ApiSession> session;
  std::optional<SafetyApi> api;
  std::mutex mutex;
};

/// A copy that the caller owns.
static char *copyOf(json::Object document) {
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(std::move(document));
  char *copy = static_cast<char *>(std::malloc(text.size() + 1));
  if (copy)
    std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

static json::Object problem(llvm::StringRef code, llvm::Error error) {
  return toJson(RequestProblem{code.str(), "", llvm::toString(std::move(error))});
}

namespace {

/// What assay_open() is told.
struct OpenRequest {
  ConfigurationPaths paths;
  std::string log;
  std::string client;
  std::string socket;
  /// Nothing that a service may not have been started with.
  bool mayAskService = false;
};

} // namespace

static std::optional<RequestProblem> readOpenRequest(const json::Value &value, OpenRequest &open) {
  RequestReader reader(value);
  open.paths.policyFile = reader.text("policy");
  open.paths.ruleFiles = reader.texts("rules");
  const json::Object *fields = value.getAsObject();
  open.paths.noConfiguration = fields && fields->get("config") && !reader.flag("config");
  open.log = reader.text("log");
  open.client = reader.text("client");
  open.socket = reader.text("socket");
  if (open.client.empty())
    open.client = "library";
  open.mayAskService = (!fields || !fields->get("socket")) && open.paths.policyFile.empty() &&
                       open.paths.ruleFiles.empty() && !open.paths.noConfiguration &&
                       open.log.empty();
  return reader.finish();
}

/// Opens `gate`, or says why not.
static std::optional<json::Object> openGate(const char *text, assay_gate &gate) {
  auto value = parseDocument(text ? text : "{}");
  if (!value)
    return problem("invalid-request", value.takeError());
  OpenRequest open;
  if (auto wrong = readOpenRequest(*value, open))
    return toJson(*wrong);
  gate.socket = open.mayAskService ? findService() : open.socket;
  if (!gate.socket.empty())
    return std::nullopt;
  auto configuration = loadConfiguration(open.paths);
  if (!configuration)
    return problem("invalid-configuration", configuration.takeError());
  auto session = openApiSession(std::move(*configuration), open.client, nullptr, open.log);
  if (!session)
    return problem("cannot-record", session.takeError());
  gate.session = std::move(*session);
  gate.api.emplace(gate.session->env, gate.session->policy);
  return std::nullopt;
}

static json::Object answer(assay_gate &gate, llvm::StringRef method, llvm::StringRef text,
                           const assay_cancel *cancel) {
  auto request = parseDocument(text);
  if (!request)
    return problem("invalid-request", request.takeError());
  const std::atomic<bool> *cancelled = cancel ? &cancel->cancelled : nullptr;
  if (gate.socket.empty()) {
    const std::lock_guard lock(gate.mutex);
    return gate.api->call(method, *request, {cancelled});
  }
  auto document = callService(gate.socket, method, *request, {cancelled});
  return document ? std::move(*document) : problem("no-service", document.takeError());
}

unsigned assay_abi(void) { return ASSAY_ABI; }

const char *assay_version(void) { return ASSAY_VERSION; }

assay_gate *assay_open(const char *configuration, char **error) {
  auto gate = std::make_unique<assay_gate>();
  auto wrong = openGate(configuration, *gate);
  if (error)
    *error = wrong ? copyOf(std::move(*wrong)) : nullptr;
  return wrong ? nullptr : gate.release();
}

void assay_close(assay_gate *gate) { delete gate; }

char *assay_call(assay_gate *gate, const char *method, const char *request, size_t size,
                 const assay_cancel *cancel) {
  return copyOf(answer(*gate, method, llvm::StringRef(request, size), cancel));
}

void assay_free(char *document) { std::free(document); }

assay_cancel *assay_cancel_new(void) { return new (std::nothrow) assay_cancel; }

void assay_cancel_request(assay_cancel *cancel) { cancel->cancelled.store(true); }

void assay_cancel_free(assay_cancel *cancel) { delete cancel; }
