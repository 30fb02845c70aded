#include "tools/assay/changes.h"
#include "tools/assay/baseline.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Errc.h"
#include <filesystem>

using namespace assay;

namespace {

/// A path below the top folder as seen from the current one.
std::string fromHere(const GitRepository &repository, const std::string &path) {
  std::error_code error;
  const auto absolute = std::filesystem::path(repository.top()) / path;
  const auto here = std::filesystem::current_path(error);
  const auto relative = absolute.lexically_relative(here);
  return error || relative.empty() ? absolute.string() : relative.string();
}

/// The tree that the index is compared with: HEAD, or nothing before the first commit.
llvm::Expected<std::string> treeBefore(const GitRepository &repository) {
  auto head = repository.commitOf("HEAD");
  if (head)
    return head;
  llvm::consumeError(head.takeError());
  return repository.emptyTree();
}

/// The blob that each path was at a commit, renames followed.
llvm::Expected<llvm::StringMap<std::string>> blobsAt(const std::string &commit,
                                                     const GitRepository &repository, bool staged) {
  auto files = repository.filesOf(commit);
  if (!files)
    return files.takeError();
  auto changes = repository.changesSince(commit, staged);
  if (!changes)
    return changes.takeError();
  llvm::StringMap<std::string> blobs;
  for (const GitFile &file : *files)
    blobs[file.path] = file.blob;
  for (const GitChange &change : *changes)
    if (change.status == 'R' && !blobs.contains(change.path))
      if (const auto old = blobs.find(change.oldPath); old != blobs.end())
        blobs.try_emplace(change.path, old->second);
  return blobs;
}

/// The fingerprints that `text` has under the name that `file` has now.
llvm::StringSet<> fingerprintsOf(const std::string &text, const JudgedFile &file,
                                 Assessor &assessor, const ScanRequest &request) {
  llvm::StringSet<> fingerprints;
  auto source = SourceFile::fromText(file.assessment.path, text);
  if (!source) {
    // It was no text then, so nothing of it was there.
    llvm::consumeError(source.takeError());
    return fingerprints;
  }
  const JudgedFile then = judge(*source, *file.assessment.language, assessor, request);
  for (const FindingPlace &place : then.places.findings)
    fingerprints.insert(place.fingerprint);
  return fingerprints;
}

} // namespace

llvm::Expected<std::vector<SourcePath>> assay::stagedTexts(const GitRepository &repository) {
  auto tree = treeBefore(repository);
  if (!tree)
    return tree.takeError();
  auto changes = repository.changesSince(*tree, /*staged=*/true);
  if (!changes)
    return changes.takeError();
  std::vector<std::string> blobs;
  std::vector<SourcePath> texts;
  for (const GitChange &change : *changes) {
    if (change.status == 'U')
      return llvm::createStringError(llvm::errc::invalid_argument,
                                     change.path + " is not merged yet");
    if (change.status == 'D' || !change.isFile)
      continue;
    blobs.push_back(change.blob);
    texts.push_back({fromHere(repository, change.path)});
  }
  auto contents = repository.contentsOf(blobs);
  if (!contents)
    return contents.takeError();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i].bytes = (*contents)[i].size();
    texts[i].text = std::move((*contents)[i]);
  }
  return texts;
}

llvm::Error assay::takeKnownAt(llvm::StringRef revision, const GitRepository &repository,
                               bool staged, const ScanRequest &request, const RuleSet &rules,
                               const AssessmentPolicy &policy, ScanResult &result) {
  auto commit = repository.commitOf(revision);
  if (!commit)
    return commit.takeError();
  auto blobs = blobsAt(*commit, repository, staged);
  if (!blobs)
    return blobs.takeError();
  std::vector<JudgedFile *> files;
  std::vector<std::string> names;
  for (JudgedFile &file : result.files)
    if (const auto old = blobs->find(file.rootPath);
        !file.assessment.findings.empty() && old != blobs->end()) {
      files.push_back(&file);
      names.push_back(old->second);
    }
  auto contents = repository.contentsOf(names);
  if (!contents)
    return contents.takeError();
  Assessor assessor(rules, policy);
  for (std::size_t i = 0; i < files.size(); ++i)
    takeKnown(fingerprintsOf((*contents)[i], *files[i], assessor, request), rules, policy,
              *files[i]);
  return llvm::Error::success();
}
