#include "tools/assay/history.h"
#include "tools/assay/parallel.h"
#include "tools/report/json.h"
#include "llvm/ADT/StringMap.h"
#include <algorithm>

using namespace assay;
namespace json = llvm::json;

namespace {

/// Blobs that lie in memory at a time.
constexpr std::size_t batchBlobs = 64;

/// One content under one language.
struct Blob {
  std::string name;
  /// Names the file it was first seen as: its language follows from it, or from the text.
  std::string path;
  bool isCode = false;
  bool isJudged = false;
  RiskLevel level = RiskLevel::Low;
  unsigned score = 0;
  std::uint64_t findings = 0;
};

/// A commit as indices of blobs.
struct Snapshot {
  GitCommit commit;
  std::vector<std::size_t> blobs;
};

/// May be code, by its name: known to be, or without an extension and perhaps a program.
bool mayBeCode(llvm::StringRef path) {
  return detectLanguage(path, "") || !llvm::StringRef(path).rsplit('/').second.contains('.');
}

class History {
public:
  History(const GitRepository &repository, const HistoryRequest &request, const RuleSet &rules,
          const AssessmentPolicy &policy)
      : repository_(repository), request_(request), rules_(rules), policy_(policy) {}

  llvm::Error list();
  llvm::Error judge();
  [[nodiscard]] std::vector<CommitRisk> sum() const;

private:
  std::size_t indexOf(const GitFile &file);
  void judgeOne(Blob &blob, const std::string &text, Assessor &assessor) const;

  const GitRepository &repository_;
  const HistoryRequest &request_;
  const RuleSet &rules_;
  const AssessmentPolicy &policy_;
  std::vector<Snapshot> snapshots_;
  std::vector<Blob> blobs_;
  llvm::StringMap<std::size_t> indexes_;
};

std::size_t History::indexOf(const GitFile &file) {
  const Language *language = detectLanguage(file.path, "");
  const std::string key = file.blob + (language ? " " + language->name.str() : "");
  const auto [at, isNew] = indexes_.try_emplace(key, blobs_.size());
  if (isNew)
    blobs_.push_back({.name = file.blob, .path = file.path});
  return at->second;
}

llvm::Error History::list() {
  auto commits = repository_.lastCommits(request_.commits);
  if (!commits)
    return commits.takeError();
  for (GitCommit &commit : *commits) {
    auto files = repository_.filesOf(commit.name);
    if (!files)
      return files.takeError();
    Snapshot &snapshot = snapshots_.emplace_back();
    snapshot.commit = std::move(commit);
    for (const GitFile &file : *files)
      if (llvm::StringRef(file.path).starts_with(request_.below) && mayBeCode(file.path))
        snapshot.blobs.push_back(indexOf(file));
  }
  std::reverse(snapshots_.begin(), snapshots_.end());
  return llvm::Error::success();
}

void History::judgeOne(Blob &blob, const std::string &text, Assessor &assessor) const {
  const Language *language = detectLanguage(blob.path, text);
  blob.isCode = language != nullptr;
  if (!language || (request_.stop && *request_.stop))
    return;
  auto source = SourceFile::fromText(blob.path, text);
  if (!source)
    return llvm::consumeError(source.takeError());
  const Assessment assessment = assessor.assess(*source, *language);
  blob.isJudged = true;
  blob.level = assessment.level;
  blob.score = assessment.score.total;
  blob.findings = assessment.findings.size();
}

llvm::Error History::judge() {
  for (std::size_t begin = 0; begin < blobs_.size(); begin += batchBlobs) {
    const std::size_t end = std::min(begin + batchBlobs, blobs_.size());
    std::vector<std::string> names;
    std::vector<std::size_t> order;
    for (std::size_t i = begin; i < end; ++i) {
      names.push_back(blobs_[i].name);
      order.push_back(i);
    }
    auto texts = repository_.contentsOf(names);
    if (!texts)
      return texts.takeError();
    forEach(order, request_.jobs, [&] {
      return [&, assessor = Assessor(rules_, policy_)](std::size_t index) mutable {
        judgeOne(blobs_[index], (*texts)[index - begin], assessor);
      };
    });
  }
  if (request_.stop && *request_.stop)
    return llvm::createStringError("interrupted");
  return llvm::Error::success();
}

std::vector<CommitRisk> History::sum() const {
  std::vector<CommitRisk> risks;
  for (const Snapshot &snapshot : snapshots_) {
    CommitRisk &risk = risks.emplace_back();
    risk.commit = snapshot.commit;
    for (const std::size_t index : snapshot.blobs) {
      const Blob &blob = blobs_[index];
      if (!blob.isCode)
        continue;
      risk.unjudged += !blob.isJudged;
      risk.files[static_cast<unsigned>(blob.level)] += blob.isJudged;
      risk.score = std::max(risk.score, blob.score);
      risk.findings += blob.findings;
    }
  }
  return risks;
}

} // namespace

llvm::Expected<std::vector<CommitRisk>> assay::historyOf(const GitRepository &repository,
                                                         const HistoryRequest &request,
                                                         const RuleSet &rules,
                                                         const AssessmentPolicy &policy) {
  History history(repository, request, rules, policy);
  if (llvm::Error error = history.list())
    return error;
  if (llvm::Error error = history.judge())
    return error;
  return history.sum();
}

void assay::writeHistory(llvm::ArrayRef<CommitRisk> history, llvm::raw_ostream &out) {
  for (const CommitRisk &risk : history) {
    json::Object levels;
    std::uint64_t files = 0;
    for (unsigned level = 0; level < riskLevelCount; ++level) {
      levels[nameOf(static_cast<RiskLevel>(level))] = risk.files[level];
      files += risk.files[level];
    }
    out << json::Value(json::Object{{"commit", risk.commit.name},
                                    {"time", risk.commit.time},
                                    {"subject", jsonText(risk.commit.subject)},
                                    {"levels", std::move(levels)},
                                    {"score", risk.score},
                                    {"findings", risk.findings},
                                    {"files", files},
                                    {"unjudged", risk.unjudged}})
        << '\n';
  }
}
