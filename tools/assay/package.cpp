#include "tools/assay/package.h"
#include "tools/assay/archive.h"
#include "tools/rpc/json_rpc.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <filesystem>
#include <tuple>

using namespace assay;
namespace fs = std::filesystem;

namespace {

/// Scripts that npm runs when a package is installed (docs.npmjs.com/cli/using-npm/scripts);
/// `prepare` when it comes from git.
constexpr llvm::StringLiteral installScripts[] = {"preinstall", "install", "postinstall",
                                                  "prepare"};

struct HookFile {
  llvm::StringLiteral name;
  HookTime time;
};

/// By the file's name in the top folder.
constexpr HookFile hookFiles[] = {
    // pip and setuptools, for a source distribution.
    {"setup.py", HookTime::Install},
    // cargo.
    {"build.rs", HookTime::Install},
    // RubyGems, for an extension.
    {"extconf.rb", HookTime::Install},
    {"configure", HookTime::Install},
};

/// "name-1.0/" if everything is in one folder and nothing says that the folder itself is the
/// package; else empty.
std::string topFolderOf(const std::vector<SourcePath> &files) {
  std::string top;
  for (const SourcePath &file : files) {
    const auto [first, rest] = llvm::StringRef(file.path).split('/');
    if (rest.empty() || (!top.empty() && top != first))
      return "";
    top = first.str();
  }
  // A wheel of one package has one folder, which is the package.
  for (const SourcePath &file : files)
    if (file.path == top + "/__init__.py")
      return "";
  return top.empty() ? "" : top + "/";
}

/// Takes what every path begins with off.
void cutPaths(std::size_t length, std::vector<SourcePath> &files) {
  for (SourcePath &file : files)
    file.path.erase(0, length);
}

/// A folder's manifests, as readArchive finds those of an archive.
void readManifests(const std::string &folder, SourceWalk &walk) {
  std::error_code error;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!isManifest(name) || !entry.is_regular_file(error) || entry.is_symlink(error) ||
        entry.file_size(error) > SourceFile::maxBytes)
      continue;
    if (auto text = llvm::MemoryBuffer::getFile(entry.path().string()))
      walk.manifests.push_back(
          {name, nullptr, (*text)->getBufferSize(), (*text)->getBuffer().str(), std::nullopt});
  }
  llvm::sort(walk.manifests,
             [](const SourcePath &a, const SourcePath &b) { return a.path < b.path; });
}

class Hooks {
public:
  Hooks(const RuleSet &rules, const AssessmentPolicy &policy, Package &package)
      : assessor_(rules, policy), package_(package) {}

  void addFiles();
  void addManifest(const SourcePath &manifest);

private:
  void addFile(HookTime time, const JudgedFile &file);
  void addCommand(HookTime time, const std::string &path, const std::string &command,
                  llvm::StringRef code, llvm::StringRef language);
  void addMain(llvm::StringRef name);
  void addScripts(const std::string &path, llvm::StringRef text);

  Assessor assessor_;
  Package &package_;
};

void Hooks::addFile(HookTime time, const JudgedFile &file) {
  package_.hooks.push_back(
      {time, file.rootPath, "", file.assessment.level, file.assessment.capabilities});
}

/// "package/__init__.py", "src/package/__init__.py" and "index.js" run when the package is
/// imported.
bool runsAtImport(llvm::StringRef path) {
  if (path == "index.js" || path == "index.mjs" || path == "index.cjs")
    return true;
  path.consume_front("src/");
  return path.consume_back("/__init__.py") && !path.contains('/');
}

void Hooks::addFiles() {
  for (const JudgedFile &file : package_.scan.files) {
    for (const HookFile &hook : hookFiles)
      if (file.rootPath == hook.name)
        addFile(hook.time, file);
    if (runsAtImport(file.rootPath))
      addFile(HookTime::Import, file);
  }
}

void Hooks::addCommand(HookTime time, const std::string &path, const std::string &command,
                       llvm::StringRef code, llvm::StringRef language) {
  PackageHook hook{time, path, command, RiskLevel::Medium, {}};
  auto source = SourceFile::fromText(path, code);
  if (source) {
    const Assessment assessment = assessor_.assess(*source, *findLanguage(language));
    hook.level = assessment.level;
    hook.capabilities = assessment.capabilities;
  } else {
    llvm::consumeError(source.takeError());
  }
  package_.hooks.push_back(std::move(hook));
}

void Hooks::addScripts(const std::string &path, llvm::StringRef text) {
  auto document = parseDocument(text);
  if (!document) {
    package_.scan.errors.push_back({path, llvm::toString(document.takeError())});
    return;
  }
  const llvm::json::Object *manifest = document->getAsObject();
  const llvm::json::Object *scripts = manifest ? manifest->getObject("scripts") : nullptr;
  for (llvm::StringRef name : installScripts)
    if (const auto script = scripts ? scripts->getString(name) : std::nullopt)
      addCommand(HookTime::Install, path, (name + ": " + *script).str(), *script, "bash");
  if (const auto entry = manifest ? manifest->getString("main") : std::nullopt)
    addMain(*entry);
}

