#include "audit/index.h"
#include "test/unit/audit/temporary_log.h"
#include <sqlite3.h>

using namespace assay;

namespace {

std::vector<std::uint64_t> searchFor(const std::string &path, const Filter &filter,
                                     std::uint64_t limit = 100) {
  std::vector<std::uint64_t> found;
  must(searchLog(path, filter, limit, [&](const FoundRecord &record) {
    found.push_back(record.record.seq);
    return true;
  }));
  return found;
}

void edit(const std::string &path, const char *sql) {
  sqlite3 *database = nullptr;
  ASSERT_EQ(sqlite3_open((path + "/index.sqlite").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

} // namespace

TEST(Index, FindsWhatReadingFinds) {
  TemporaryFolder folder;
  appendTo(folder.log(), 20, {.segmentBytes = 2000});
  std::vector<Filter> filters = {{},
                                 {.type = RecordType::Key},
                                 {.level = "high"},
                                 {.level = "LOW"},
                                 {.subject = sha256("code 3")},
                                 {.actor = "test"},
                                 {.actor = "1000"},
                                 {.level = "HIGH", .firstSeq = 12}};
  for (int round = 0; round < 2; ++round) {
    for (const Filter &filter : filters) {
      std::vector<std::uint64_t> read;
      must(readLog(folder.log(), filter, [&](const FoundRecord &record) {
        read.push_back(record.record.seq);
        return true;
      }));
      EXPECT_EQ(searchFor(folder.log(), filter), read);
    }
    EXPECT_TRUE(must(indexMatchesLog(folder.log())));
    appendTo(folder.log(), 20, {.segmentBytes = 2000});
  }
  EXPECT_EQ(searchFor(folder.log(), {.level = "HIGH"}, 5).size(), 5u);
}

TEST(Index, AnEditedRowIsNotBelieved) {
  TemporaryFolder folder;
  appendTo(folder.log(), 10);
  searchFor(folder.log(), {});
  edit(folder.log(), "update record set level = 'LOW' where seq = 4");
  EXPECT_TRUE(llvm::errorToBool(
      searchLog(folder.log(), {.level = "LOW"}, 10, [](auto &) { return true; })));
  EXPECT_FALSE(must(indexMatchesLog(folder.log())));
  EXPECT_EQ(must(rebuildIndex(folder.log())), 11u);
  EXPECT_TRUE(must(indexMatchesLog(folder.log())));
}

TEST(Index, AHiddenRowIsFoundByComparison) {
  TemporaryFolder folder;
  appendTo(folder.log(), 10);
  searchFor(folder.log(), {});
  edit(folder.log(), "delete from record where seq = 4");
  EXPECT_FALSE(must(indexMatchesLog(folder.log())));
}

TEST(Index, ARemovedRowIsNoticedByTheSearch) {
  TemporaryFolder folder;
  appendTo(folder.log(), 10);
  const std::vector<AuditRecord> records = readAll(folder.log());
  std::vector<Filter> filters = {{},
                                 {.level = "HIGH"},
                                 {.since = records[1].time},
                                 {.until = records[10].time + 1},
                                 {.level = "HIGH", .firstSeq = 1}};
  for (int seq : {1, 4, 10}) {
    must(rebuildIndex(folder.log()));
    edit(folder.log(), ("delete from record where seq = " + std::to_string(seq)).c_str());
    for (const Filter &filter : filters) {
      std::string problem = llvm::toString(
          searchLog(folder.log(), filter, 100, [](const FoundRecord &) { return true; }));
      EXPECT_NE(problem.find("the index lacks some of the records"), std::string::npos)
          << seq << ": " << problem;
    }
  }
  // What lies behind the page is not looked at.
  EXPECT_EQ(searchFor(folder.log(), {}, 5).size(), 5u);
  // The log goes on, and so does the index.
  appendTo(folder.log(), 3);
  EXPECT_NE(llvm::toString(searchLog(folder.log(), {}, 100, [](auto &) { return true; })), "");
}

TEST(Index, FollowsALogThatWasReplaced) {
  TemporaryFolder folder;
  appendTo(folder.log(), 10);
  searchFor(folder.log(), {});
  std::string index = readFile(folder.log() + "/index.sqlite");
  llvm::sys::fs::remove_directories(folder.log());
  appendTo(folder.log(), 30);
  writeFile(folder.log() + "/index.sqlite", index);
  EXPECT_EQ(searchFor(folder.log(), {.level = "HIGH"}).size(), 30u);
}
