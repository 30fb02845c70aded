#include "tools/assay/scan.h"
#include "tools/assay/scan_root.h"
#include "tools/assay/source_walk.h"
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

Outcome openAndJudge(const SourcePath &source, Assessor &assessor, const ScanRequest &request) {
  auto file =
      source.text ? SourceFile::fromText(source.path, *source.text) : SourceFile::open(source.path);
  if (!file)
    return ScanError{source.path, llvm::toString(file.takeError())};
  const Language *language =
      source.language ? source.language : detectLanguage(file->name(), file->text());
  if (language)
    return judge(*file, *language, assessor, request);
  if (request.skipUnknown)
    return std::monostate();
  return ScanError{source.path, "is in no language that assay knows (see `assay languages`)"};
}

} // namespace

JudgedFile assay::judge(const SourceFile &file, const Language &language, Assessor &assessor,
                        const ScanRequest &request) {
  JudgedFile judged;
  judged.assessment = assessor.assess(file, language);
  judged.bytes = file.text().size();
  judged.rootPath = pathBelow(request.root, file.name());
  judged.places = placesOf(file, judged.assessment, judged.rootPath, request.lineHashes);
  return judged;
}

ScanResult assay::scan(const ScanRequest &request, const RuleSet &rules,
                       const AssessmentPolicy &policy) {
  SourceWalk walk = findSources(request.paths, request.honourIgnoreFiles);
  walk.files.insert(walk.files.end(), request.texts.begin(), request.texts.end());
  const std::vector<std::size_t> order = largestFirst(walk.files);
  std::vector<Outcome> outcomes(walk.files.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    Assessor assessor(rules, policy);
    for (std::size_t i = next++; i < order.size(); i = next++) {
      const SourcePath &source = walk.files[order[i]];
      outcomes[order[i]] = openAndJudge(source, assessor, request);
    }
  };

  const llvm::ThreadPoolStrategy strategy = llvm::hardware_concurrency(request.jobs);
  const std::size_t threads =
      std::min<std::size_t>(strategy.compute_thread_count(), walk.files.size());
  if (threads <= 1) {
    work();
  } else {
    llvm::DefaultThreadPool pool(strategy);
    for (std::size_t i = 0; i < threads; ++i)
      pool.async(work);
    pool.wait();
  }

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
