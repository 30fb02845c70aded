// jail_library [ROUNDS [MIB]]: what a jail costs a program that links the runtime and is large: it
// has touched MIB (1024) of memory. Runs /bin/true bare (posix_spawn), in a new jail, and in one of
// a warm pool, in turns so that all see the same machine. Prints tab-separated milliseconds: name,
// median, 99th percentile, median over bare.
//
// The pool is full before each of its runs; making the next jail is not counted, but it is not
// free: it happens in another thread.
#include "runtime/unjudged.h"
#include "runtime/warm_pool.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <spawn.h>
#include <sys/wait.h>

using namespace assay;

namespace {

constexpr const char *command = "/bin/true";

struct Case {
  const char *name;
  std::function<void()> prepare;
  std::function<void()> run;
  std::vector<double> milliseconds = {};
};

[[noreturn]] void fail(const llvm::Twine &message) {
  llvm::errs() << "jail_library: " << message << '\n';
  std::exit(1);
}

void spawnBare() {
  char *arguments[] = {const_cast<char *>(command), nullptr};
  pid_t process = -1;
  int status = 0;
  if (posix_spawn(&process, command, nullptr, nullptr, arguments, environ) != 0 ||
      waitpid(process, &status, 0) != process || status != 0)
    fail("cannot run " + llvm::Twine(command));
}

void runJail(WarmPool *pool) {
  RunOptions options;
  options.pool = pool;
  auto result = runUnjudged(HostCommand{command}, JailSpec(), options);
  if (!result)
    fail(llvm::toString(result.takeError()));
  if (result->exitCode != 0 || result->reason != EndReason::Exit)
    fail(describe(*result));
}

void measure(Case &given, unsigned rounds) {
  using Clock = std::chrono::steady_clock;
  if (given.prepare)
    given.prepare();
  const Clock::time_point begin = Clock::now();
  given.run();
  const std::chrono::duration<double, std::milli> taken = Clock::now() - begin;
  given.milliseconds.reserve(rounds);
  given.milliseconds.push_back(taken.count());
}

double at(const std::vector<double> &sorted, double part) {
  return sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

} // namespace

int main(int argc, char **argv) {
  const unsigned rounds = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 300;
  const std::size_t mebibytes = argc > 2 ? static_cast<std::size_t>(std::atoi(argv[2])) : 1024;
  std::vector<char> memory(mebibytes << 20, 1);
  auto pool = WarmPool::create(JailSpec(), 2);
  if (!pool)
    fail(llvm::toString(pool.takeError()));
  const auto fill = [&] {
    while ((*pool)->waiting() < 2)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  Case cases[] = {{"bare", fill, spawnBare},
                  {"new-jail", fill, [] { runJail(nullptr); }},
                  {"warm-jail", fill, [&] { runJail(pool->get()); }}};
  for (unsigned round = 0; round < rounds; ++round)
    for (Case &each : cases)
      measure(each, rounds);
  llvm::outs() << "name\tmedian\tp99\tover-bare\n";
  for (Case &each : cases)
    std::sort(each.milliseconds.begin(), each.milliseconds.end());
  const double bare = at(cases[0].milliseconds, 0.5);
  for (const Case &each : cases)
    llvm::outs() << llvm::formatv("{0}\t{1:f2}\t{2:f2}\t{3:f2}\n", each.name,
                                  at(each.milliseconds, 0.5), at(each.milliseconds, 0.99),
                                  at(each.milliseconds, 0.5) - bare);
  return memory[memory.size() / 2] == 1 ? 0 : 1;
}
