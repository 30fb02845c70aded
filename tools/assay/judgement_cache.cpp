#include "tools/assay/judgement_cache.h"
#include "tools/assay/build_id.h"
#include "tools/assay/flow_bytes.h"
#include "tools/assay/judgement_bytes.h"
#include "tools/assay/parallel.h"
#include "tools/assay/scan_root.h"
#include "tools/report/escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <filesystem>

using namespace assay;
namespace fs = std::filesystem;

namespace {

CacheKey hashOf(const ByteWriter &out) {
  return llvm::SHA256::hash(llvm::arrayRefFromStringRef(out.bytes()));
}

CacheKey configurationOf(const ScanRequest &request, const RuleSet &rules,
                         const AssessmentPolicy &policy) {
  ByteWriter out;
  out.text(buildId());
  out.text(rules.digest());
  for (const std::uint8_t number :
       {policy.thresholds.medium, policy.thresholds.high, policy.thresholds.blocked})
    out.number(number);
  for (const std::uint8_t percent : policy.weights.percent)
    out.number(percent);
  out.number(policy.disabledRules.size());
  for (const std::string &rule : policy.disabledRules)
    out.text(rule);
  out.number(policy.suppressionsAsOf.has_value());
  out.number(request.lineHashes);
  return hashOf(out);
}

/// What paths below the root follow from, besides the paths themselves: the same in every clone,
/// unless paths are absolute or lead elsewhere.
std::string placeOf(const ScanRequest &request) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  const bool isAbsolute = llvm::any_of(request.paths, [](llvm::StringRef path) {
    return path.starts_with("/") || path.contains("..");
  });
  const fs::path relative = here.lexically_relative(request.root);
  if (isAbsolute || relative.empty() || *relative.begin() == "..")
    return here.string() + '\0' + request.root;
  return relative.string();
}

CacheKey layoutOf(const ScanRequest &request, const std::vector<SourcePath> &files) {
  ByteWriter out;
  out.text(placeOf(request));
  for (const SourcePath &file : files) {
    out.text(file.path);
    out.text(file.language ? file.language->name : "");
  }
  return hashOf(out);
}

bool hasComments(const Assessment &assessment) {
  return !assessment.suppressed.empty() || !assessment.suppressionProblems.empty();
}

} // namespace

JudgementCache::JudgementCache(ScanCache &cache, const ScanRequest &request, const RuleSet &rules,
                               const AssessmentPolicy &policy, const std::vector<SourcePath> &files)
    : cache_(cache), request_(request), rules_(rules), policy_(policy), files_(files),
      configuration_(configurationOf(request, rules, policy)), layout_(layoutOf(request, files)),
      marks_(cache, request, files), digests_(files.size()) {
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < files.size(); ++i)
    if (files[i].language && !(digests_[i] = marks_.digestOf(i)))
      unknown.push_back(i);
  forEach(unknown, request.jobs, [&] {
    return [&](std::size_t index) {
      const SourcePath &path = files_[index];
      auto file =
          path.text ? SourceFile::fromText(path.path, *path.text) : SourceFile::open(path.path);
      if (!file)
        return llvm::consumeError(file.takeError());
      digests_[index] = file->digest();
      marks_.note(index, *digests_[index]);
    };
  });
}

/// Comments expire: what they did is true of a day.
CacheKey JudgementCache::onDay(const CacheKey &key) const {
  if (!policy_.suppressionsAsOf)
    return key;
  ByteWriter out;
  out.text(llvm::toStringRef(key));
  const auto day = std::chrono::sys_days(*policy_.suppressionsAsOf).time_since_epoch().count();
  out.number(static_cast<std::uint64_t>(day));
  return hashOf(out);
}

std::optional<std::string> JudgementCache::findToday(const CacheKey &key) {
  std::optional<std::string> bytes = cache_.find(key);
  return bytes || !policy_.suppressionsAsOf ? bytes : cache_.find(onDay(key));
}

CacheKey JudgementCache::treeKey() const {
  ByteWriter out;
  out.text("tree");
  out.text(llvm::toStringRef(configuration_));
  out.text(llvm::toStringRef(layout_));
  for (const std::optional<Digest> &digest : digests_)
    out.text(digest ? llvm::toStringRef(*digest) : llvm::StringRef());
  return hashOf(out);
}

