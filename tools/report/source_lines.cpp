#include "tools/report/source_lines.h"
#include "grammars/source_file.h"
#include "tools/report/report.h"
#include "llvm/ADT/StringMap.h"
#include <algorithm>
#include <set>

using namespace assay;

namespace {

/// What is to be shown of one file.
struct WantedLines {
  JudgedFile *file = nullptr;
  RiskLevel worst = RiskLevel::Low;
  std::set<std::uint32_t> numbers;
};

/// By path, as the assessments name it. Keys borrow the result.
using WantedFiles = llvm::StringMap<WantedLines>;

void want(WantedFiles &files, llvm::StringRef path, RiskLevel level, const Range &range) {
  const auto found = files.find(path);
  if (found == files.end())
    return;
  WantedLines &wanted = found->second;
  wanted.worst = std::max(wanted.worst, level);
  const std::uint32_t line = range.begin.line;
  for (std::uint32_t i = line - std::min(line - 1, contextLines); i <= line + contextLines; ++i)
    wanted.numbers.insert(i);
}

void want(WantedFiles &files, llvm::StringRef path, const Finding &finding) {
  want(files, path, finding.level, finding.range);
  for (const TraceStep &step : finding.trace)
    want(files, step.path.empty() ? path : llvm::StringRef(step.path), finding.level, step.range);
}

WantedFiles wantedFiles(ScanResult &result, RiskLevel lowest) {
  WantedFiles files;
  for (JudgedFile &file : result.files)
    files[file.assessment.path].file = &file;
  for (const JudgedFile &file : result.files) {
    const Assessment &assessment = file.assessment;
    for (const Finding &finding : assessment.findings)
      if (finding.level >= lowest)
        want(files, assessment.path, finding);
    for (const SuppressedFinding &suppressed : assessment.suppressed)
      want(files, assessment.path, suppressed.finding);
    for (const KnownFinding &known : file.known)
      want(files, assessment.path, known.finding);
  }
  return files;
}

/// The lines of `text` that `numbers` names, in order.
std::vector<SourceLine> linesOf(llvm::StringRef text, const std::set<std::uint32_t> &numbers) {
  std::vector<SourceLine> lines;
  std::uint32_t number = 1;
  for (auto next = numbers.begin(); next != numbers.end() && !text.empty(); ++number) {
    const auto [line, rest] = text.split('\n');
    if (number == *next) {
      lines.push_back({number, line.rtrim('\r').take_front(maxShownLineBytes).str()});
      ++next;
    }
    text = rest;
  }
  return lines;
}

std::vector<SourceLine> readLines(const WantedLines &wanted) {
  auto file = SourceFile::open(wanted.file->assessment.path);
  if (!file) {
    // Text that had no file, or that is gone: the report then shows what the scan kept.
    llvm::consumeError(file.takeError());
    return {};
  }
  if (file->digest() != wanted.file->assessment.digest)
    return {};
  return linesOf(file->text(), wanted.numbers);
}

} // namespace

void assay::takeSource(ScanResult &result, RiskLevel lowest) {
  const WantedFiles files = wantedFiles(result, lowest);
  std::vector<const WantedLines *> order;
  for (const auto &entry : files)
    if (!entry.second.numbers.empty())
      order.push_back(&entry.second);
  std::sort(order.begin(), order.end(), [](const WantedLines *a, const WantedLines *b) {
    if (a->worst != b->worst)
      return a->worst > b->worst;
    return a->file->assessment.path < b->file->assessment.path;
  });
  std::size_t bytes = 0;
  for (const WantedLines *wanted : order) {
    if (bytes > maxShownBytes)
      return;
    wanted->file->source = readLines(*wanted);
    for (const SourceLine &line : wanted->file->source)
      bytes += line.text.size();
  }
}
