#ifndef ASSAY_TEST_UNIT_GATE_TEMPORARY_GATE_H
#define ASSAY_TEST_UNIT_GATE_TEMPORARY_GATE_H

#include "audit/query.h"
#include "tools/gate/api.h"
#include "tools/gate/gate.h"
#include "llvm/Support/FileSystem.h"
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace assay {

/// A gate on a log of its own, with the built-in rules and policy.
class GateTest : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> folder;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("assay-gate", folder));
    folder_ = folder.str().str();
    auto log = AuditLog::open(folder_ + "/log");
    ASSERT_TRUE(static_cast<bool>(log)) << llvm::toString(log.takeError());
    log_ = std::move(*log);
  }
  void TearDown() override {
    log_.reset();
    llvm::sys::fs::remove_directories(folder_);
  }

  /// What the host has to give at every look; a test may have a step of its own done there.
  Host (*host_)() = currentHost;

  Gate gate() {
    return Gate({.log = *log_,
                 .logPath = folder_ + "/log",
                 .rules = rules_,
                 .policy = policy_,
                 .client = "test",
                 .host = host_});
  }
  SafetyApi api() {
    return SafetyApi({.log = *log_,
                      .logPath = folder_ + "/log",
                      .rules = rules_,
                      .client = "test",
                      .host = host_},
                     inForce_);
  }

  /// Types of the records of requests, in order.
  std::vector<std::string> recorded() {
    std::vector<std::string> types;
    llvm::Error error = readLog(folder_ + "/log", {}, [&](const FoundRecord &found) {
      if (found.record.type <= RecordType::PolicyChange)
        types.push_back(nameOf(found.record.type).str());
      return true;
    });
    EXPECT_EQ(llvm::toString(std::move(error)), "");
    return types;
  }

  std::string folder_;
  std::unique_ptr<AuditLog> log_;
  RuleSet rules_;
  Policy policy_;
  PolicyInForce inForce_{Policy()};
};

inline SourceFile fileOf(llvm::StringRef text) {
  return std::move(*SourceFile::fromText("t.py", text));
}

inline const Language &python() { return *findLanguage("python"); }

inline llvm::json::Value parsed(llvm::StringRef text) {
  return std::move(*llvm::json::parse(text));
}

inline std::string fieldOf(const llvm::json::Object &answer) {
  const llvm::json::Object *error = answer.getObject("error");
  return error ? error->getString("field").value_or("").str() : "no error";
}

inline constexpr llvm::StringLiteral destructive = "import os\nos.system('rm -rf /')\n";

} // namespace assay

#endif // ASSAY_TEST_UNIT_GATE_TEMPORARY_GATE_H
