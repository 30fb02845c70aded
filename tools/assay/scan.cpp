#include "tools/assay/scan.h"
#include "analyzer/flow/rounds.h"
#include "tools/assay/build_id.h"
#include "tools/assay/judgement_cache.h"
#include "tools/assay/parallel.h"
#include "tools/assay/scan_progress.h"
#include "tools/assay/scan_root.h"
#include "tools/assay/source_walk.h"
#include "tools/assay/unit_pass.h"
#include <algorithm>
#include <atomic>
#include <numeric>
#include <tuple>
#include <utility>
#include <variant>

using namespace assay;

namespace {

using Outcome = std::variant<std::monostate, JudgedFile, ScanError>;

/// Indices of the files, the largest first: a large file that starts last is waited for alone.
std::vector<std::size_t> largestFirst(const std::vector<SourcePath> &files) {
  std::vector<std::size_t> order(files.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(files[b].bytes, a) < std::pair(files[a].bytes, b);
  });
  return order;
}

Outcome openAndJudge(const SourcePath &source, Assessor &assessor, const ScanRequest &request,
                     const FlowExchange *exchange) {
  auto file =
      source.text ? SourceFile::fromText(source.path, *source.text) : SourceFile::open(source.path);
  if (!file)
    return ScanError{source.path, llvm::toString(file.takeError())};
  const Language *language =
      source.language ? source.language : detectLanguage(file->name(), file->text());
  if (language)
    return judge(*file, *language, assessor, request, exchange);
  if (request.skipUnknown)
    return std::monostate();
  return ScanError{source.path, "is in no language that assay knows (see `assay languages`)"};
}

FlowRounds roundsOf(const std::vector<SourcePath> &files) {
  std::vector<llvm::StringRef> paths;
  std::vector<const Language *> languages;
  for (const SourcePath &file : files) {
    paths.push_back(file.path);
    languages.push_back(file.language);
  }
  return {paths, languages};
}

/// The files of a scan and what came of them.
class Scan {
public:
  Scan(const ScanRequest &request, const RuleSet &rules, const AssessmentPolicy &policy,
       const std::vector<SourcePath> &files)
      : request_(request), rules_(rules), policy_(policy), files_(files),
        units_(judgeUnits(files, request, rules, policy)), outcomes_(files.size()) {
    if (request.cache && !buildId().empty())
      cache_.emplace(*request.cache, request, rules, policy, files);
  }

  std::vector<Outcome> run();
  /// Files that were not judged because the scan was stopped.
  [[nodiscard]] std::size_t left() const { return left_; }

private:
  [[nodiscard]] bool isStopped() const { return request_.stop && *request_.stop; }
  bool recallAll();
  void keepAll();
  void judgeRounds();
  void judgeAll(const std::vector<std::size_t> &order);
  void judgeOne(std::size_t index, Assessor &assessor);
  Outcome recallOrJudge(std::size_t index, Assessor &assessor);

  const ScanRequest &request_;
  const RuleSet &rules_;
  const AssessmentPolicy &policy_;
  const std::vector<SourcePath> &files_;
  /// Made when a file is to be judged.
  std::optional<FlowRounds> rounds_;
  /// Empty if Clang reads none.
  std::vector<UnitOutcome> units_;
  std::vector<Outcome> outcomes_;
  std::optional<JudgementCache> cache_;
  std::atomic<std::size_t> left_ = 0;
};

/// Takes the judgement of each file from a scan of the same bytes before, and judges the rest: what
/// could not be read then.
bool Scan::recallAll() {
  // What Clang reads depends on headers anywhere.
  if (!request_.commands.empty() || !cache_)
    return false;
  const auto placeFor = [this](std::size_t index) -> JudgedFile & {
    return outcomes_[index].emplace<JudgedFile>();
  };
  if (!cache_->findAll(placeFor)) {
    outcomes_.assign(files_.size(), std::monostate());
    return false;
  }
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < files_.size(); ++i)
    if (std::holds_alternative<std::monostate>(outcomes_[i]))
      rest.push_back(i);
  if (rest.empty())
    return true;
  rounds_.emplace(roundsOf(files_));
  judgeAll(rest);
  return true;
}

void Scan::keepAll() {
  std::vector<const JudgedFile *> judged;
  for (const Outcome &outcome : outcomes_)
    judged.push_back(std::get_if<JudgedFile>(&outcome));
  cache_->putAll(judged);
}

void Scan::judgeRounds() {
  rounds_.emplace(roundsOf(files_));
  judgeAll(largestFirst(files_));
  for (auto again = rounds_->next(); !again.empty() && !isStopped(); again = rounds_->next())
    judgeAll({again.begin(), again.end()});
  for (std::size_t i = 0; i < units_.size(); ++i)
    if (units_[i].judged)
      outcomes_[i] = std::move(*units_[i].judged);
  if (cache_ && request_.commands.empty() && !isStopped())
    keepAll();
}

