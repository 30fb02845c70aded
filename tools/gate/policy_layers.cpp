#include "tools/gate/policy_layers.h"
#include "grammars/yaml.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include <cstdlib>

using namespace assay;

static llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

/// Applies one file, all of whose fields begin with `mayOnlySet`. A file that may be absent and is
/// changes nothing.
static llvm::Error applyFile(const std::string &path, bool mayBeAbsent, LoadedPolicy &loaded,
                             llvm::StringRef mayOnlySet = "") {
  llvm::sys::fs::file_status status;
  const std::error_code missing = llvm::sys::fs::status(path, status);
  if (mayBeAbsent && missing == llvm::errc::no_such_file_or_directory)
    return llvm::Error::success();
  if (missing)
    return failure("cannot read the policy " + path + ": " + missing.message());
  // A FIFO would make every start hang, a device would never end.
  if (status.type() != llvm::sys::fs::file_type::regular_file)
    return failure("cannot read the policy " + path + ": not a regular file");
  if (status.getSize() > YamlDocument::maxBytes)
    return failure("cannot read the policy " + path + ": larger than " +
                   llvm::Twine(YamlDocument::maxBytes >> 20) + " MiB");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return failure("cannot read the policy " + path + ": " + buffer.getError().message());
  Policy changed = loaded.policy;
  auto set = applyPolicy(path, (*buffer)->getBuffer(), changed);
  if (!set)
    return set.takeError();
  for (const std::string &field : *set)
    if (!llvm::StringRef(field).starts_with(mayOnlySet))
      return failure(path + ": a project may set `assessment` only, this sets `" + field + "`");
  loaded.policy = std::move(changed);
  for (const std::string &field : *set)
    loaded.origins[field] = path;
  loaded.files.push_back(path);
  return llvm::Error::success();
}

PolicySources assay::defaultPolicySources() {
  PolicySources sources;
  llvm::SmallString<128> path;
  if (const char *home = std::getenv("XDG_CONFIG_HOME"); home && *home == '/')
    path = home;
  else if (llvm::sys::path::home_directory(path))
    llvm::sys::path::append(path, ".config");
  if (!path.empty()) {
    llvm::sys::path::append(path, "assay", "policy.yaml");
    sources.userFile = path.str();
  }
  return sources;
}

std::string assay::findProjectPolicy() {
  llvm::SmallString<256> folder;
  if (llvm::sys::fs::current_path(folder))
    return "";
  for (llvm::StringRef at = folder; !at.empty(); at = llvm::sys::path::parent_path(at)) {
    llvm::SmallString<256> path(at);
    llvm::sys::path::append(path, ".assay.yaml");
    if (llvm::sys::fs::exists(path))
      return path.str().str();
    llvm::SmallString<256> git(at);
    llvm::sys::path::append(git, ".git");
    if (llvm::sys::fs::exists(git))
      break;
  }
  return "";
}

llvm::Expected<LoadedPolicy> assay::loadPolicy(const PolicySources &sources) {
  LoadedPolicy loaded;
  if (sources.readConfiguration) {
    if (llvm::Error error = applyFile(sources.systemFile, /*mayBeAbsent=*/true, loaded))
      return error;
    if (!sources.userFile.empty())
      if (llvm::Error error = applyFile(sources.userFile, /*mayBeAbsent=*/true, loaded))
        return error;
  }
  loaded.configured = loaded.policy;
  if (!sources.projectFile.empty())
    if (llvm::Error error =
            applyFile(sources.projectFile, /*mayBeAbsent=*/false, loaded, "assessment."))
      return error;
  if (!sources.commandLineFile.empty())
    if (llvm::Error error = applyFile(sources.commandLineFile, /*mayBeAbsent=*/false, loaded))
      return error;
  return loaded;
}
