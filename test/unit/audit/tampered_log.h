#ifndef ASSAY_TEST_UNIT_AUDIT_TAMPERED_LOG_H
#define ASSAY_TEST_UNIT_AUDIT_TAMPERED_LOG_H

#include "audit/key_store.h"
#include "audit/merkle.h"
#include "audit/segment.h"
#include "audit/signed_note.h"
#include "test/unit/audit/temporary_log.h"
#include "llvm/ADT/StringExtras.h"

namespace assay {

inline std::vector<std::string> linesOf(const std::string &text) {
  llvm::SmallVector<llvm::StringRef> parts;
  llvm::StringRef(text).split(parts, '\n');
  parts.pop_back();
  return {parts.begin(), parts.end()};
}

/// A log of 100 records (the key and 99 decisions) in one segment, and what an outsider kept of it;
/// with what it takes to change it behind its back.
class Tamper : public testing::Test {
protected:
  void SetUp() override {
    appendTo(path_, 49);
    kept_ = readFile(path_ + "/checkpoint");
    llvm::sys::fs::create_directories(folder_.file("copy"));
    older_ = readFile(segment_);
    appendTo(path_, 50);
    lines_ = linesOf(readFile(segment_));
    ASSERT_EQ(lines_.size(), 100u);
    ASSERT_EQ(must(verifyLog(path_, {.outsideCheckpoints = {kept_}})).fault, Fault::None);
  }

  void store() { writeFile(segment_, llvm::join(lines_, "\n") + "\n"); }

  /// The chain made anew from record `from` on, as one without the key can make it.
  void rechain(std::size_t from) {
    for (std::size_t i = from; i < lines_.size(); ++i) {
      AuditRecord record = must(parseRecord(lines_[i]));
      record.seq = i;
      record.prev = i == 0 ? Digest() : leafHash(lines_[i - 1]);
      lines_[i] = must(formatRecord(record));
    }
  }

  void expect(Fault fault, std::optional<std::uint64_t> record = std::nullopt,
              VerifyOptions options = {}) {
    Verification verdict = must(verifyLog(path_, options));
    EXPECT_EQ(verdict.fault, fault) << nameOf(verdict.fault).str() << ": " << verdict.explanation;
    EXPECT_EQ(verdict.record, record) << verdict.explanation;
    EXPECT_FALSE(verdict.holds());
  }

  /// Signs what is there with a key.
  void resign(const SigningKey &key) {
    CompactRange range;
    for (const std::string &line : lines_)
      range.append(leafHash(line));
    writeFile(path_ + "/checkpoint",
              must(key.sign(Checkpoint{key.verifier().name, range.end(), range.root()}.text())));
  }

  SigningKey ownKey() {
    std::vector<StoredKey> keys = must(loadKeys(must(LogFolder::open(path_, Access::Read))));
    return std::move(keys.back().key);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_.log();
  std::string segment_ = firstSegment(path_);
  std::string kept_, older_;
  std::vector<std::string> lines_;
};

} // namespace assay

#endif // ASSAY_TEST_UNIT_AUDIT_TAMPERED_LOG_H
