#include "tools/assay/command.h"
#include "tools/assay/configuration.h"
#include "tools/assay/options.h"
#include "tools/assay/source_walk.h"
#include "tools/gate/exit_code.h"
#include "tools/lsp/server.h"
#include <unistd.h>

using namespace assay;

static constexpr CommandHelp help{
    "lsp", "lsp [options]",
    R"(A language server: findings while one types, in any editor that speaks the Language Server Protocol
(3.18; 3.16 is enough). Talks over standard input and output, so it is started by the editor. Runs
nothing, logs nothing, and does not change files.

The policy of the project counts, as in `assay scan`: the one of the folder that it is started in.

It sends diagnostics when it is not asked and answers when it is (textDocument/diagnostic and
workspace/diagnostic), explains a finding on hover, offers to accept it with a comment, and shows
level and score above the first line. Comments that accept findings count, as in `assay scan`,
unless --no-suppressions says that the code is somebody else's.

Settings, in `initializationOptions` or the section `assay`:
    diagnosticMode  "openFilesOnly" (default) or "workspace": what workspace/diagnostic answers for
    lowestLevel     "LOW", "MEDIUM" (default), "HIGH" or "BLOCKED": what is shown)",
    R"lua(-- Neovim 0.11, as lsp/assay.lua
return { cmd = { "assay", "lsp" }, filetypes = { "python", "sh", "javascript" } }
-- Helix, in languages.toml
[language-server.assay]
command = "assay"
args = ["lsp"])lua",
    R"(0  it was shut down
1  the client went away without a word
2  a rule file or the policy is wrong)"};

static std::vector<std::string> sourcesBelow(const std::string &folder) {
  std::vector<std::string> paths;
  for (const SourcePath &source : findSources({folder}, /*honourIgnoreFiles=*/true).files)
    paths.push_back(source.path);
  return paths;
}

static int runLsp(llvm::ArrayRef<std::string> arguments) {
  ConfigurationOptions chosen;
  bool isStdio = false, noSuppressions = false;
  Options options(help);
  options.flag("--stdio", isStdio, "what it does anyway; some editors say it");
  options.flag("--no-suppressions", noSuppressions, "comments accept nothing");
  chosen.addTo(options);
  if (auto status = options.parse(arguments))
    return *status;
  chosen.projectFile = findProjectPolicy();
  auto configuration = loadConfiguration(chosen);
  if (!configuration)
    return fail(help.name, llvm::toString(configuration.takeError()), ExitUsage);
  return serveLanguage(STDIN_FILENO, STDOUT_FILENO,
                       {.rules = configuration->rules,
                        .policy = configuration->policy().assessment,
                        .heedsComments = !noSuppressions,
                        .version = ASSAY_VERSION,
                        .sourcesBelow = sourcesBelow});
}

static const CommandEntry entry({Chapter::Connect, "lsp", "serve editors: findings while one types",
                                 runLsp});
