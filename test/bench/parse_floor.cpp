// parse_floor: what judging costs, as a ratio to the least it could cost, and where it goes.
//
// For every source file, in one process and one thread: the CPU time of reading it, of parsing it
// with the bare tree-sitter library (its memory from malloc, as its users have it; assay gives each
// parse a pool), and of assessing it with all rules, each file by itself; then that of assessing
// all as the files of one scan, with data followed from file to file; at the end that of reporting
// the lot. Each round goes file by file, so that all see the same clock and cache, and the best
// round counts: the others were disturbed. Asserts nothing.

#include "analyzer/assessment.h"
#include "analyzer/flow/rounds.h"
#include "analyzer/rule.h"
#include "analyzer/stage.h"
#include "tools/report/report.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <ctime>
#include <numeric>
#include <optional>
#include <tree_sitter/api.h>
#include <tuple>

using namespace assay;

static constexpr llvm::StringLiteral help =
    R"(usage: parse_floor FILE-OR-FOLDER...

Prints what judging costs as a ratio to a bare parse of the same files by tree-sitter in the same
process and thread, for each file by itself and for all as one scan that follows data from file to
file, and how that time divides among reading, parsing, lowering to facts, resolution, data flow,
rules, choosing the files to judge once more, and the report (JSON). CPU time, best of five rounds;
the files come from the cache.
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
/// Assessing all files once, by themselves or as one scan. Seconds.
struct Pass {
  double read = 0;
  double assess = 0;
  /// What the files of a scan know of each other.
  double exchange = 0;
  StageClock stages;
  /// Files judged: a scan may judge one several times.
  std::size_t judged = 0;
  std::size_t findings = 0;

