#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/scan_cache.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"

using namespace assay;

static constexpr CommandHelp help{
    "cache", "cache [options] stats|prune",
    R"(Shows what `assay scan` keeps so that it need not judge the same bytes again, or deletes of it.

An entry is found by a hash of all that its answer depends on: the bytes of the file, the language,
this build of assay, the rules and the policy; where data goes from file to file, also the list of
files and what they tell each other. So there is nothing to delete for the sake of right answers:
what is out of date is not found again. What was used least goes first when there is more than
1024 MiB. `assay run`, `assess` and the editor never read it.

The folder is $XDG_CACHE_HOME/assay or ~/.cache/assay. It must be this user's alone.)",
    R"(assay cache stats
assay cache prune                  keep 256 MiB of what was used last
assay cache prune --keep 0         delete all)",
    R"(0  done
2  the command line is wrong
3  the cache cannot be opened or written)"};

static int showStatistics(ScanCache &cache, llvm::StringRef folder) {
  auto statistics = cache.statistics();
  if (!statistics)
    return fail(help.name, llvm::toString(statistics.takeError()), ExitIncomplete);
  llvm::outs() << "folder   " << escaped(folder) << "\nentries  " << statistics->entries
               << "\nMiB      " << (statistics->entryBytes >> 20) << " of entries, "
               << (statistics->fileBytes >> 20) << " on disk, at most "
               << (ScanCache::defaultMaxBytes >> 20) << '\n';
  return ExitClean;
}

static int prune(ScanCache &cache, unsigned keep) {
  auto deleted = cache.prune(std::uint64_t{keep} << 20);
  if (!deleted)
    return fail(help.name, llvm::toString(deleted.takeError()), ExitIncomplete);
  llvm::outs() << "deleted " << *deleted << (*deleted == 1 ? " entry\n" : " entries\n");
  return ExitClean;
}

static int runCache(llvm::ArrayRef<std::string> arguments) {
  std::string action;
  unsigned keep = 256;
  Options options(help);
  options.positional("ACTION", action, "stats or prune");
  options.number("--keep", "MIB", keep, 0, 1u << 20, "of `prune`: how much stays (default 256)");
  if (auto status = options.parse(arguments))
    return *status;
  if (action != "stats" && action != "prune")
    return fail(help.name, "`" + action + "` is neither stats nor prune", ExitUsage);
  const std::string folder = ScanCache::defaultFolder();
  auto cache = ScanCache::open(folder);
  if (!cache)
    return fail(help.name, llvm::toString(cache.takeError()), ExitIncomplete);
  return action == "stats" ? showStatistics(**cache, folder) : prune(**cache, keep);
}

static const CommandEntry entry({Chapter::Configure, "cache",
                                 "what scans keep to be fast: stats, prune", runCache});
