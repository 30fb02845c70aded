#include "tools/assay/scan.h"
#include "analyzer/flow/rounds.h"
#include "tools/assay/scan_root.h"
#include "tools/assay/source_walk.h"
#include "tools/assay/unit_pass.h"
#include "llvm/Support/ThreadPool.h"
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
      : request_(request), rules_(rules), policy_(policy), files_(files), rounds_(roundsOf(files)),
        units_(judgeUnits(files, request, rules, policy)), outcomes_(files.size()) {}

  std::vector<Outcome> run() {
    judgeAll(largestFirst(files_));
    for (auto again = rounds_.next(); !again.empty(); again = rounds_.next())
      judgeAll({again.begin(), again.end()});
    for (std::size_t i = 0; i < units_.size(); ++i)
      if (units_[i].judged)
        outcomes_[i] = std::move(*units_[i].judged);
    return std::move(outcomes_);
  }

private:
  void judgeOne(std::size_t index, Assessor &assessor);
  void judgeAll(const std::vector<std::size_t> &order);

  const ScanRequest &request_;
  const RuleSet &rules_;
  const AssessmentPolicy &policy_;
  const std::vector<SourcePath> &files_;
  FlowRounds rounds_;
  std::vector<UnitOutcome> units_;
  std::vector<Outcome> outcomes_;
};

void Scan::judgeOne(std::size_t index, Assessor &assessor) {
  const UnitOutcome &unit = units_[index];
  if (unit.judged)
    return;
  const FlowExchange exchange = rounds_.exchangeFor(static_cast<FileId>(index));
  Outcome outcome =
      openAndJudge(files_[index], assessor, request_, files_.size() > 1 ? &exchange : nullptr);
  if (auto *judged = std::get_if<JudgedFile>(&outcome); judged && !unit.failure.empty())
    degrade(judged->assessment, unit.failure);
  // When the file is gone since, the judgement of what was there stands.
  if (std::holds_alternative<JudgedFile>(outcome) ||
      !std::holds_alternative<JudgedFile>(outcomes_[index]))
    outcomes_[index] = std::move(outcome);
}

void Scan::judgeAll(const std::vector<std::size_t> &order) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    Assessor assessor(rules_, policy_);
    for (std::size_t i = next++; i < order.size(); i = next++)
      judgeOne(order[i], assessor);
  };
  const llvm::ThreadPoolStrategy strategy = llvm::hardware_concurrency(request_.jobs);
  const std::size_t threads = std::min<std::size_t>(strategy.compute_thread_count(), order.size());
  if (threads <= 1)
    return work();
  llvm::DefaultThreadPool pool(strategy);
  for (std::size_t i = 0; i < threads; ++i)
    pool.async(work);
  pool.wait();
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
  std::vector<Outcome> outcomes = Scan(request, rules, policy, walk.files).run();
  ScanResult result;
  result.errors = std::move(walk.errors);
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
