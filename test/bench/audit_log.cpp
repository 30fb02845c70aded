#include "audit/folder.h"
#include "audit/index.h"
#include "audit/log.h"
#include "audit/merkle.h"
#include "audit/segment.h"
#include "audit/verify.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

// audit_log append FOLDER [ROW]   durable appends a second, against the flush rate of the same
// disk;
//                                 ROW is one of threads1, threads32, ..., processes32
// audit_log make FOLDER COUNT     makes a log of COUNT records, quickly
// audit_log verify FOLDER         records a second, against hashing as `openssl speed` does
// audit_log query FOLDER          the first page of a filter by level and time

using namespace assay;

namespace {

using Clock = std::chrono::steady_clock;

/// Processor time of all threads: what one core needs, however many others want it.
double processorSeconds() {
  timespec time = {};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

template <typename T> T must(llvm::Expected<T> value) {
  if (value)
    return std::move(*value);
  llvm::errs() << llvm::toString(value.takeError()) << '\n';
  std::exit(1);
}

void must(llvm::Error error) {
  if (!error)
    return;
  llvm::errs() << llvm::toString(std::move(error)) << '\n';
  std::exit(1);
}

Event sample(int number) {
  static constexpr const char *levels[] = {"LOW", "LOW",  "LOW", "MEDIUM",
                                           "LOW", "HIGH", "LOW", "BLOCKED"};
  Event event;
  event.type = RecordType::Decision;
  event.actor = {1000, 4242, "assay", "bench"};
  event.subject = sha256(std::to_string(number));
  event.body = llvm::json::Object{{"level", levels[number % 8]},
                                  {"score", number % 100},
                                  {"verdict", number % 8 == 7 ? "block" : "allow"}};
  return event;
}

/// Appends of one line and a flush each: what the disk can do.
double flushRate(const std::string &path, int count) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_TRUNC, 0600));
  std::string line(420, 'x');
  auto start = Clock::now();
  for (int i = 0; i < count; ++i) {
    must(writeAll(file.get(), line, path));
    must(flush(file.get(), path));
  }
  double rate = count / secondsSince(start);
  ::unlink(path.c_str());
  return rate;
}

/// Appends a second while all of them are at work; opening and closing the log does not count.
double threadRate(const std::string &path, int threads, int each) {
  auto log = must(AuditLog::open(path));
  auto start = Clock::now();
  std::vector<std::thread> writers;
  for (int t = 0; t < threads; ++t)
    writers.emplace_back([&, t] {
      for (int i = 0; i < each; ++i)
        must(log->append(sample(t * each + i)));
    });
  for (std::thread &writer : writers)
    writer.join();
  return threads * each / secondsSince(start);
}

[[noreturn]] void appendInChild(const std::string &path, int each, int start, int done) {
  auto log = must(AuditLog::open(path));
  char byte = 0;
  // One byte says that this one is ready; the parent's closing of the other pipe, that all are.
  if (::write(done, &byte, 1) != 1 || ::read(start, &byte, 1) != 0)
    ::_exit(1);
  for (int i = 0; i < each; ++i)
    must(log->append(sample(i)));
  bool isTold = ::write(done, &byte, 1) == 1;
  log.reset();
  ::_exit(isTold ? 0 : 1);
}

void awaitBytes(int pipe, int count) {
  char byte = 0;
  for (int i = 0; i < count; ++i)
    if (::read(pipe, &byte, 1) != 1)
      must(llvm::createStringError("a writer failed"));
}

double processRate(const std::string &path, int processes, int each) {
  must(AuditLog::open(path)).reset();
  int start[2], done[2];
  if (::pipe(start) != 0 || ::pipe(done) != 0)
    must(systemError("pipe", "open"));
  for (int p = 0; p < processes; ++p)
    if (::fork() == 0) {
      ::close(start[1]);
      appendInChild(path, each, start[0], done[1]);
    }
  ::close(start[0]);
  awaitBytes(done[0], processes);
  auto began = Clock::now();
  ::close(start[1]);
  awaitBytes(done[0], processes);
  double rate = processes * each / secondsSince(began);
  while (::wait(nullptr) > 0) {
  }
  ::close(done[0]);
  ::close(done[1]);
  return rate;
}

/// The disk's rate drifts from second to second, so both are measured in turn, many times; of the
/// ratios of neighbours the middle one counts.
void benchAppend(const std::string &folder, llvm::StringRef only) {
  llvm::sys::fs::create_directories(folder);
  constexpr int turns = 9;
  auto row = [&](const std::string &name, int writers, int each, auto measure) {
    if (!only.empty() && only != name + std::to_string(writers))
      return;
    std::vector<double> rates, disks, ratios;
    for (int turn = 0; turn < turns; ++turn) {
      disks.push_back(flushRate(folder + "/flush", 400));
      rates.push_back(measure(folder + "/" + name + std::to_string(writers), writers, each));
      ratios.push_back(2 * rates.back() / (disks.back() + flushRate(folder + "/flush", 400)));
    }
    for (auto *values : {&rates, &disks, &ratios})
      std::sort(values->begin(), values->end());
    llvm::outs() << llvm::format(
        "%-10s %3d writers  %7.0f appends/s  disk %6.0f flushes/s  ratio %.2f (%.2f to %.2f)\n",
        name.c_str(), writers, rates[turns / 2], disks[turns / 2], ratios[turns / 2],
        ratios.front(), ratios.back());
    llvm::outs().flush();
  };
  row("threads", 1, 400, threadRate);
  row("threads", 32, 400, threadRate);
  row("threads", 128, 100, threadRate);
  row("processes", 1, 400, processRate);
  row("processes", 8, 200, processRate);
  row("processes", 32, 200, processRate);
}

