#include "audit/verify.h"
#include "test/unit/gate/temporary_gate.h"
#include <map>
#include <mutex>
#include <set>
#include <thread>

// Many threads, one log, one policy that changes meanwhile. Under ThreadSanitizer this looks for
// races; everywhere it checks that no request is lost, mixed with another or half recorded.

using namespace assay;

namespace {

constexpr int threadCount = 16;
constexpr int requestCount = 1'000;
/// Each runs an interpreter in a jail, which is a thousand times the work of a judgement.
constexpr int runsOfEachThread = 2;

const llvm::json::Value &harmless() {
  static const llvm::json::Value request =
      parsed(R"json({"code": "print(6 * 7)", "language": "python"})json");
  return request;
}

/// Ids of requests that were answered, and what went wrong.
struct Tally {
  std::mutex mutex;
  std::set<std::string> requests;
  std::vector<std::string> problems;

  void add(const llvm::json::Object &answer, llvm::StringRef schema) {
    std::string text;
    llvm::raw_string_ostream(text) << llvm::json::Value(llvm::json::Object(answer));
    const std::lock_guard lock(mutex);
    if (answer.getString("schema") != schema)
      problems.push_back(text);
    if (const auto request = answer.getString("request"))
      if (!requests.insert(request->str()).second)
        problems.push_back("an id was used twice: " + text);
  }
};

void work(SafetyApi api, int requests, Tally &tally) {
  const auto blocked =
      parsed(R"json({"code": "import os\nos.system('rm -rf /')\n", "language": "python"})json");
  const auto policies = {parsed(R"({"policy": {"decisions": {"MEDIUM": "confirm"}}})"),
                         parsed(R"({"policy": {"decisions": {"MEDIUM": "warn"}}})")};
  for (int i = 0; i < requests; ++i) {
    if (i < runsOfEachThread) {
      const auto answer = api.call("assessAndExecute", harmless());
      tally.add(answer, "assay.run/1");
      if (answer.getString("output") != llvm::StringRef("42\n"))
        tally.add(llvm::json::Object{{"ran", llvm::json::Object(answer)}}, "42");
    } else if (i % 20 == 19) {
      tally.add(api.call("configurePolicies", *(policies.begin() + i / 20 % 2)), "assay.policy/1");
    } else if (i % 3 == 0) {
      tally.add(api.call("assessAndExecute", blocked), "assay.run/1");
    } else {
      tally.add(api.call("assessCodeOnly", harmless()), "assay.assess/1");
    }
  }
}

} // namespace

TEST_F(GateTest, AnswersAThousandRequestsOfSixteenThreads) {
  Tally tally;
  std::vector<std::thread> threads;
  for (int i = 0; i < threadCount; ++i) {
    const int share = requestCount / threadCount + (i < requestCount % threadCount ? 1 : 0);
    threads.emplace_back([&, share] { work(api(), share, tally); });
  }
  for (std::thread &thread : threads)
    thread.join();
  for (const std::string &problem : tally.problems)
    ADD_FAILURE() << problem;

  // The log holds every request, whole and in order.
  std::map<std::string, std::vector<RecordType>> records;
  llvm::Error error = readLog(folder_ + "/log", {}, [&](const FoundRecord &found) {
    if (const auto request = found.record.body.getString("request"))
      records[request->str()].push_back(found.record.type);
    return true;
  });
  ASSERT_EQ(llvm::toString(std::move(error)), "");
  EXPECT_EQ(records.size(), tally.requests.size());
  for (const auto &[request, types] : records) {
    EXPECT_TRUE(tally.requests.count(request)) << request;
    const bool ran =
        types.size() == 4 && types[2] == RecordType::ExecBegin && types[3] == RecordType::ExecEnd;
    EXPECT_TRUE(types.size() == 2 || ran) << request << " has " << types.size() << " records";
    EXPECT_EQ(types[0], RecordType::Assessment);
    EXPECT_EQ(types[1], RecordType::Decision);
  }
  ASSERT_FALSE(static_cast<bool>(log_->publish()));
  auto verification = verifyLog(folder_ + "/log");
  ASSERT_TRUE(static_cast<bool>(verification));
  EXPECT_TRUE(verification->holds()) << verification->explanation;
}