bool JudgementCache::findAll(llvm::function_ref<JudgedFile &(std::size_t)> placeFor) {
  const std::optional<std::string> bytes = findToday(treeKey());
  if (!bytes)
    return false;
  ByteReader in(*bytes);
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!digests_[i])
      continue;
    JudgedFile &file = placeFor(i);
    file.assessment.path = files_[i].path;
    file.assessment.language = files_[i].language;
    if (!readJudgement(in, rules_, file) || file.assessment.digest != *digests_[i])
      return false;
  }
  return in.isDone();
}

void JudgementCache::putAll(const std::vector<const JudgedFile *> &judged) {
  ByteWriter out;
  bool isOfToday = false;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    if (!digests_[i] != !judged[i])
      return;
    if (!judged[i])
      continue;
    // It changed in between, or Clang read it, whose answer depends on other files.
    if (judged[i]->assessment.digest != *digests_[i] ||
        judged[i]->assessment.frontEnd != FrontEnd::TreeSitter)
      return;
    writeJudgement(out, *judged[i]);
    isOfToday = isOfToday || hasComments(judged[i]->assessment);
  }
  cache_.put(isOfToday ? onDay(treeKey()) : treeKey(), out.bytes());
}

std::optional<CacheKey> JudgementCache::keyOf(std::size_t file, const FlowRounds *rounds) const {
  if (!digests_[file])
    return std::nullopt;
  ByteWriter out;
  out.text(llvm::toStringRef(configuration_));
  out.text(files_[file].language->name);
  out.text(llvm::toStringRef(*digests_[file]));
  out.number(rounds != nullptr);
  if (rounds && rounds->isLinked(static_cast<FileId>(file))) {
    out.text(llvm::toStringRef(layout_));
    out.number(file);
    out.number(rounds->isAsked(static_cast<FileId>(file)));
    for (const auto &[name, function] : rounds->knownTo(static_cast<FileId>(file))) {
      writeName(out, name);
      writeFunction(out, *function);
    }
  }
  return hashOf(out);
}

bool JudgementCache::find(const CacheKey &key, std::size_t file, JudgedFile &judged,
                          FileFlow &flow) {
  const std::optional<std::string> bytes = findToday(key);
  if (!bytes)
    return false;
  ByteReader in(*bytes);
  judged.assessment.path = files_[file].path;
  judged.assessment.language = files_[file].language;
  FileFlow found;
  if (!readJudgement(in, rules_, judged) ||
      !readFlow(in, static_cast<FileId>(files_.size()), found) ||
      judged.assessment.digest != *digests_[file])
    return false;
  flow = std::move(found);
  return judged.rootPath == pathBelow(request_.root, files_[file].path) || place(file, judged);
}

/// The same bytes under another name have other fingerprints.
bool JudgementCache::place(std::size_t index, JudgedFile &judged) const {
  const SourcePath &path = files_[index];
  auto file = path.text ? SourceFile::fromText(path.path, *path.text) : SourceFile::open(path.path);
  if (!file) {
    llvm::consumeError(file.takeError());
    return false;
  }
  if (file->digest() != judged.assessment.digest)
    return false;
  judged = withPlaces(*file, std::move(judged.assessment), request_);
  return true;
}

void JudgementCache::put(const CacheKey &key, std::size_t file, const JudgedFile &judged,
                         const FileFlow &flow, bool isLinked) {
  if (judged.assessment.digest != *digests_[file])
    return;
  // What speaks of files by number is true of this list of files alone.
  FileFlow kept;
  kept.sources = flow.sources;
  ByteWriter out;
  writeJudgement(out, judged);
  writeFlow(out, isLinked ? flow : kept);
  cache_.put(hasComments(judged.assessment) ? onDay(key) : key, out.bytes());
}

void JudgementCache::finish() {
  marks_.save();
  cache_.flush();
  if (const std::string problem = cache_.problem(); !problem.empty())
    llvm::errs() << "assay scan: nothing more is kept in the cache: " << escaped(problem) << '\n';
}