/// Writes segments as the log would, without its locks and flushes; opening the log then signs
/// them.
void makeLog(const std::string &path, int count) {
  must(AuditLog::open(path)).reset();
  LogFolder folder = must(LogFolder::open(path, Access::Write));
  std::string line = must(folder.read(segmentName(0), 1u << 16));
  line.pop_back();
  AuditRecord record = must(parseRecord(line));
  std::string segment = segmentName(0), pending;
  Descriptor file = must(folder.openFile(segment, O_WRONLY | O_APPEND));
  std::uint64_t bytes = line.size() + 1;
  for (int i = 1; i <= count; ++i) {
    Event event = sample(i);
    record.prev = leafHash(line);
    record.seq = static_cast<std::uint64_t>(i);
    record.type = event.type;
    record.actor = event.actor;
    record.subject = event.subject;
    record.body = std::move(event.body);
    record.time += 1000;
    line = must(formatRecord(record));
    pending += line + '\n';
    bytes += line.size() + 1;
    bool isFull = bytes >= LogOptions().segmentBytes;
    if (pending.size() > (1u << 20) || isFull || i == count) {
      must(writeAll(file.get(), pending, segment));
      pending.clear();
    }
    if (isFull) {
      segment = segmentName(record.seq + 1);
      file = must(folder.openFile(segment, O_WRONLY | O_APPEND | O_CREAT));
      bytes = 0;
    }
  }
  must(AuditLog::open(path)).reset();
}

/// Bytes a second of processor time, as `openssl speed -evp sha256 -bytes SIZE` hashes.
double hashingRate(std::size_t size) {
  constexpr int count = 1'000'000;
  EVP_MD *algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::vector<unsigned char> data(size, 'x');
  unsigned char digest[EVP_MAX_MD_SIZE];
  double began = processorSeconds();
  for (int i = 0; i < count; ++i) {
    if (EVP_Digest(data.data(), data.size(), digest, nullptr, algorithm, nullptr) != 1)
      must(llvm::createStringError("libcrypto does not hash"));
    data[0] = digest[0];
  }
  double rate = count * static_cast<double>(size) / (processorSeconds() - began);
  EVP_MD_free(algorithm);
  return rate;
}

void benchVerify(const std::string &path) {
  LogFolder folder = must(LogFolder::open(path, Access::Read));
  std::vector<Segment> segments = must(listSegments(folder));
  std::uint64_t bytes = 0, count = 0;
  must(forEachLine(ChunkReader(folder, segments), [&](llvm::StringRef line, const LinePlace &) {
    bytes += line.size();
    return ++count < 1'000'000;
  }));
  std::size_t size = bytes / count;
  double hashRate = hashingRate(size);
  llvm::outs() << llvm::format("sha256 of %zu bytes, one thread: %.0f MB/s\n", size,
                               hashRate / 1e6);
  for (unsigned threads : {1u, 0u}) {
    auto start = Clock::now();
    double began = processorSeconds();
    Verification verdict = must(verifyLog(path, {.threads = threads}));
    double wall = secondsSince(start), processor = processorSeconds() - began;
    std::uint64_t records = verdict.size - verdict.first;
    double rate = records / (threads == 1 ? processor : wall);
    llvm::outs() << llvm::format(
                        "verify, %s: %.0f records/s, %.0f MB/s, %.2f of hashing on one thread; ",
                        threads == 1 ? "one thread, processor time" : "all threads, wall time",
                        rate, rate * size / 1e6, rate * size / hashRate)
                 << records << " records, " << nameOf(verdict.fault) << '\n';
  }
  rusage usage = {};
  ::getrusage(RUSAGE_SELF, &usage);
  llvm::outs() << "largest memory " << usage.ru_maxrss / 1024 << " MiB\n";
}

void benchQuery(const std::string &path) {
  auto start = Clock::now();
  std::int64_t middle = 0;
  Verification verdict;
  must(searchLog(path, {}, 1, [&](const FoundRecord &found) {
    middle = found.record.time;
    return true;
  }));
  llvm::outs() << llvm::format("index brought up to date in %.1f s\n", secondsSince(start));
  LogFolder folder = must(LogFolder::open(path, Access::Read));
  std::uint64_t last = must(listSegments(folder)).back().first;
  middle += static_cast<std::int64_t>(last) / 2 * 1000;
  for (const char *level : {"HIGH", "BLOCKED", "LOW"}) {
    std::vector<double> times;
    std::size_t found = 0;
    for (int i = 0; i < 21; ++i) {
      start = Clock::now();
      found = 0;
      must(searchLog(path, {.since = middle, .until = middle + 3'600'000'000, .level = level}, 50,
                     [&](const FoundRecord &) {
                       ++found;
                       return true;
                     }));
      times.push_back(secondsSince(start) * 1000);
    }
    std::sort(times.begin(), times.end());
    llvm::outs() << llvm::format(
        "level %s in an hour, first 50: median %.2f ms, worst %.2f ms, %zu found\n", level,
        times[10], times.back(), found);
  }
}

} // namespace

int main(int argc, char **argv) {
  llvm::StringRef what = argc > 2 ? argv[1] : "";
  if (what == "append")
    benchAppend(argv[2], argc > 3 ? argv[3] : "");
  else if (what == "make" && argc > 3)
    makeLog(argv[2], std::atoi(argv[3]));
  else if (what == "verify")
    benchVerify(argv[2]);
  else if (what == "query")
    benchQuery(argv[2]);
  else
    return llvm::errs() << "usage: audit_log append|make|verify|query FOLDER [ROW|COUNT]\n", 2;
  return 0;
}
