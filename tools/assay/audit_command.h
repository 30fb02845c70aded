#ifndef ASSAY_TOOLS_ASSAY_AUDIT_COMMAND_H
#define ASSAY_TOOLS_ASSAY_AUDIT_COMMAND_H

#include "audit/query.h"
#include "tools/assay/options.h"
#include <string>

// What the subcommands of `assay audit` share.

namespace assay {

/// The options that choose records.
struct FilterOptions {
  Filter filter;
  std::string since, until, type, subject;

  void declare(Options &options);
  /// Call after parse(). False: one of them is wrong, which has been said.
  bool read();
};

/// `given`, else the usual log. Empty: there is none, which has been said.
std::string logPathOr(llvm::StringRef given);

int runAuditVerify(llvm::ArrayRef<std::string> arguments);
int runAuditProve(llvm::ArrayRef<std::string> arguments);
int runAuditShow(llvm::ArrayRef<std::string> arguments);
int runAuditExport(llvm::ArrayRef<std::string> arguments);
int runAuditReport(llvm::ArrayRef<std::string> arguments);
int runAuditKey(llvm::ArrayRef<std::string> arguments);
int runAuditRotate(llvm::ArrayRef<std::string> arguments);
int runAuditPrune(llvm::ArrayRef<std::string> arguments);
int runAuditErase(llvm::ArrayRef<std::string> arguments);
int runAuditReindex(llvm::ArrayRef<std::string> arguments);
int runAuditCheckpoint(llvm::ArrayRef<std::string> arguments);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_AUDIT_COMMAND_H
