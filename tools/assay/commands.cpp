#include "tools/assay/commands.h"
#include "tools/assay/command.h"

using namespace assay;

static constexpr Command table[] = {
    {"scan", "judge files and folders", runScan},
    {"assess", "judge one program, without running it", runAssess},
    {"run", "judge one program, and run it in a jail if that is approved", runRun},
    {"approve", "let a refused program run once", runApprove},
    {"audit", "read and verify the log of what was judged and run", runAudit},
    {"api", "answer one request of the safety API, in JSON", runApi},
    {"serve", "answer requests of the safety API at a socket", runServe},
    {"policy", "check a policy, show the one in force", runPolicy},
    {"rules", "list, explain and test rules", runRules},
    {"languages", "list the languages that can be judged", runLanguages},
    {"status", "show what is in force: policy, rules, jail, log", runStatus},
    {"jail", "run a command in the jail, unjudged; explain a jail", runJail},
    {"doctor", "try each layer of the jail on this host", runDoctor},
    {"help", "explain a command", runHelp},
};

llvm::ArrayRef<Command> assay::commands() { return table; }
