#include "tools/assay/command.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <tuple>

using namespace assay;

/// Made by the first entry, in whichever order the files' static objects come.
static std::vector<Command> &entries() {
  static std::vector<Command> all;
  return all;
}

CommandEntry::CommandEntry(const Command &command) { entries().push_back(command); }

std::vector<Command> assay::commands() {
  std::vector<Command> sorted = entries();
  std::sort(sorted.begin(), sorted.end(), [](const Command &a, const Command &b) {
    return std::tuple(a.chapter, llvm::StringRef(a.name)) <
           std::tuple(b.chapter, llvm::StringRef(b.name));
  });
  return sorted;
}

llvm::StringRef assay::nameOf(Chapter chapter) {
  switch (chapter) {
  case Chapter::Judge:
    return "judge and run";
  case Chapter::Log:
    return "what happened";
  case Chapter::Connect:
    return "other programs";
  case Chapter::Configure:
    return "what is in force";
  case Chapter::Host:
    return "this host, and help";
  }
  llvm_unreachable("no such chapter");
}
