#include "tools/assay/worker.h"
#include "tools/assay/scan.h"
#include "tools/report/json.h"
#include "tools/report/report.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/Compiler.h"
#include "llvm/Support/ErrorHandling.h"
#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <new>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

using namespace assay;
namespace json = llvm::json;
namespace chrono = std::chrono;

namespace {

/// The status with which a job's process says that it was refused memory.
constexpr int outOfMemory = 86;

llvm::Error failure(const llvm::Twine &message) {
  const std::error_code error(errno, std::generic_category());
  return llvm::createStringError(error, message + ": " + error.message());
}

void append(std::string &text, std::initializer_list<json::Object::KV> fields) {
  llvm::raw_string_ostream out(text);
  out << json::Value(json::Object(fields)) << '\n';
}

std::string answerOf(const WorkerLine &line, const ScanResult &result) {
  std::string text;
  std::uint64_t findings = 0;
  RiskLevel worst = RiskLevel::Low;
  for (const JudgedFile &file : result.files) {
    append(text, {{"kind", "file"}, {"id", jsonText(line.id)}, {"file", toJson(file)}});
    findings += file.assessment.findings.size();
    worst = std::max(worst, file.assessment.level);
  }
  for (const ScanError &error : result.errors)
    append(text, {{"kind", "error"},
                  {"id", jsonText(line.id)},
                  {"path", jsonText(error.path)},
                  {"message", jsonText(error.message)}});
  append(text, {{"kind", "end"},
                {"id", jsonText(line.id)},
                {"status", result.errors.empty() ? "done" : "incomplete"},
                {"files", static_cast<std::uint64_t>(result.files.size())},
                {"errors", static_cast<std::uint64_t>(result.errors.size())},
                {"findings", findings},
                {"level", nameOf(worst)}});
  return text;
}

/// Goes to where the job's files are, so that paths in the answer are the same wherever it lies.
/// Gives back what the path is called from there.
llvm::Expected<std::string> enter(const std::string &path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return failure("cannot be opened");
  const bool isFolder = S_ISDIR(status.st_mode);
  const std::size_t slash = path.find_last_not_of('/') == std::string::npos
                                ? std::string::npos
                                : path.rfind('/', path.find_last_not_of('/'));
  const std::string folder = isFolder                     ? path
                             : slash == std::string::npos ? "."
                                                          : path.substr(0, slash + 1);
  if (::chdir(folder.c_str()) != 0)
    return failure("cannot be entered");
  return isFolder ? "." : path.substr(slash == std::string::npos ? 0 : slash + 1);
}

std::string judgeHere(const WorkerLine &line, const WorkerSetup &setup) {
  auto name = enter(line.path);
  if (!name)
    return failedLine(line.id, "failed", llvm::toString(name.takeError()));
  ScanRequest request;
  request.paths = {*name};
  request.honourIgnoreFiles = line.honourIgnoreFiles;
  request.shard = line.shard;
  request.shards = line.shards;
  request.jobs = setup.limits.threads;
  std::error_code error;
  request.root = std::filesystem::current_path(error).string();
  return answerOf(line, scan(request, *setup.rules, *setup.policy));
}

void setLimit(__rlimit_resource resource, std::uint64_t value) {
  const rlimit limit{value, value};
  ::setrlimit(resource, &limit);
}

[[noreturn]] void endForMemory(void * = nullptr, const char * = nullptr, bool = false) {
  ::_exit(outOfMemory);
}

/// The job's process. Its answer counts if it ends with 0.
[[noreturn]] void work(const WorkerLine &line, const WorkerSetup &setup, int answer, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  // It may have died before.
  if (::getppid() != parent)
    ::_exit(1);
  // A group of its own: whoever ends it ends all of it.
  ::setpgid(0, 0);
  setLimit(RLIMIT_CORE, 0);
  setLimit(RLIMIT_FSIZE, setup.limits.outputBytes);
  // Sanitizers keep a shadow of all memory.
  if constexpr (!LLVM_ADDRESS_SANITIZER_BUILD && !LLVM_THREAD_SANITIZER_BUILD)
    setLimit(RLIMIT_DATA, setup.limits.memoryBytes);
  std::set_new_handler([] { endForMemory(); });
  llvm::install_bad_alloc_error_handler(endForMemory);
  const std::string text = judgeHere(line, setup);
  for (llvm::StringRef rest = text; !rest.empty();) {
    const ssize_t written = ::write(answer, rest.data(), rest.size());
    if (written < 0 && errno != EINTR)
      ::_exit(1);
    rest = rest.drop_front(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  ::_exit(0);
}

/// Waits for the process to end; false if its time was over first.
bool waitWithin(int process, const WorkerSetup &setup) {
  const auto began = chrono::steady_clock::now();
  for (auto nextBeat = began + setup.limits.heartbeat;;) {
    const auto now = chrono::steady_clock::now();
    const auto until = std::min(nextBeat, began + setup.limits.time);
    // Rounded up: a wait that ends early would be one of no time, again and again.
    const auto wait = chrono::ceil<chrono::milliseconds>(until - now).count();
    pollfd ended{process, POLLIN, 0};
    if (::poll(&ended, 1, static_cast<int>(std::max<long>(wait, 0))) > 0)
      return true;
    const auto spent = chrono::steady_clock::now() - began;
    if (spent >= setup.limits.time)
      return false;
    if (chrono::steady_clock::now() >= nextBeat) {
      setup.beat(chrono::floor<chrono::seconds>(spent));
      nextBeat += setup.limits.heartbeat;
    }
  }
}

/// Piece by piece: an answer may be larger than what the machine has to spare.
llvm::Error copyTo(llvm::raw_ostream &out, int file) {
  std::array<char, 64u << 10> piece;
  off_t at = 0;
  for (ssize_t got = 0; (got = ::pread(file, piece.data(), piece.size(), at)) != 0; at += got) {
    if (got < 0)
      return failure("cannot read an answer");
    out.write(piece.data(), static_cast<std::size_t>(got));
  }
  return llvm::Error::success();
}

/// Waits for a job's process. What became of it if its answer does not count; else nothing.
std::string endOf(pid_t child, const WorkerLine &line, const WorkerSetup &setup) {
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  const bool isInTime = process >= 0 && waitWithin(process, setup);
  if (process >= 0)
    ::close(process);
  if (!isInTime) {
    ::kill(-child, SIGKILL);
    ::kill(child, SIGKILL);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  const auto megabytes = std::to_string(setup.limits.memoryBytes >> 20);
  if (!isInTime)
    return failedLine(line.id, "time",
                      "took more than " + std::to_string(setup.limits.time.count()) + " s");
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
    return failedLine(line.id, "output", "has too many findings to tell");
  if (WIFSIGNALED(status))
    return failedLine(line.id, "crash",
                      "judging it was ended by signal " + std::to_string(WTERMSIG(status)));
  if (WEXITSTATUS(status) == outOfMemory)
    return failedLine(line.id, "memory", "took more than " + megabytes + " MiB of memory");
  if (WEXITSTATUS(status) != 0)
    return failedLine(line.id, "crash",
                      "judging it ended with status " + std::to_string(WEXITSTATUS(status)));
  return "";
}

} // namespace

std::string assay::failedLine(llvm::StringRef id, llvm::StringRef status, llvm::StringRef reason) {
  std::string text;
  append(text,
         {{"kind", "end"}, {"id", jsonText(id)}, {"status", status}, {"reason", jsonText(reason)}});
  return text;
}

llvm::Error assay::answerTo(const WorkerLine &line, const WorkerSetup &setup,
                            llvm::raw_ostream &out) {
  const int answer = ::memfd_create("answer", MFD_CLOEXEC);
  if (answer < 0)
    return failure("no memory for an answer");
  const auto close = llvm::make_scope_exit([&] { ::close(answer); });
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0)
    work(line, setup, answer, parent);
  if (child < 0)
    return failure("no process for a job");
  const std::string failed = endOf(child, line, setup);
  if (failed.empty())
    return copyTo(out, answer);
  out << failed;
  return llvm::Error::success();
}
