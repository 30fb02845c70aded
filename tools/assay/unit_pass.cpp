#include "tools/assay/unit_pass.h"
#include "grammars/fact_bytes.h"
#include "tools/clang/clang_worker.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/ThreadPool.h"
#include <atomic>
#include <mutex>

using namespace assay;

namespace {

std::string absolute(llvm::StringRef directory, llvm::StringRef file) {
  llvm::SmallString<256> path(file);
  if (directory.empty())
    llvm::sys::fs::make_absolute(path);
  else
    llvm::sys::fs::make_absolute(directory, path);
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

/// The units that have files of the scan in them.
class UnitPass {
public:
  UnitPass(llvm::ArrayRef<SourcePath> files, const ScanRequest &request)
      : files_(files), request_(request), outcomes_(files.size()), unitOf_(files.size(), noUnit) {
    // Clang reads what is on the disk.
    for (std::size_t i = 0; i < files.size(); ++i)
      if (!files[i].text)
        indexes_.try_emplace(absolute("", files[i].path), i);
    for (const CompileCommand &command : request.commands)
      if (indexes_.contains(command.file))
        units_.push_back(&command);
  }

  [[nodiscard]] std::size_t size() const { return units_.size(); }

  /// Takes units as long as there are any. One per thread.
  void work(const std::string &worker, Assessor &assessor) {
    ClangWorker clang(worker);
    for (std::size_t unit = next_++; unit < units_.size(); unit = next_++)
      judge(unit, clang, assessor);
  }

  std::vector<UnitOutcome> take() { return std::move(outcomes_); }

private:
  static constexpr std::size_t noUnit = static_cast<std::size_t>(-1);

  void judge(std::size_t unit, ClangWorker &clang, Assessor &assessor) {
    const CompileCommand &command = *units_[unit];
    if (std::chrono::steady_clock::now() >= deadline_) {
      store(indexes_.lookup(command.file), unit,
            llvm::createStringError(std::make_error_code(std::errc::timed_out),
                                    "the " + llvm::Twine(request_.clangTime.count()) +
                                        " s that it has for all files are over; see --clang-time"));
      return;
    }
    auto read = clang.read(command, deadline_);
    if (!read) {
      store(indexes_.lookup(command.file), unit, read.takeError());
      return;
    }
    for (WorkerFile &file : *read) {
      const auto found = indexes_.find(absolute(command.directory, file.path));
      if (found == indexes_.end() || !claim(found->second, unit))
        continue;
      auto judged = judgeFile(files_[found->second], file, assessor);
      if (judged)
        store(found->second, unit, std::move(*judged));
      else
        store(found->second, unit, judged.takeError());
    }
  }

  /// A file belongs to the first unit that has it, whichever is read first.
  bool claim(std::size_t file, std::size_t unit) {
    const std::lock_guard lock(mutex_);
    if (unitOf_[file] <= unit)
      return false;
    unitOf_[file] = unit;
    return true;
  }

  void store(std::size_t file, std::size_t unit, llvm::Error error) {
    claim(file, unit);
    const std::lock_guard lock(mutex_);
    std::string reason = "Clang could not read it: " + llvm::toString(std::move(error));
    if (unitOf_[file] == unit)
      outcomes_[file] = {std::nullopt, std::move(reason)};
  }

  void store(std::size_t file, std::size_t unit, JudgedFile judged) {
    const std::lock_guard lock(mutex_);
    if (unitOf_[file] == unit)
      outcomes_[file] = {std::move(judged), ""};
  }

  llvm::Expected<JudgedFile> judgeFile(const SourcePath &path, const WorkerFile &read,
                                       Assessor &assessor) const {
    auto source = SourceFile::open(path.path);
    if (!source)
      return source.takeError();
    if (source->text().size() != read.textBytes)
      return llvm::createStringError(llvm::errc::io_error, "it changed while it was read");
    FactSet facts;
    if (llvm::Error error = readFacts(read.facts, read.textBytes, facts))
      return error;
    const Language &language = *findLanguage(read.isCxx ? "cpp" : "c");
    Assessment assessment = assessor.assess(*source, language, facts);
    // The database may have been written to hide what it does not compile: the worse holds.
    if (read.hasSkipped) {
      Assessment whole = assessor.assess(*source, language);
      if (std::pair(assessment.level, assessment.score.total) <
          std::pair(whole.level, whole.score.total))
        assessment = std::move(whole);
    }
    return withPlaces(*source, std::move(assessment), request_);
  }

  llvm::ArrayRef<SourcePath> files_;
  const ScanRequest &request_;
  std::chrono::steady_clock::time_point deadline_ =
      std::chrono::steady_clock::now() + request_.clangTime;
  llvm::StringMap<std::size_t> indexes_;
  std::vector<const CompileCommand *> units_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;
  std::vector<UnitOutcome> outcomes_;
  /// By file: the unit that it is judged in.
  std::vector<std::size_t> unitOf_;
};

} // namespace

std::vector<UnitOutcome> assay::judgeUnits(llvm::ArrayRef<SourcePath> files,
                                           const ScanRequest &request, const RuleSet &rules,
                                           const AssessmentPolicy &policy) {
  if (request.commands.empty() || request.clang.empty())
    return {};
  UnitPass pass(files, request);
  const auto work = [&] {
    Assessor assessor(rules, policy);
    pass.work(request.clang, assessor);
  };
  const llvm::ThreadPoolStrategy strategy = llvm::hardware_concurrency(request.jobs);
  const std::size_t threads = std::min<std::size_t>(strategy.compute_thread_count(), pass.size());
  if (threads <= 1) {
    work();
  } else {
    llvm::DefaultThreadPool pool(strategy);
    for (std::size_t i = 0; i < threads; ++i)
      pool.async(work);
    pool.wait();
  }
  return pass.take();
}
