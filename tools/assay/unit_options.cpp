#include "tools/assay/unit_options.h"
#include "tools/clang/clang_worker.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace assay;

void UnitOptions::addTo(Options &options) {
  options.text("-p,--compile-commands", "PATH", database_,
               "compile_commands.json, or the folder that has it\n(default: looked for upwards)");
  options.number("--clang-time", "SECONDS", seconds_, 0, 86400,
                 "what Clang may take for all files together (default 1800);\nwhat is left then is "
                 "judged by tree-sitter, and degraded");
  options.flag("--no-clang", noClang_, "judge C and C++ by tree-sitter only");
}

llvm::Error UnitOptions::prepare(ScanRequest &request) const {
  const std::optional<std::string> worker = findClangWorker();
  if (!worker && !database_.empty())
    return llvm::createStringError(llvm::errc::no_such_file_or_directory,
                                   "-p needs the program assay-clang beside assay");
  if (noClang_ || !worker)
    return llvm::Error::success();
  request.clang = *worker;
  request.clangTime = std::chrono::seconds(seconds_);
  std::optional<std::string> database;
  if (llvm::sys::fs::is_directory(database_))
    database = database_ + "/compile_commands.json";
  else if (!database_.empty())
    database = database_;
  else if (!request.paths.empty())
    database = findCompileCommands(request.paths.front());
  if (!database)
    return llvm::Error::success();
  auto commands = readCompileCommands(*database);
  if (!commands && !database_.empty())
    return commands.takeError();
  if (commands)
    request.commands = std::move(*commands);
  else
    llvm::errs() << "assay scan: " << llvm::toString(commands.takeError())
                 << "; C and C++ are judged without it\n";
  return llvm::Error::success();
}
