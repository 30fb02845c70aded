#include "tools/assay/child_process.h"
#include "llvm/Support/Errc.h"
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <system_error>
#include <tuple>
#include <unistd.h>
#include <utility>

using namespace assay;

namespace {

/// What a program may complain; the rest is cut.
constexpr std::size_t maxErrorBytes = 64u << 10;

llvm::Error failure(const std::vector<std::string> &command, const llvm::Twine &what) {
  return llvm::createStringError(llvm::errc::io_error, command.front() + ": " + what);
}

std::string textOf(int error) { return std::error_code(error, std::generic_category()).message(); }

/// A descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int file = -1) : file_(file) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;
  [[nodiscard]] int get() const { return file_; }
  void close() {
    if (file_ >= 0)
      ::close(std::exchange(file_, -1));
  }

private:
  int file_;
};

/// Input and complaints are files in memory: nobody waits for anybody who waits for him.
bool writeAll(int file, llvm::StringRef text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR)
      return false;
    text = text.drop_front(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return ::lseek(file, 0, SEEK_SET) == 0;
}

/// Up to `most` bytes and whether there would be more.
std::pair<std::string, bool> readAll(int file, std::size_t most) {
  constexpr std::size_t step = 64u << 10;
  std::string text;
  while (true) {
    const std::size_t had = text.size();
    text.resize(had + step);
    const ssize_t got = ::read(file, text.data() + had, step);
    text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0 || (got < 0 && errno != EINTR))
      return {std::move(text), false};
    if (text.size() > most)
      return {std::move(text), true};
  }
}

/// Pointers to the texts, and the null that ends the list.
std::vector<char *> pointersTo(const std::vector<std::string> &texts) {
  std::vector<char *> pointers;
  for (const std::string &text : texts)
    pointers.push_back(const_cast<char *>(text.c_str()));
  return pointers;
}

int waitFor(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

} // namespace

llvm::Expected<ChildResult> assay::runChild(const std::vector<std::string> &command,
                                            llvm::StringRef input,
                                            const std::vector<std::string> &environment,
                                            std::size_t maxOutput) {
  const Descriptor in(::memfd_create("input", MFD_CLOEXEC));
  const Descriptor errors(::memfd_create("errors", MFD_CLOEXEC));
  int ends[2];
  if (in.get() < 0 || errors.get() < 0 || !writeAll(in.get(), input) ||
      ::pipe2(ends, O_CLOEXEC) != 0)
    return failure(command, "no means to talk to it: " + textOf(errno));
  const Descriptor output(ends[0]);
  Descriptor outputEnd(ends[1]);

  std::vector<char *> arguments = pointersTo(command);
  arguments.push_back(nullptr);
  std::vector<char *> variables = pointersTo(environment);
  for (char **variable = environ; *variable; ++variable)
    variables.push_back(*variable);
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, outputEnd.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, errors.get(), STDERR_FILENO);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(),
                                   variables.data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return failure(command, "cannot be started: " + textOf(error));
  outputEnd.close();

  ChildResult result;
  bool isCut = false;
  std::tie(result.output, isCut) = readAll(output.get(), maxOutput);
  if (isCut)
    ::kill(child, SIGKILL);
  result.status = waitFor(child);
  if (isCut)
    return failure(command, "it prints more than " + llvm::Twine(maxOutput >> 20) + " MiB");
  ::lseek(errors.get(), 0, SEEK_SET);
  result.errors = readAll(errors.get(), maxErrorBytes).first;
  return result;
}
