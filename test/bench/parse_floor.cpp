// parse_floor: what judging costs, as a ratio to the least it could cost, and where it goes.
//
// For every source file, in one process and one thread: the CPU time of reading it, of parsing it
// with the bare tree-sitter library (its memory from malloc, as its users have it; assay gives each
// parse a pool), and of assessing it with all rules; at the end that of reporting the lot. Each
// round goes file by file, so that all see the same clock and cache, and the best round counts: the
// others were disturbed. Asserts nothing.

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "analyzer/stage.h"
#include "tools/report/report.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <ctime>
#include <tree_sitter/api.h>

using namespace assay;

static constexpr llvm::StringLiteral help =
    R"(usage: parse_floor FILE-OR-FOLDER...

Prints what judging costs as a ratio to a bare parse of the same files by tree-sitter in the same
process and thread, and how that time divides among reading, parsing, lowering to facts, resolution,
data flow, rules and the report (JSON). CPU time, best of five rounds; the files come from the cache.
)";

/// Enough for one of them to be undisturbed on a machine that does something else now and then.
static constexpr int rounds = 5;

static double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

namespace {
struct Input {
  std::string path;
  const Language *language;
};
/// Seconds.
struct Round {
  double read = 0;
  double bareParse = 0;
  double assess = 0;
  double report = 0;
  StageClock stages;
  std::size_t files = 0;
  std::size_t bytes = 0;
  std::size_t findings = 0;
};
} // namespace

static std::vector<Input> findInputs(llvm::ArrayRef<const char *> roots) {
  std::vector<std::string> paths;
  for (llvm::StringRef root : roots) {
    if (!llvm::sys::fs::is_directory(root)) {
      paths.push_back(root.str());
      continue;
    }
    std::error_code error;
    for (llvm::sys::fs::recursive_directory_iterator entry(root, error, false), end;
         entry != end && !error; entry.increment(error))
      paths.push_back(entry->path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Input> inputs;
  for (const std::string &path : paths)
    // A container has no parse of its own to compare with.
    if (const Language *language = detectLanguage(path, ""); language && language->grammar)
      inputs.push_back({path, language});
  return inputs;
}

static double bareParse(TSParser *parser, const Language &language, llvm::StringRef text) {
  const double start = cpuSeconds();
  ts_parser_set_language(parser, language.grammar());
  TSTree *tree =
      ts_parser_parse_string(parser, nullptr, text.data(), static_cast<std::uint32_t>(text.size()));
  ts_tree_delete(tree);
  return cpuSeconds() - start;
}

static Round measure(llvm::ArrayRef<Input> inputs, Assessor &assessor, TSParser *parser) {
  Round round;
  ScanResult result;
  assessor.measure(&round.stages);
  for (const Input &input : inputs) {
    double start = cpuSeconds();
    auto file = SourceFile::open(input.path);
    round.read += cpuSeconds() - start;
    if (!file) {
      llvm::consumeError(file.takeError());
      continue;
    }
    round.bareParse += bareParse(parser, *input.language, file->text());
    start = cpuSeconds();
    JudgedFile judged;
    judged.assessment = assessor.assess(*file, *input.language);
    judged.bytes = file->text().size();
    round.assess += cpuSeconds() - start;
    round.bytes += file->text().size();
    round.findings += judged.assessment.findings.size();
    judged.rootPath = input.path;
    judged.places.findings.resize(judged.assessment.findings.size());
    result.files.push_back(std::move(judged));
  }
  assessor.measure(nullptr);
  round.files = result.files.size();
  const double start = cpuSeconds();
  writeJson(result, {}, llvm::nulls());
  round.report = cpuSeconds() - start;
  return round;
}

static void print(const Round &best, double floor) {
  const double megabytes = static_cast<double>(best.bytes) / 1e6;
  const double whole = best.read + best.assess + best.report;
  const auto files = static_cast<double>(best.files);
  llvm::outs() << "what            CPU ms      MB/s   files/s   of the bare parse\n";
  for (const auto &[name, seconds] : {std::pair{"bare parse", floor}, {"assess", best.assess}})
    llvm::outs() << llvm::format("%-12s %9.1f %9.2f %9.0f %9.2f\n", name, seconds * 1e3,
                                 megabytes / seconds, files / seconds, seconds / floor);
  const auto stage = [&](Stage of) {
    return static_cast<double>(best.stages.nanoseconds(of)) * 1e-9;
  };
  llvm::outs() << "\nwhere it goes   CPU ms         %   of the bare parse\n";
  for (const auto &[name, seconds] :
       {std::pair{"read", best.read}, std::pair{"parse", stage(Stage::Parse)},
        std::pair{"lower", stage(Stage::Lower)}, std::pair{"resolve", stage(Stage::Resolve)},
        std::pair{"flow", stage(Stage::Flow)}, std::pair{"rules", stage(Stage::Rules)},
        std::pair{"report", best.report}})
    llvm::outs() << llvm::format("%-12s %9.1f %9.1f %9.2f\n", name, seconds * 1e3,
                                 100 * seconds / whole, seconds / floor);
}

int main(int argc, char **argv) {
  const llvm::ArrayRef<const char *> roots(argv + 1, static_cast<std::size_t>(argc - 1));
  if (roots.empty() || llvm::StringRef(roots[0]) == "--help") {
    (roots.empty() ? llvm::errs() : llvm::outs()) << help;
    return roots.empty() ? 2 : 0;
  }
  const std::vector<Input> inputs = findInputs(roots);
  const RuleSet rules;
  const AssessmentPolicy policy;
  Assessor assessor(rules, policy);
  TSParser *parser = ts_parser_new();
  Round best;
  double floor = 0;
  for (int round = 0; round < rounds; ++round) {
    const Round now = measure(inputs, assessor, parser);
    if (now.files == 0) {
      llvm::errs() << "parse_floor: no source file there\n";
      return 2;
    }
    if (round == 0 || now.assess < best.assess)
      best = now;
    floor = round == 0 ? now.bareParse : std::min(floor, now.bareParse);
  }
  ts_parser_delete(parser);
  llvm::outs() << best.files << " files, "
               << llvm::format("%.1f", static_cast<double>(best.bytes) / 1e6) << " MB, "
               << rules.rules().size() << " rules, " << best.findings
               << " findings; one thread, best of " << rounds << "\n\n";
  print(best, floor);
  return 0;
}