std::vector<Outcome> Scan::run() {
  if (!recallAll())
    judgeRounds();
  if (cache_)
    cache_->finish();
  return std::move(outcomes_);
}

/// The file's judgement in this round: from the cache if it is there.
Outcome Scan::recallOrJudge(std::size_t index, Assessor &assessor) {
  const auto id = static_cast<FileId>(index);
  const bool isOneOfMany = files_.size() > 1;
  const std::optional<CacheKey> key =
      cache_ ? cache_->keyOf(index, isOneOfMany ? &*rounds_ : nullptr) : std::nullopt;
  const FlowExchange exchange = rounds_->exchangeFor(id);
  if (JudgedFile judged; key && cache_->find(*key, index, judged, *exchange.learned))
    return judged;
  Outcome outcome =
      openAndJudge(files_[index], assessor, request_, isOneOfMany ? &exchange : nullptr);
  if (const auto *judged = std::get_if<JudgedFile>(&outcome); key && judged)
    cache_->put(*key, index, *judged, *exchange.learned, rounds_->isLinked(id));
  return outcome;
}

void Scan::judgeOne(std::size_t index, Assessor &assessor) {
  const UnitOutcome *unit = units_.empty() ? nullptr : &units_[index];
  if (unit && unit->judged)
    return;
  Outcome outcome = recallOrJudge(index, assessor);
  auto *judged = std::get_if<JudgedFile>(&outcome);
  if (judged && unit && !unit->failure.empty())
    degrade(judged->assessment, unit->failure);
  if (request_.progress)
    request_.progress->add(files_[index].bytes, judged ? judged->assessment.findings.size() : 0);
  // When the file is gone since, the judgement of what was there stands.
  if (judged || !std::holds_alternative<JudgedFile>(outcomes_[index]))
    outcomes_[index] = std::move(outcome);
}

void Scan::judgeAll(const std::vector<std::size_t> &order) {
  forEach(order, request_.jobs, [&] {
    return [this, assessor = Assessor(rules_, policy_)](std::size_t index) mutable {
      if (!isStopped())
        judgeOne(index, assessor);
      else if (std::holds_alternative<std::monostate>(outcomes_[index]))
        ++left_;
    };
  });
}

std::string stoppedMessage(std::size_t files, std::size_t left) {
  return "interrupted: " + std::to_string(files - left) + " of " + std::to_string(files) +
         " files were judged, and data between files was not followed to the end";
}

void keepShard(const ScanRequest &request, std::vector<SourcePath> &files) {
  const std::size_t begin = files.size() * request.shard / request.shards;
  const std::size_t end = files.size() * (request.shard + 1) / request.shards;
  files.erase(files.begin() + static_cast<std::ptrdiff_t>(end), files.end());
  files.erase(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(begin));
}

} // namespace

JudgedFile assay::judge(const SourceFile &file, const Language &language, Assessor &assessor,
                        const ScanRequest &request, const FlowExchange *exchange) {
  return withPlaces(file, assessor.assess(file, language, exchange), request);
}

JudgedFile assay::withPlaces(const SourceFile &file, Assessment assessment,
                             const ScanRequest &request) {
  JudgedFile judged;
  judged.assessment = std::move(assessment);
  judged.bytes = file.text().size();
  judged.rootPath = pathBelow(request.root, file.name());
  judged.places = placesOf(file, judged.assessment, judged.rootPath, request.lineHashes);
  return judged;
}

ScanResult assay::scan(const ScanRequest &request, const RuleSet &rules,
                       const AssessmentPolicy &policy) {
  SourceWalk walk = findSources(request.paths, request.honourIgnoreFiles);
  walk.files.insert(walk.files.end(), request.texts.begin(), request.texts.end());
  keepShard(request, walk.files);
  std::uint64_t bytes = 0;
  for (const SourcePath &file : walk.files)
    bytes += file.bytes;
  if (request.progress)
    request.progress->begin(walk.files.size(), bytes);
  Scan scan(request, rules, policy, walk.files);
  std::vector<Outcome> outcomes = scan.run();
  if (request.progress)
    request.progress->end();
  ScanResult result;
  result.errors = std::move(walk.errors);
  if (request.stop && *request.stop)
    result.errors.push_back({request.root, stoppedMessage(walk.files.size(), scan.left())});
  result.ignored = walk.ignored;
  for (Outcome &outcome : outcomes) {
    if (auto *judged = std::get_if<JudgedFile>(&outcome))
      result.files.push_back(std::move(*judged));
    else if (auto *error = std::get_if<ScanError>(&outcome))
      result.errors.push_back(std::move(*error));
  }
  std::sort(result.files.begin(), result.files.end(), [](const JudgedFile &a, const JudgedFile &b) {
    return a.assessment.path < b.assessment.path;
  });
  std::sort(result.errors.begin(), result.errors.end(), [](const ScanError &a, const ScanError &b) {
    return std::tie(a.path, a.message) < std::tie(b.path, b.message);
  });
  return result;
}