/// What package.json says is imported, if its name does not say so.
void Hooks::addMain(llvm::StringRef name) {
  name.consume_front("./");
  for (const JudgedFile &file : package_.scan.files)
    if (!runsAtImport(file.rootPath) &&
        (file.rootPath == name || file.rootPath == (name + ".js").str()))
      addFile(HookTime::Import, file);
}

void Hooks::addManifest(const SourcePath &manifest) {
  const llvm::StringRef text = *manifest.text;
  if (manifest.path == "package.json")
    return addScripts(manifest.path, text);
  if (manifest.path == "binding.gyp")
    return addCommand(HookTime::Install, manifest.path, "node-gyp rebuild", "", "bash");
  // Lines of a .pth that begin with "import" are executed (docs.python.org/3/library/site.html).
  llvm::SmallVector<llvm::StringRef> lines;
  text.split(lines, '\n');
  std::string code;
  for (const llvm::StringRef line : lines)
    if (line.starts_with("import ") || line.starts_with("import\t"))
      code += line.str() + '\n';
  if (!code.empty())
    addCommand(HookTime::Start, manifest.path, llvm::StringRef(code).take_front(200).trim().str(),
               code, "python");
}

} // namespace

llvm::StringRef assay::nameOf(HookTime time) {
  switch (time) {
  case HookTime::Install:
    return "install";
  case HookTime::Import:
    return "import";
  case HookTime::Start:
    return "start";
  }
  return "";
}

RiskLevel Package::level() const {
  RiskLevel worst = RiskLevel::Low;
  for (const JudgedFile &file : scan.files)
    worst = std::max(worst, file.assessment.level);
  for (const PackageHook &hook : hooks)
    worst = std::max(worst, hook.level);
  return worst;
}

CapabilitySet Package::capabilities() const {
  CapabilitySet all;
  for (const JudgedFile &file : scan.files)
    all = all | file.assessment.capabilities;
  for (const PackageHook &hook : hooks)
    all = all | hook.capabilities;
  return all;
}

llvm::Expected<Package> assay::judgePackage(const std::string &path, unsigned jobs,
                                            const RuleSet &rules, const AssessmentPolicy &policy) {
  if (!llvm::sys::fs::exists(path))
    return llvm::createStringError(llvm::errc::no_such_file_or_directory, path + " is not there");
  ScanRequest request;
  request.honourIgnoreFiles = false;
  request.jobs = jobs;
  SourceWalk walk;
  if (isArchive(path)) {
    readArchive(path, walk);
    cutPaths(path.size() + 1, walk.files);
    cutPaths(path.size() + 1, walk.manifests);
    const std::string top = topFolderOf(walk.files);
    cutPaths(top.size(), walk.files);
    llvm::erase_if(walk.manifests, [&](const SourcePath &manifest) {
      return !llvm::StringRef(manifest.path).starts_with(top);
    });
    cutPaths(top.size(), walk.manifests);
    request.texts = std::move(walk.files);
  } else {
    request.paths = {path};
    request.root = fs::canonical(path).string();
    readManifests(path, walk);
  }
  Package package;
  package.scan = scan(request, rules, policy);
  llvm::append_range(package.scan.errors, walk.errors);
  Hooks hooks(rules, policy, package);
  hooks.addFiles();
  for (const SourcePath &manifest : walk.manifests)
    hooks.addManifest(manifest);
  llvm::stable_sort(package.hooks, [](const PackageHook &a, const PackageHook &b) {
    return std::tie(a.time, a.path) < std::tie(b.time, b.path);
  });
  return package;
}

PackageDiff assay::compare(const Package &before, const Package &after) {
  PackageDiff diff;
  const std::uint64_t had = before.capabilities().bits(), has = after.capabilities().bits();
  diff.gained = CapabilitySet(has & ~had);
  diff.lost = CapabilitySet(had & ~has);
  llvm::StringMap<unsigned> known;
  for (const ListedFinding &finding : findingsOf(before.scan, RiskLevel::Low))
    ++known[finding.place->fingerprint];
  diff.gone = 0;
  for (const ListedFinding &finding : findingsOf(after.scan, RiskLevel::Low)) {
    const auto at = known.find(finding.place->fingerprint);
    if (at == known.end())
      diff.findings.push_back(finding);
    else
      known.erase(at);
  }
  for (const auto &entry : known)
    diff.gone += entry.second;
  for (const PackageHook &hook : after.hooks) {
    const bool isSame = llvm::any_of(before.hooks, [&](const PackageHook &old) {
      return old.time == hook.time && old.path == hook.path && old.command == hook.command &&
             old.level >= hook.level && old.capabilities.containsAll(hook.capabilities);
    });
    if (!isSame)
      diff.hooks.push_back(&hook);
  }
  return diff;
}
