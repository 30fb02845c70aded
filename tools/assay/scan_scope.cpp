#include "tools/assay/scan_scope.h"
#include "tools/assay/changes.h"
#include "tools/assay/configuration.h"
#include "tools/assay/scan_root.h"
#include "tools/report/escape.h"
#include <algorithm>

using namespace assay;

void ScanScope::addTo(Options &options) {
  options.text("--stdin-filename", "NAME", stdinName,
               "what to call standard input, which - stands for; its\nlanguage follows from it");
  options.flag("--staged", staged,
               "judge what is staged for the next commit in git, not\nwhat is in the work tree; "
               "takes no PATH");
  options.text("--new-since", "REV", newSince,
               "findings that git's revision REV has already do not\ncount");
  options.text("--baseline", "FILE", baselineFile, "findings of this baseline do not count");
  options.text("--write-baseline", "FILE", newBaselineFile,
               "write all findings that are left to a new baseline");
}

llvm::Error ScanScope::prepare(ScanRequest &request) {
  if (staged && !request.paths.empty())
    return llvm::createStringError("--staged takes no PATH");
  if (!staged && request.paths.empty())
    return llvm::createStringError("PATH is required");
  if (!baselineFile.empty()) {
    auto entries = readBaseline(baselineFile);
    if (!entries)
      return entries.takeError();
    baseline_ = std::move(*entries);
  }
  if (staged)
    return takeStaged(request);
  request.root = scanRootOf(request.paths.front() == "-" ? "." : request.paths.front());
  return takeStandardInput(request);
}

/// Moves standard input from the paths to the texts, if it is among them.
llvm::Error ScanScope::takeStandardInput(ScanRequest &request) const {
  if (std::erase(request.paths, "-") == 0)
    return llvm::Error::success();
  auto text = readStandardInput(SourceFile::maxBytes);
  if (!text)
    return text.takeError();
  const std::uint64_t bytes = text->size();
  request.texts.push_back(
      {stdinName.empty() ? "<stdin>" : stdinName, nullptr, bytes, std::move(*text)});
  return llvm::Error::success();
}

llvm::Error ScanScope::takeStaged(ScanRequest &request) {
  auto repository = GitRepository::open(".");
  if (!repository)
    return repository.takeError();
  auto texts = stagedTexts(*repository);
  if (!texts)
    return texts.takeError();
  request.texts = std::move(*texts);
  request.root = repository->top();
  // Not every file of a commit is code.
  request.skipUnknown = true;
  return llvm::Error::success();
}

llvm::Error ScanScope::takeOld(const ScanRequest &request, const RuleSet &rules,
                               const AssessmentPolicy &policy, ScanResult &result) const {
  auto repository = GitRepository::open(request.root);
  if (!repository)
    return repository.takeError();
  return takeKnownAt(newSince, *repository, staged, request, rules, policy, result);
}

llvm::Error ScanScope::finish(const ScanRequest &request, const RuleSet &rules,
                              const AssessmentPolicy &policy, ScanResult &result) const {
  if (!newSince.empty())
    if (llvm::Error error = takeOld(request, rules, policy, result))
      llvm::errs() << "assay scan: all findings count, for what is new since " << escaped(newSince)
                   << " cannot be told: " << escaped(llvm::toString(std::move(error))) << '\n';
  if (baseline_)
    applyBaseline(*baseline_, request.root, rules, policy, result);
  return newBaselineFile.empty() ? llvm::Error::success() : writeBaseline(result, newBaselineFile);
}
