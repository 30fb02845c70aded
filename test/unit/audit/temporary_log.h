#ifndef ASSAY_TEST_UNIT_AUDIT_TEMPORARY_LOG_H
#define ASSAY_TEST_UNIT_AUDIT_TEMPORARY_LOG_H

#include "audit/log.h"
#include "audit/query.h"
#include "audit/verify.h"
#include "llvm/Support/FileSystem.h"
#include <gtest/gtest.h>

namespace assay {

/// A folder for one test, removed with it.
class TemporaryFolder {
public:
  TemporaryFolder() {
    // In memory where that can be: the tests flush tens of thousands of times.
    bool hasMemory = !llvm::sys::fs::access("/dev/shm", llvm::sys::fs::AccessMode::Write);
    llvm::SmallString<128> path;
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory(
        hasMemory ? "/dev/shm/assay-audit" : "assay-audit", path));
    path_ = path.str().str();
  }
  TemporaryFolder(const TemporaryFolder &) = delete;
  TemporaryFolder &operator=(const TemporaryFolder &) = delete;
  ~TemporaryFolder() { llvm::sys::fs::remove_directories(path_); }

  [[nodiscard]] std::string log() const { return path_ + "/log"; }
  [[nodiscard]] std::string file(const std::string &name) const { return path_ + "/" + name; }

private:
  std::string path_;
};

template <typename T> T must(llvm::Expected<T> value) {
  if (!value) {
    ADD_FAILURE() << llvm::toString(value.takeError());
    std::abort();
  }
  return std::move(*value);
}

inline void must(llvm::Error error) {
  if (error)
    FAIL() << llvm::toString(std::move(error));
}

template <typename T> std::string problemOf(llvm::Expected<T> value) {
  return value ? "" : llvm::toString(value.takeError());
}

inline Event event(int number, RecordType type = RecordType::Decision) {
  Event made;
  made.type = type;
  made.actor = {1000, 42, "assay", "test"};
  made.subject = sha256("code " + std::to_string(number));
  made.body = llvm::json::Object{{"level", "HIGH"}, {"number", number}};
  return made;
}

inline void appendTo(const std::string &path, int count, LogOptions options = {}) {
  auto log = must(AuditLog::open(path, std::move(options)));
  for (int i = 0; i < count; ++i)
    must(log->append(event(i)));
}

/// All records that match, oldest first.
std::vector<AuditRecord> readAll(const std::string &path, const Filter &filter = {});

std::string readFile(const std::string &path);
void writeFile(const std::string &path, llvm::StringRef content);

/// "segments/00000000000000000000.jsonl" of a log.
std::string firstSegment(const std::string &log);

} // namespace assay

#endif // ASSAY_TEST_UNIT_AUDIT_TEMPORARY_LOG_H
