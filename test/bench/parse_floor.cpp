// parse_floor FILE-OR-FOLDER...: what judging costs, as a ratio to the least it could cost.
//
// For every source file, in one process and one thread: the CPU time of parsing it with the bare
// tree-sitter library, and that of assessing it with all rules. Each round parses and assesses file
// by file, so that both see the same clock and cache; the best round counts. Prints a table;
// asserts nothing.

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <ctime>
#include <tree_sitter/api.h>

using namespace assay;

static double cpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

namespace {
struct Input {
  SourceFile file;
  const Language *language;
};
struct Round {
  double parse = 0;
  double assess = 0;
};
} // namespace

static void addFile(llvm::StringRef path, std::vector<Input> &inputs) {
  const Language *byName = detectLanguage(path, "");
  if (!byName)
    return;
  auto file = SourceFile::open(path);
  if (file)
    inputs.push_back({std::move(*file), byName});
  else
    llvm::consumeError(file.takeError());
}

static std::vector<Input> readAll(int argc, char **argv) {
  std::vector<Input> inputs;
  for (int at = 1; at < argc; ++at) {
    if (!llvm::sys::fs::is_directory(argv[at])) {
      addFile(argv[at], inputs);
      continue;
    }
    std::error_code error;
    std::vector<std::string> paths;
    for (llvm::sys::fs::recursive_directory_iterator entry(argv[at], error, false), end;
         entry != end && !error; entry.increment(error))
      paths.push_back(entry->path());
    std::sort(paths.begin(), paths.end());
    for (const std::string &path : paths)
      addFile(path, inputs);
  }
  return inputs;
}

static Round measure(const std::vector<Input> &inputs, Assessor &assessor, TSParser *parser,
                     unsigned &findings) {
  Round round;
  findings = 0;
  for (const Input &input : inputs) {
    const llvm::StringRef text = input.file.text();
    double start = cpuSeconds();
    ts_parser_set_language(parser, input.language->grammar());
    TSTree *tree = ts_parser_parse_string(parser, nullptr, text.data(),
                                          static_cast<std::uint32_t>(text.size()));
    ts_tree_delete(tree);
    round.parse += cpuSeconds() - start;
    start = cpuSeconds();
    const Assessment assessment = assessor.assess(input.file, *input.language);
    findings += static_cast<unsigned>(assessment.findings.size());
    round.assess += cpuSeconds() - start;
  }
  return round;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    llvm::errs() << "usage: parse_floor FILE-OR-FOLDER...\n";
    return 2;
  }
  const std::vector<Input> inputs = readAll(argc, argv);
  std::size_t bytes = 0;
  for (const Input &input : inputs)
    bytes += input.file.text().size();
  const RuleSet rules;
  const AssessmentPolicy policy;
  Assessor assessor(rules, policy);
  TSParser *parser = ts_parser_new();
  Round best{1e9, 1e9};
  unsigned findings = 0;
  constexpr int rounds = 3;
  for (int round = 0; round < rounds; ++round) {
    const Round now = measure(inputs, assessor, parser, findings);
    best.parse = std::min(best.parse, now.parse);
    best.assess = std::min(best.assess, now.assess);
  }
  ts_parser_delete(parser);
  const double megabytes = static_cast<double>(bytes) / 1e6;
  const auto row = [&](const char *what, double seconds) {
    llvm::outs() << llvm::format("%-14s %8.3f s  %7.2f MB/s  %8.0f files/s  %5.2f\n", what, seconds,
                                 megabytes / seconds, static_cast<double>(inputs.size()) / seconds,
                                 seconds / best.parse);
  };
  llvm::outs() << inputs.size() << " files, " << llvm::format("%.1f", megabytes) << " MB, "
               << rules.rules().size() << " rules, " << findings
               << " findings; one thread, best of " << rounds << "\n";
  llvm::outs() << "what            CPU time     rate                         ratio\n";
  row("bare parse", best.parse);
  row("assess", best.assess);
  return 0;
}
