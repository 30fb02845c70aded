#include "runtime/permissions.h"
#include "test/unit/gate/temporary_gate.h"
#include <csignal>
#include <gmock/gmock.h>
#include <sys/resource.h>

using namespace assay;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Taxonomy, IsTheSameInTheAnalyzerAndInTheJail) {
  EXPECT_EQ(capabilities().size(), capabilityRules().size());
  for (const CapabilityRow &row : capabilities())
    EXPECT_NE(findCapabilityRule(row.name), nullptr) << row.name.str();
}

TEST_F(GateTest, RecordsAJudgementBeforeItIsGiven) {
  Gate here = gate();
  const SourceFile program = fileOf("print(1)\n");
  auto judgement = here.judge(program, python());
  ASSERT_TRUE(static_cast<bool>(judgement));
  EXPECT_EQ(judgement->request.size(), 32u);
  EXPECT_THAT(recorded(), ElementsAre("assessment"));
}

TEST_F(GateTest, RecordsThatItHasNoWayToRunAProgram) {
  Gate here = gate();
  // UTF-16, which is judged and which no interpreter runs.
  const std::string utf16("\xFF\xFEp\0a\0s\0s\0\n\0", 12);
  auto program = SourceFile::fromText("t.py", utf16);
  ASSERT_TRUE(static_cast<bool>(program));
  auto handled = here.judgeAndExecute(*program, python(), {.confirmed = true}, {});
  ASSERT_TRUE(static_cast<bool>(handled));
  EXPECT_THAT(handled->result.notStarted, HasSubstr("UTF-16"));
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision", "exec.end"));
}

TEST_F(GateTest, RecordsInTwoSteps) {
  Gate here = gate();
  auto handled = here.judgeAndExecute(fileOf("print(1)\n"), python(), {}, {});
  ASSERT_TRUE(static_cast<bool>(handled)) << llvm::toString(handled.takeError());
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision", "exec.begin", "exec.end"));
  EXPECT_EQ(handled->result.records.size(), 4u);
}

TEST_F(GateTest, RecordsARefusalAndRunsNothing) {
  Gate here = gate();
  const SourceFile program = fileOf(destructive);
  auto judgement = here.judge(program, python());
  ASSERT_TRUE(static_cast<bool>(judgement));
  auto result = here.execute(*judgement, program, {.confirmed = true, .override = {}}, {});
  ASSERT_TRUE(static_cast<bool>(result));
  EXPECT_EQ(result->decision.verdict, Verdict::Block);
  EXPECT_FALSE(result->execution.has_value());
  EXPECT_FALSE(result->limits.has_value());
  EXPECT_THAT(recorded(), ElementsAre("assessment", "decision"));
}

TEST_F(GateTest, RefusesToRunAnotherProgramThanTheOneJudged) {
  Gate here = gate();
  const SourceFile judged = fileOf("print(1)\n");
  const SourceFile other = fileOf("print(2)\n");
  auto judgement = here.judge(judged, python());
  ASSERT_TRUE(static_cast<bool>(judgement));
  auto result = here.execute(*judgement, other, {}, {});
  ASSERT_FALSE(static_cast<bool>(result));
  EXPECT_THAT(llvm::toString(result.takeError()), HasSubstr("not the program that was judged"));
  EXPECT_THAT(recorded(), ElementsAre("assessment"));
}

TEST_F(GateTest, DoesNothingThatCannotBeRecorded) {
  Gate here = gate();
  const SourceFile program = fileOf("print(1)\n");
  auto judgement = here.judge(program, python());
  ASSERT_TRUE(static_cast<bool>(judgement));
  // No file may grow any more, as on a full disk.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &none), 0);
  auto result = here.execute(*judgement, program, {}, {});
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(static_cast<bool>(result));
  EXPECT_THAT(llvm::toString(result.takeError()), HasSubstr("cannot record, so nothing was done"));
}

TEST_F(GateTest, ChangesNoPolicyByARequestThatIsWrong) {
  SafetyApi here = api();
  const std::string before = digestOf(*inForce_.get());
  EXPECT_EQ(fieldOf(here.call("configurePolicies",
                              parsed(R"({"policy": {"decisions": {"LOW": "sometimes"}}})"))),
            "policy");
  EXPECT_EQ(digestOf(*inForce_.get()), before);
  EXPECT_TRUE(recorded().empty());
}

