#include "runtime/jail.h"
#include "runtime/unjudged.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SHA256.h"
#include <chrono>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

using testing::HasSubstr;

namespace assay {

/// The real one is above this library; the jail only cares that nobody else can make an Approval.
class Gate {
public:
  static Approval approve(llvm::StringRef program) {
    return {llvm::SHA256::hash(llvm::arrayRefFromStringRef(program)), 1};
  }
};

namespace {

JailSpec bashSpec(std::vector<std::string> capabilities = {}) {
  JailSpec spec;
  spec.profile = "bash";
  spec.capabilities = std::move(capabilities);
  return spec;
}

ExecutionResult run(llvm::StringRef script, const JailSpec &spec, const RunOptions &options = {}) {
  auto result = runUnjudged(ProgramBytes{script}, spec, options);
  if (result)
    return *result;
  ADD_FAILURE() << llvm::toString(result.takeError());
  return {};
}

std::string errorOf(llvm::Expected<ExecutionResult> result) {
  return result ? "no error" : llvm::toString(result.takeError());
}

TEST(Jail, RunsTheBytesItWasGivenAndTellsHowTheyEnded) {
  const ExecutionResult result = run("echo out; echo err >&2; exit 3", bashSpec());
  EXPECT_EQ(result.reason, EndReason::Exit);
  EXPECT_EQ(result.exitCode, 3);
  EXPECT_EQ(result.output, "out\n");
  EXPECT_EQ(result.errors, "err\n");
  EXPECT_TRUE(result.violations.empty());
}

TEST(Jail, RefusesBytesThatWereNotApproved) {
  EXPECT_THAT(errorOf(runJailed(Gate::approve("exit 0"), "exit 1", bashSpec())),
              HasSubstr("approval: it is for program"));
}

TEST(Jail, RefusesAnApprovalThatWasUsed) {
  Approval approval = Gate::approve("exit 0");
  EXPECT_EQ(errorOf(runJailed(std::move(approval), "exit 0", bashSpec())), "no error");
  EXPECT_THAT(errorOf(runJailed(std::move(approval), "exit 0", bashSpec())), // NOLINT: the point
              HasSubstr("used before"));
}

TEST(Jail, GivesTheProgramItsInputAndNothingElse) {
  JailSpec spec = bashSpec();
  spec.standardInput = "line\n";
  spec.environment = {{"GIVEN", "yes"}};
  setenv("SECRET", "hidden", 1);
  const ExecutionResult result = run("read x; echo $x $GIVEN $SECRET; read y || echo end", spec);
  EXPECT_EQ(result.output, "line yes\nend\n");
}

TEST(Jail, NamesTheSignalThatEndedAProgram) {
  const ExecutionResult result = run("kill -SEGV $$", bashSpec());
  EXPECT_EQ(result.reason, EndReason::Signal);
  EXPECT_EQ(result.signal, SIGSEGV);
  EXPECT_EQ(describe(result), "ended by SIGSEGV");
}

TEST(Jail, StopsAtTheFirstViolationIfAsked) {
  JailSpec spec = bashSpec();
  spec.onViolation = OnViolation::Stop;
  const ExecutionResult result = run("echo before; (echo forked); echo after", spec);
  EXPECT_EQ(result.reason, EndReason::Violation);
  EXPECT_EQ(result.output, "before\n");
  ASSERT_EQ(result.violations.size(), 1u);
  EXPECT_EQ(result.violations[0].code, "JAIL-process-fork");
}

TEST(Jail, StreamsOutputWhileTheProgramRuns) {
  std::string seen;
  RunOptions options;
  options.onOutput = [&](OutputStream, llvm::StringRef text) { seen += text; };
  const ExecutionResult result = run("echo a; echo b >&2; echo c", bashSpec(), options);
  EXPECT_EQ(seen.size(), result.output.size() + result.errors.size());
}

TEST(Jail, EndsWhenItIsCancelled) {
  std::atomic<bool> cancelled{false};
  RunOptions options;
  options.cancelled = &cancelled;
  options.onOutput = [&](OutputStream, llvm::StringRef) { cancelled = true; };
  const auto begin = std::chrono::steady_clock::now();
  const ExecutionResult result = run("echo go; while :; do :; done", bashSpec(), options);
  EXPECT_EQ(result.reason, EndReason::Cancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

TEST(Jail, KeepsAWorkspaceReadOnlyUnlessWritingIsGranted) {
  llvm::SmallString<64> folder;
  ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("assay-workspace", folder));
  ASSERT_FALSE(llvm::sys::fs::setPermissions(folder, llvm::sys::fs::all_all));
  std::ofstream(folder.str().str() + "/given") << "text";
  JailSpec spec = bashSpec();
  spec.workspace = Workspace{folder.str().str(), WorkspaceMode::ReadOnly};
  EXPECT_EQ(run("read x < given; echo $x; echo y > made", spec).output, "text\n");
  EXPECT_FALSE(llvm::sys::fs::exists(folder + "/made"));
  spec.capabilities = {"fs.write"};
  spec.workspace->mode = WorkspaceMode::Direct;
  EXPECT_EQ(run("echo y > made", spec).exitCode, 0);
  EXPECT_TRUE(llvm::sys::fs::exists(folder + "/made"));
  llvm::sys::fs::remove_directories(folder);
}

TEST(Jail, SaysWhatIsMissingAndRunsNothing) {
  JailSpec spec = bashSpec();
  spec.workspace = Workspace{"/there/is/no/such/folder", WorkspaceMode::ReadOnly};
  EXPECT_THAT(errorOf(runUnjudged(ProgramBytes{"exit 0"}, spec)),
              HasSubstr("mount of /there/is/no/such/folder: No such file or directory"));
  EXPECT_THAT(errorOf(runUnjudged(ProgramBytes{"not an executable"}, JailSpec())),
              HasSubstr("program: cannot be executed /program/main: Exec format error"));
  EXPECT_THAT(errorOf(runUnjudged(HostCommand{"no-such-command"}, JailSpec())),
              HasSubstr("command no-such-command not found"));
}

TEST(Jail, GivesAServerALoopbackOfItsOwn) {
  JailSpec spec;
  spec.profile = "python3";
  spec.capabilities = {"net.listen"};
  const ExecutionResult result = run("import socket\n"
                                     "server = socket.create_server(('127.0.0.1', 0))\n"
                                     "client = socket.create_connection(server.getsockname())\n"
                                     "server.accept()[0].sendall(b'hello')\n"
                                     "print(client.recv(5))\n",
                                     spec);
  EXPECT_EQ(result.output, "b'hello'\n") << result.errors;
}

TEST(Jail, WorksFromSeveralThreadsAtOnce) {
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      for (int turn = 0; turn < 5; ++turn) {
        const std::string script = "echo " + std::to_string(i) + "; exit " + std::to_string(turn);
        auto result = runUnjudged(ProgramBytes{script}, bashSpec());
        if (!result)
          llvm::consumeError(result.takeError());
        else if (result->exitCode == turn && result->output == std::to_string(i) + "\n")
          ++good;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(good, 20);
}

TEST(Jail, ReachesNoLayerLessThanItSays) {
  const ExecutionResult result = run("exit 0", bashSpec());
  EXPECT_THAT(result.layers, testing::IsSupersetOf({"seccomp", "namespaces", "rlimits"}));
}

} // namespace
} // namespace assay