  [[nodiscard]] double judging() const { return assess + exchange; }
};
struct Round {
  double bareParse = 0;
  double report = 0;
  Pass alone;
  Pass together;
  std::size_t bytes = 0;
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

static JudgedFile judge(const SourceFile &file, const Input &input, Assessor &assessor,
                        const FlowExchange *exchange, Pass &pass) {
  const double start = cpuSeconds();
  JudgedFile judged;
  judged.assessment = assessor.assess(file, *input.language, exchange);
  pass.assess += cpuSeconds() - start;
  ++pass.judged;
  judged.bytes = file.text().size();
  judged.rootPath = input.path;
  judged.places.findings.resize(judged.assessment.findings.size());
  return judged;
}

static std::optional<SourceFile> open(const Input &input, Pass &pass) {
  const double start = cpuSeconds();
  auto file = SourceFile::open(input.path);
  pass.read += cpuSeconds() - start;
  if (file)
    return std::move(*file);
  llvm::consumeError(file.takeError());
  return std::nullopt;
}

/// Each file by itself, right after its bare parse.
static ScanResult judgeAlone(llvm::ArrayRef<Input> inputs, Assessor &assessor, TSParser *parser,
                             Round &round) {
  ScanResult result;
  assessor.measure(&round.alone.stages);
  for (const Input &input : inputs) {
    const auto file = open(input, round.alone);
    if (!file)
      continue;
    round.bareParse += bareParse(parser, *input.language, file->text());
    result.files.push_back(judge(*file, input, assessor, nullptr, round.alone));
    round.bytes += file->text().size();
    round.alone.findings += result.files.back().assessment.findings.size();
  }
  assessor.measure(nullptr);
  return result;
}

/// As `assay scan` does it with one thread.
static void judgeTogether(llvm::ArrayRef<Input> inputs, Assessor &assessor, Pass &pass) {
  std::vector<llvm::StringRef> paths;
  std::vector<const Language *> languages;
  std::vector<FileId> files;
  for (const Input &input : inputs) {
    files.push_back(static_cast<FileId>(paths.size()));
    paths.push_back(input.path);
    languages.push_back(input.language);
  }
  std::vector<std::size_t> findings(inputs.size());
  assessor.measure(&pass.stages);
  double start = cpuSeconds();
  FlowRounds exchanges(paths, languages);
  pass.exchange += cpuSeconds() - start;
  while (!files.empty()) {
    for (const FileId id : files) {
      const auto file = open(inputs[id], pass);
      if (!file)
        continue;
      const FlowExchange exchange = exchanges.exchangeFor(id);
      findings[id] = judge(*file, inputs[id], assessor, &exchange, pass).assessment.findings.size();
    }
    start = cpuSeconds();
    files = exchanges.next();
    pass.exchange += cpuSeconds() - start;
  }
  assessor.measure(nullptr);
  pass.findings = std::accumulate(findings.begin(), findings.end(), std::size_t{0});
}

static Round measure(llvm::ArrayRef<Input> inputs, Assessor &assessor, TSParser *parser) {
  Round round;
  const ScanResult result = judgeAlone(inputs, assessor, parser, round);
  judgeTogether(inputs, assessor, round.together);
  const double start = cpuSeconds();
  writeJson(result, {}, llvm::nulls());
  round.report = cpuSeconds() - start;
  return round;
}

static void print(const Round &best) {
  const double floor = best.bareParse;
  const double megabytes = static_cast<double>(best.bytes) / 1e6;
  const auto files = static_cast<double>(best.alone.judged);
  llvm::outs() << "what            CPU ms      MB/s   files/s   of the bare parse    judged\n";
  for (const auto &[name, seconds, judged] :
       {std::tuple{"bare parse", floor, std::size_t{0}},
        {"file by file", best.alone.judging(), best.alone.judged},
        {"as one scan", best.together.judging(), best.together.judged}})
    llvm::outs() << llvm::format("%-12s %9.1f %9.2f %9.0f %19.2f %9zu\n", name, seconds * 1e3,
                                 megabytes / seconds, files / seconds, seconds / floor, judged);
  llvm::outs() << "\n                  file by file                 as one scan\n"
                  "where it goes   CPU ms  of the bare parse   CPU ms  of the bare parse\n";
  const auto row = [&](const char *name, double alone, double together) {
    llvm::outs() << llvm::format("%-12s %9.1f %18.2f %8.1f %18.2f\n", name, alone * 1e3,
                                 alone / floor, together * 1e3, together / floor);
  };
  const auto stage = [](const Pass &pass, Stage of) {
    return static_cast<double>(pass.stages.nanoseconds(of)) * 1e-9;
  };
  row("read", best.alone.read, best.together.read);
  for (const auto &[name, of] : {std::pair{"parse", Stage::Parse},
                                 {"lower", Stage::Lower},
                                 {"resolve", Stage::Resolve},
                                 {"flow", Stage::Flow},
                                 {"rules", Stage::Rules}})
    row(name, stage(best.alone, of), stage(best.together, of));
  row("exchange", best.alone.exchange, best.together.exchange);
  row("report", best.report, best.report);
}

static void keepBest(const Round &now, bool isFirst, Round &best) {
  if (isFirst) {
    best = now;
    return;
  }
  best.bareParse = std::min(best.bareParse, now.bareParse);
  best.report = std::min(best.report, now.report);
  for (Pass Round::*pass : {&Round::alone, &Round::together})
    if ((now.*pass).judging() < (best.*pass).judging())
      best.*pass = now.*pass;
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
  for (int round = 0; round < rounds; ++round) {
    const Round now = measure(inputs, assessor, parser);
    if (now.alone.judged == 0) {
      llvm::errs() << "parse_floor: no source file there\n";
      return 2;
    }
    keepBest(now, round == 0, best);
  }
  ts_parser_delete(parser);
  llvm::outs() << best.alone.judged << " files, "
               << llvm::format("%.1f", static_cast<double>(best.bytes) / 1e6) << " MB, "
               << rules.rules().size() << " rules, " << best.alone.findings << " findings, "
               << best.together.findings << " as one scan; one thread, best of " << rounds
               << "\n\n";
  print(best);
  return 0;
}
