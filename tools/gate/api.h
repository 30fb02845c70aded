#ifndef ASSAY_TOOLS_GATE_API_H
#define ASSAY_TOOLS_GATE_API_H

#include "audit/log.h"
#include "tools/gate/gate.h"
#include "tools/gate/request.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/JSON.h"
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace assay {

/// The policy that the threads of a program share. A policy that is in use stays as it is; who asks
/// next gets the new one. Thread-safe.
class PolicyInForce {
public:
  explicit PolicyInForce(Policy policy)
      : policy_(std::make_shared<const Policy>(std::move(policy))) {}

  [[nodiscard]] std::shared_ptr<const Policy> get() const {
    const std::lock_guard lock(mutex_);
    return policy_;
  }
  /// Puts in force what `change` makes of the policy, unless it fails. Changes exclude each other.
  llvm::Error change(llvm::function_ref<llvm::Error(Policy &)> change) {
    const std::lock_guard lock(mutex_);
    Policy changed = *policy_;
    if (llvm::Error error = change(changed))
      return error;
    policy_ = std::make_shared<const Policy>(std::move(changed));
    return llvm::Error::success();
  }

private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Policy> policy_;
};

/// The gate for other programs: one JSON document in, one out, and errors are documents too (schema
/// assay.error/1). The same methods for every binding.
///
///     assessAndExecute     {code, language, name?, arguments?, input?, inputBase64?, confirmed?,
///                           override?{reason}, approval?, deadlineMs?, stream?}
///     assessCodeOnly       {code, language, name?}
///     getExecutionHistory  {limit?, type?, level?, verdict?, since?, before?}
///     getSecurityStatus    {}
///     configurePolicies    {policy}
///     getAuditReport       {}
///
/// `deadlineMs` of assessAndExecute, from 1 to a day: how long the request may take in all;
/// `stream`: the caller wants the output as it arrives, too. Who overrides is taken from the
/// operating system: a request can say why, not who. One thread at a time; a server has one for
/// each of its threads, on one policy.
class SafetyApi {
public:
  /// How one call is made; the default is alone and to the end.
  struct Call {
    /// Ends the request early; may be null, and must outlive the call.
    const std::atomic<bool> *cancelled = nullptr;
    /// Takes the output of a program as it arrives, on the calling thread, for a request that says
    /// `stream`. Empty: the caller cannot, and such a request is refused.
    std::function<void(OutputStream, llvm::StringRef)> onOutput{};
  };

  /// All of it must outlive the API.
  struct Env {
    AuditLog &log;
    /// The folder of `log`, to read it.
    std::string logPath;
    const RuleSet &rules;
    llvm::StringRef client;
    Host (*host)() = currentHost;
    /// Jails made in advance; null: each run makes its own.
    WarmJails *jails = nullptr;
  };

  /// `policy` is shared with other threads' APIs; it must outlive this one.
  SafetyApi(Env env, PolicyInForce &policy);

  /// Never fails: what is wrong is in the answer.
  llvm::json::Object call(llvm::StringRef method, const llvm::json::Value &request, Call how);
  llvm::json::Object call(llvm::StringRef method, const llvm::json::Value &request) {
    return call(method, request, Call());
  }

private:
  using Answer = llvm::json::Object;
  struct Method {
    llvm::StringLiteral name;
    Answer (SafetyApi::*answer)(const llvm::json::Value &);
  };
  static llvm::ArrayRef<Method> methods();

  Answer assessAndExecute(const llvm::json::Value &request);
  Answer assessCodeOnly(const llvm::json::Value &request);
  Answer getExecutionHistory(const llvm::json::Value &request);
  Answer getSecurityStatus(const llvm::json::Value &request);
  Answer configurePolicies(const llvm::json::Value &request);
  Answer getAuditReport(const llvm::json::Value &request);
  /// A gate on the policy in force. Made again only when that has changed.
  Gate &gate();

  Env env_;
  PolicyInForce &inForce_;
  std::shared_ptr<const Policy> policy_;
  std::optional<Gate> gate_;
  Call how_;
};

} // namespace assay

#endif // ASSAY_TOOLS_GATE_API_H
