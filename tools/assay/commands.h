#ifndef ASSAY_TOOLS_ASSAY_COMMANDS_H
#define ASSAY_TOOLS_ASSAY_COMMANDS_H

#include "llvm/ADT/ArrayRef.h"
#include <string>

// One function for each subcommand, each in its file cmd_<name>.cpp; commands.cpp has the table.
// Each takes the arguments after the name and gives back the exit status.

namespace assay {

int runApi(llvm::ArrayRef<std::string> arguments);
int runAssess(llvm::ArrayRef<std::string> arguments);
int runApprove(llvm::ArrayRef<std::string> arguments);
int runAudit(llvm::ArrayRef<std::string> arguments);
int runDoctor(llvm::ArrayRef<std::string> arguments);
int runHelp(llvm::ArrayRef<std::string> arguments);
int runJail(llvm::ArrayRef<std::string> arguments);
int runLanguages(llvm::ArrayRef<std::string> arguments);
int runPolicy(llvm::ArrayRef<std::string> arguments);
int runRules(llvm::ArrayRef<std::string> arguments);
int runRun(llvm::ArrayRef<std::string> arguments);
int runServe(llvm::ArrayRef<std::string> arguments);
int runScan(llvm::ArrayRef<std::string> arguments);
int runStatus(llvm::ArrayRef<std::string> arguments);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_COMMANDS_H
