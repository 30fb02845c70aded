#include "tools/gate/policy_record.h"
#include "grammars/yaml.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace assay;
namespace json = llvm::json;

llvm::Error assay::recordPolicyChange(AuditLog &log, llvm::StringRef client, const Policy &before,
                                      const Policy &after) {
  json::Object was, is;
  for (PolicyChange &change : differences(before, after)) {
    was[change.field] = std::move(change.before);
    is[change.field] = std::move(change.after);
  }
  Event event;
  event.type = RecordType::PolicyChange;
  event.actor = Actor::current(client);
  event.body = json::Object{{"digestBefore", digestOf(before)},
                            {"digestAfter", digestOf(after)},
                            {"before", std::move(was)},
                            {"after", std::move(is)}};
  auto number = log.append(std::move(event));
  return number ? llvm::Error::success() : number.takeError();
}

llvm::Error assay::recordPolicyInForce(AuditLog &log, const std::string &logPath,
                                       llvm::StringRef client, const Policy &policy) {
  const std::string path = llvm::StringRef(logPath).rtrim('/').str() + ".policy.json";
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(toJson(policy));
  auto remembered = llvm::MemoryBuffer::getFile(path);
  if (remembered && (*remembered)->getBuffer() == text)
    return llvm::Error::success();
  // A policy that an older assay wrote, or that cannot be read, is compared as the built-in one.
  Policy before;
  if (remembered && (*remembered)->getBufferSize() <= YamlDocument::maxBytes)
    llvm::consumeError(applyPolicy(path, (*remembered)->getBuffer(), before).takeError());
  if (digestOf(before) != digestOf(policy))
    if (llvm::Error error = recordPolicyChange(log, client, before, policy))
      return error;
  // Two processes may both record the change, and neither may leave half a file.
  return llvm::writeToOutput(path, [&](llvm::raw_ostream &out) {
    out << text;
    return llvm::Error::success();
  });
}
