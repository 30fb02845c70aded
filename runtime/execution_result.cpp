#include "runtime/execution_result.h"
#include "llvm/ADT/StringExtras.h"
#include <cstring>

using namespace assay;
namespace json = llvm::json;

llvm::StringRef assay::nameOf(EndReason reason) {
  switch (reason) {
  case EndReason::Exit:
    return "exit";
  case EndReason::Signal:
    return "signal";
  case EndReason::WallTime:
    return "wall-time";
  case EndReason::CpuTime:
    return "cpu-time";
  case EndReason::Memory:
    return "memory";
  case EndReason::Output:
    return "output";
  case EndReason::Violation:
    return "violation";
  case EndReason::Cancelled:
    return "cancelled";
  }
  return "";
}

static std::string signalName(int signal) {
  const char *name = sigabbrev_np(signal);
  return name ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

static std::string describeEnd(const ExecutionResult &result) {
  switch (result.reason) {
  case EndReason::Exit:
    return "exited with " + std::to_string(result.exitCode.value_or(0));
  case EndReason::Signal:
    return "ended by " + signalName(result.signal.value_or(0));
  case EndReason::WallTime:
    return "stopped after " + std::to_string(result.wall.count()) + " ms of wall time";
  case EndReason::CpuTime:
    return "stopped after " + std::to_string(result.cpu.count()) + " ms of processor time";
  case EndReason::Memory:
    return "stopped at " + std::to_string(result.peakMemoryBytes >> 20) + " MiB of memory";
  case EndReason::Output:
    return "stopped after " + std::to_string(result.output.size() + result.errors.size()) +
           " bytes of output";
  case EndReason::Violation:
    return "stopped for a violation";
  case EndReason::Cancelled:
    return "cancelled";
  }
  return "";
}

/// A record in the log is not the place for a list of 20,000 files.
static constexpr std::size_t mostChangesInJson = 1'000;

std::string assay::describe(const ExecutionResult &result) {
  return (result.stage == Stage::Compile ? "the compiler " : "") + describeEnd(result);
}

static json::Object toJson(const Violation &violation) {
  json::Value capability = nullptr;
  if (!violation.capability.empty())
    capability = violation.capability;
  json::Value source = nullptr;
  if (!violation.source.empty())
    source = json::fixUTF8(violation.source);
  return json::Object{{"code", violation.code},
                      {"capability", std::move(capability)},
                      {"syscall", violation.syscall},
                      {"target", json::fixUTF8(violation.target)},
                      {"count", static_cast<std::int64_t>(violation.count)},
                      {"source", std::move(source)},
                      {"message", json::fixUTF8(violation.message)},
                      {"remedy", violation.remedy}};
}

template <typename T> static json::Value orNull(const std::optional<T> &value) {
  return value ? json::Value(*value) : json::Value(nullptr);
}

json::Object assay::toJson(const ExecutionResult &result) {
  json::Array violations;
  for (const Violation &violation : result.violations)
    violations.push_back(::toJson(violation));
  json::Array changes;
  for (const WorkspaceChange &change : llvm::ArrayRef(result.changes).take_front(mostChangesInJson))
    changes.push_back(toJson(change));
  return json::Object{
      {"stage", result.stage == Stage::Compile ? "compile" : "run"},
      {"reason", nameOf(result.reason)},
      {"exitCode", orNull(result.exitCode)},
      {"signal", orNull(result.signal)},
      {"wallMs", result.wall.count()},
      {"cpuMs", result.cpu.count()},
      {"setUpUs", result.setUp.count()},
      {"peakMemoryBytes", static_cast<std::int64_t>(result.peakMemoryBytes)},
      {"outputBytes", static_cast<std::int64_t>(result.output.size())},
      {"errorBytes", static_cast<std::int64_t>(result.errors.size())},
      {"violations", std::move(violations)},
      {"violationsNotListed", static_cast<std::int64_t>(result.violationsNotListed)},
      {"violationCountsAreLeast", result.violationCountsAreLeast},
      {"changes", std::move(changes)},
      {"changeCount", static_cast<std::int64_t>(result.changes.size())},
      {"changesIncomplete", result.changesIncomplete},
      {"layers", json::Array(result.layers)}};
}