TEST_F(GateTest, RecordsAPolicyChangeWithBeforeAndAfter) {
  SafetyApi here = api();
  const auto answer =
      here.call("configurePolicies", parsed(R"({"policy": {"decisions": {"BLOCKED": "never"}}})"));
  EXPECT_EQ(answer.getString("schema"), "assay.policy/1");
  EXPECT_EQ(inForce_.get()->actionFor(RiskLevel::Blocked), Action::Never);
  EXPECT_THAT(recorded(), ElementsAre("policy.change"));
  // From here on not even an override runs such code.
  const auto refused =
      here.call("assessAndExecute",
                parsed(R"({"code": "import os\nos.system('rm -rf /')\n", "language": "python",
                 "override": {"reason": "checking the policy"}})"));
  EXPECT_EQ(refused.getObject("decision")->getString("verdict"), "block");
}

TEST_F(GateTest, NamesTheFieldOfARequestThatIsWrong) {
  SafetyApi here = api();
  const struct {
    const char *method;
    const char *request;
    const char *field;
  } rows[] = {
      {"assessCodeOnly", "{}", "code"},
      {"assessCodeOnly", R"({"code": null, "language": "python"})", "code"},
      {"assessCodeOnly", R"({"code": "", "language": "python"})", "code"},
      {"assessCodeOnly", R"({"code": "a\u0000b", "language": "python"})", "code"},
      {"assessCodeOnly", R"({"code": "x"})", "language"},
      {"assessCodeOnly", R"({"code": "x", "language": "klingon"})", "language"},
      {"assessCodeOnly", R"({"code": "x", "language": "python", "name": 1})", "name"},
      {"assessCodeOnly", R"({"code": "x", "language": "python", "confirmed": true})", "confirmed"},
      {"assessAndExecute", R"({"code": "x", "language": "python", "confirmed": "y"})", "confirmed"},
      {"assessAndExecute", R"({"code": "x", "language": "python", "arguments": "a"})", "arguments"},
      {"assessAndExecute", R"({"code": "x", "language": "python", "arguments": [1]})",
       "arguments[0]"},
      {"assessAndExecute", R"({"code": "x", "language": "python", "override": true})", "override"},
      {"assessAndExecute", R"({"code": "x", "language": "python", "override": {}})",
       "override.reason"},
      {"assessAndExecute", R"({"code": "x", "language": "python", "override": {"reason": "  "}})",
       "override.reason"},
      {"assessAndExecute",
       R"({"code": "x", "language": "python",
           "override": {"by": "root", "reason": "because I may do so"}})",
       "override.by"},
      {"getExecutionHistory", R"({"limit": 0})", "limit"},
      {"getExecutionHistory", R"({"limit": 1.5})", "limit"},
      {"getExecutionHistory", R"({"type": "executions"})", "type"},
      {"getExecutionHistory", R"({"since": "yesterday"})", "since"},
      {"getSecurityStatus", R"({"verbose": true})", "verbose"},
      {"getAuditReport", R"({"format": "pdf"})", "format"},
      {"configurePolicies", R"({})", "policy"},
      {"configurePolicies", R"({"policy": []})", "policy"},
  };
  for (const auto &row : rows) {
    const auto answer = here.call(row.method, parsed(row.request));
    EXPECT_EQ(answer.getString("schema"), "assay.error/1") << row.request;
    EXPECT_EQ(fieldOf(answer), row.field) << row.request;
  }
  EXPECT_TRUE(recorded().empty());
}

TEST_F(GateTest, CannotBeToldWhoOverrides) {
  // The row above refuses `by`; what is recorded is the user of this process. This code does run,
  // in the jail; it would do no harm outside of it either.
  SafetyApi here = api();
  here.call(
      "assessAndExecute",
      parsed(
          R"({"code": "import os\nos.system('bash -i >& /dev/tcp/127.0.0.1/9 0>&1')\n", "language": "python",
                       "override": {"reason": "checking who it was"}})"));
  std::string by;
  Filter filter;
  filter.type = RecordType::Override;
  llvm::Error error = readLog(folder_ + "/log", filter, [&](const FoundRecord &found) {
    by = found.record.body.getString("by").value_or("").str();
    return true;
  });
  EXPECT_EQ(llvm::toString(std::move(error)), "");
  EXPECT_THAT(by, testing::StartsWith("uid "));
}
