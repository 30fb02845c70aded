#include "tools/assay/scan.h"
#include "tools/assay/source_walk.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/ThreadPool.h"
#include <algorithm>
#include <atomic>
#include <numeric>
#include <optional>
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

llvm::Expected<JudgedFile> openAndJudge(const SourcePath &source, Assessor &assessor,
                                        bool excerpts) {
  auto file = SourceFile::open(source.path);
  if (!file)
    return file.takeError();
  return judge(*file, source.language, assessor, excerpts);
}

} // namespace

llvm::Expected<JudgedFile> assay::judge(const SourceFile &file, const Language *language,
                                        Assessor &assessor, bool excerpts) {
  if (!language)
    language = detectLanguage(file.name(), file.text());
  if (!language)
    return llvm::createStringError(llvm::errc::invalid_argument,
                                   "is in no language that assay knows (see `assay languages`)");
  JudgedFile judged;
  judged.assessment = assessor.assess(file, *language);
  judged.bytes = file.text().size();
  if (excerpts)
    for (const Finding &finding : judged.assessment.findings)
      judged.excerpts.push_back(excerptOf(file, finding.span));
  return judged;
}

ScanResult assay::scan(const ScanRequest &request, const RuleSet &rules,
                       const AssessmentPolicy &policy) {
  SourceWalk walk = findSources(request.paths, request.honourIgnoreFiles);
  const std::vector<std::size_t> order = largestFirst(walk.files);
  std::vector<Outcome> outcomes(walk.files.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    Assessor assessor(rules, policy);
    for (std::size_t i = next++; i < order.size(); i = next++) {
      const SourcePath &source = walk.files[order[i]];
      auto judged = openAndJudge(source, assessor, request.excerpts);
      if (judged)
        outcomes[order[i]] = std::move(*judged);
      else
        outcomes[order[i]] = ScanError{source.path, llvm::toString(judged.takeError())};
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

  ScanResult result{{}, std::move(walk.errors), walk.ignored};
  for (Outcome &outcome : outcomes) {
    if (auto *judged = std::get_if<JudgedFile>(&outcome))
      result.files.push_back(std::move(*judged));
    else if (auto *error = std::get_if<ScanError>(&outcome))
      result.errors.push_back(std::move(*error));
  }
  std::sort(result.errors.begin(), result.errors.end(), [](const ScanError &a, const ScanError &b) {
    return std::tie(a.path, a.message) < std::tie(b.path, b.message);
  });
  return result;
}
