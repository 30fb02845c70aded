#include "tools/clang/clang_worker.h"
#include "tools/rpc/json_rpc.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace assay;

/// The slowest unit of LLVM itself takes 20 s.
static constexpr std::chrono::seconds unitTime{60};
/// A line of an answer holds a path and numbers.
static constexpr std::size_t maxLineBytes = 64u << 10;
/// The facts of a file are some 50 bytes a byte of source, and no file of more than 16 MiB is
/// judged.
/// So many of them for all files of a unit.
static constexpr std::uint64_t maxFactBytes = std::uint64_t{2} << 30;
/// Files of one unit that are not system headers.
static constexpr std::size_t maxUnitFiles = 20000;

static llvm::Error failure(const llvm::Twine &what) {
  return llvm::createStringError(llvm::errc::io_error, what);
}

ClangWorker::~ClangWorker() { stop(); }

void ClangWorker::stop() {
  if (process_ < 0)
    return;
  close(requests_);
  close(answers_);
  kill(process_, SIGKILL);
  while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR)
    ;
  process_ = -1;
  buffer_.clear();
}

llvm::Error ClangWorker::start() {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) < 0)
    return failure("cannot make a pipe: " + std::string(strerror(errno)));
  if (pipe2(out, O_CLOEXEC) < 0) {
    close(in[0]);
    close(in[1]);
    return failure("cannot make a pipe: " + std::string(strerror(errno)));
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  char *const arguments[] = {program_.data(), nullptr};
  // The environment names folders to include from.
  char *const environment[] = {nullptr};
  const int error =
      posix_spawn(&process_, program_.c_str(), &actions, nullptr, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  requests_ = in[1];
  answers_ = out[0];
  if (error == 0)
    return llvm::Error::success();
  process_ = -1;
  close(requests_);
  close(answers_);
  return failure("cannot start " + program_ + ": " + std::string(strerror(error)));
}

llvm::Error ClangWorker::ask(const CompileCommand &command) {
  llvm::json::Array arguments;
  for (const std::string &argument : command.arguments)
    arguments.push_back(llvm::json::fixUTF8(argument));
  std::string line;
  llvm::raw_string_ostream out(line);
  out << llvm::json::Value(llvm::json::Object{{"file", llvm::json::fixUTF8(command.file)},
                                              {"directory", llvm::json::fixUTF8(command.directory)},
                                              {"arguments", std::move(arguments)}})
      << '\n';
  llvm::StringRef rest = line;
  while (!rest.empty()) {
    const ssize_t written = write(requests_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return failure("assay-clang ended");
    rest = rest.drop_front(static_cast<std::size_t>(written));
  }
  return llvm::Error::success();
}

/// Adds what there is to the buffer; waits if there is nothing.
llvm::Error ClangWorker::fill() {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline_ - std::chrono::steady_clock::now());
    if (left.count() <= 0)
      return failure("assay-clang took longer than a minute, or than all files may");
    pollfd ready{answers_, POLLIN, 0};
    const int count = poll(&ready, 1, static_cast<int>(left.count()));
    if (count < 0 && errno != EINTR)
      return failure("cannot wait for assay-clang: " + std::string(strerror(errno)));
    if (count <= 0)
      continue;
    char bytes[64 << 10];
    const ssize_t got = ::read(answers_, bytes, sizeof bytes);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return failure("assay-clang crashed");
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return llvm::Error::success();
  }
}

llvm::Expected<std::string> ClangWorker::receiveLine() {
  std::size_t end = 0;
  while ((end = buffer_.find('\n')) == std::string::npos) {
    if (buffer_.size() > maxLineBytes)
      return failure("assay-clang speaks another protocol");
    if (llvm::Error error = fill())
      return error;
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

llvm::Error ClangWorker::receive(std::size_t bytes, std::string &into) {
  while (buffer_.size() < bytes)
    if (llvm::Error error = fill())
      return error;
  into.assign(buffer_, 0, bytes);
  buffer_.erase(0, bytes);
  return llvm::Error::success();
}

llvm::Expected<std::vector<WorkerFile>> ClangWorker::answer() {
  std::vector<WorkerFile> files;
  std::uint64_t received = 0;
  for (;;) {
    auto line = receiveLine();
    if (!line)
      return line.takeError();
    auto document = parseDocument(*line);
    if (!document)
      return document.takeError();
    const llvm::json::Object *object = document->getAsObject();
    if (!object)
      return failure("assay-clang speaks another protocol");
    if (object->getBoolean("end").value_or(false)) {
      if (const auto error = object->getString("error"))
        return llvm::createStringError(llvm::errc::invalid_argument, error->str());
      for (WorkerFile &file : files)
        file.isCxx = object->getBoolean("cxx").value_or(false);
      return files;
    }
    const std::int64_t text = object->getInteger("text").value_or(-1);
    const std::int64_t facts = object->getInteger("facts").value_or(-1);
    if (text < 0 || text > UINT32_MAX || facts < 0 ||
        static_cast<std::uint64_t>(facts) > maxFactBytes - received || files.size() >= maxUnitFiles)
      return failure("assay-clang speaks another protocol");
    received += static_cast<std::uint64_t>(facts);
    WorkerFile &file = files.emplace_back();
    file.hasSkipped = object->getBoolean("skipped").value_or(true);
    file.path = object->getString("path").value_or("").str();
    file.textBytes = static_cast<std::uint32_t>(text);
    if (llvm::Error error = receive(static_cast<std::size_t>(facts), file.facts))
      return error;
  }
}

llvm::Expected<std::vector<WorkerFile>>
ClangWorker::read(const CompileCommand &command, std::chrono::steady_clock::time_point latest) {
  if (process_ < 0)
    if (llvm::Error error = start())
      return error;
  deadline_ = std::min(std::chrono::steady_clock::now() + unitTime, latest);
  if (llvm::Error error = ask(command)) {
    stop();
    return error;
  }
  auto files = answer();
  if (files)
    return files;
  llvm::Error error = files.takeError();
  // What it does not understand is its answer; all else means that it cannot go on.
  bool isAnswer = false;
  error = llvm::handleErrors(std::move(error), [&](std::unique_ptr<llvm::StringError> reason) {
    isAnswer = reason->convertToErrorCode() == llvm::errc::invalid_argument;
    return llvm::Error(std::move(reason));
  });
  if (!isAnswer)
    stop();
  return error;
}

std::optional<std::string> assay::findClangWorker() {
  const std::string self = llvm::sys::fs::getMainExecutable(nullptr, nullptr);
  llvm::SmallString<256> program(llvm::sys::path::parent_path(self));
  llvm::sys::path::append(program, "assay-clang");
  if (!llvm::sys::fs::can_execute(program))
    return std::nullopt;
  return program.str().str();
}
