#include "tools/report/escape.h"
#include "tools/report/report.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

// A summary for a pull request, in GitHub's Markdown (GitLab and Gitea read it too). It is posted
// by somebody who is trusted and says what somebody else wrote, so no text of judged code may
// mention people, link, load pictures or leave its cell of a table.

using namespace assay;

namespace {

/// GitHub refuses a comment over 65,536 characters, so the tables stop before.
constexpr std::size_t maxFindingBytes = 45'000;
constexpr std::size_t maxGapBytes = 15'000;
/// A pull request is no place for a list that nobody reads.
constexpr std::size_t maxFindings = 30;
constexpr std::size_t maxGaps = 10;
constexpr std::size_t maxShownText = 120;

/// Rows of a table, as many as fit. Returns how many did not.
template <typename Items, typename RowOf>
std::size_t writeRows(const Items &items, std::size_t most, std::size_t bytes, RowOf rowOf,
                      llvm::raw_ostream &out) {
  std::size_t written = 0;
  for (const auto &item : items) {
    const std::string row = rowOf(item);
    if (written == most || row.size() > bytes)
      break;
    bytes -= row.size();
    out << row;
    ++written;
  }
  return items.size() - written;
}

/// The end of a path says more than its beginning.
std::string shortPath(llvm::StringRef path) {
  return path.size() <= maxShownText ? path.str() : "..." + path.take_back(maxShownText).str();
}

std::string shortText(llvm::StringRef text) {
  return text.size() <= maxShownText ? text.str() : text.take_front(maxShownText).str() + "...";
}

std::string place(llvm::StringRef path, std::uint32_t line) {
  return markdownCode(shortPath(path) + (line ? ":" + std::to_string(line) : ""));
}

void writeCounts(const ScanSummary &summary, llvm::raw_ostream &out) {
  const auto row = [&](llvm::StringRef name,
                       const std::array<std::uint64_t, riskLevelCount> &counts) {
    out << "| " << name << " |";
    for (const std::uint64_t count : llvm::reverse(counts))
      out << ' ' << count << " |";
    out << '\n';
  };
  out << "| | BLOCKED | HIGH | MEDIUM | LOW |\n| --- | ---: | ---: | ---: | ---: |\n";
  row("files", summary.files);
  row("findings", summary.findings);
  if (llvm::any_of(summary.known, [](std::uint64_t count) { return count > 0; }))
    row("known before", summary.known);
}

std::string findingRow(const ListedFinding &listed) {
  const Finding &finding = *listed.finding;
  return ("| " + nameOf(finding.level) + " | " + markdownText(finding.rule->title) + "<br>" +
          markdownCode(shortText(finding.message)) + " | " +
          place(listed.file->rootPath, finding.range.begin.line) + " |\n")
      .str();
}

void writeListed(const std::vector<ListedFinding> &listed, llvm::raw_ostream &out) {
  if (listed.empty())
    return;
  out << "\n| level | what | where |\n| --- | --- | --- |\n";
  if (const std::size_t left = writeRows(listed, maxFindings, maxFindingBytes, findingRow, out))
    out << "\n" << left << " more, none worse, are not listed.\n";
}

/// What the code can do, with the number of files.
void writeCapabilities(const ScanResult &result, llvm::raw_ostream &out) {
  std::vector<std::string> used;
  for (const CapabilityRow &row : capabilities()) {
    const auto files = llvm::count_if(result.files, [&](const JudgedFile &file) {
      return file.assessment.capabilities.contains(row.capability);
    });
    if (files > 0)
      used.push_back((row.name + " (" + llvm::Twine(files) + ")").str());
  }
  if (!used.empty())
    out << "\nCapabilities, with the number of files: " << llvm::join(used, ", ") << ".\n";
}

struct Gap {
  llvm::StringRef path;
  llvm::StringRef reason;
};

void writeGaps(const ScanResult &result, llvm::raw_ostream &out) {
  std::vector<Gap> gaps;
  for (const ScanError &error : result.errors)
    gaps.push_back({error.path, error.message});
  for (const JudgedFile &file : result.files)
    for (const std::string &reason : file.assessment.degraded)
      gaps.push_back({file.rootPath, reason});
  if (gaps.empty())
    return;
  out << "\n**Not judged, or not fully: " << gaps.size()
      << "**\n\n| where | why |\n| --- | --- |\n";
  const auto rowOf = [](const Gap &gap) {
    return "| " + place(gap.path, 0) + " | " + markdownCode(shortText(gap.reason)) + " |\n";
  };
  if (const std::size_t left = writeRows(gaps, maxGaps, maxGapBytes, rowOf, out))
    out << "\n" << left << " more are not listed.\n";
}

} // namespace

void assay::writeMarkdown(const ScanResult &result, const ReportStyle &style,
                          llvm::raw_ostream &out) {
  const ScanSummary summary = summaryOf(result);
  std::vector<ListedFinding> listed = findingsOf(result, style.lowestListed);
  worstFirst(listed);
  RiskLevel worst = RiskLevel::Low;
  for (const JudgedFile &file : result.files)
    worst = std::max(worst, file.assessment.level);
  out << "### assay: " << (result.files.empty() ? "nothing was judged" : nameOf(worst)) << "\n\n";
  writeCounts(summary, out);
  writeListed(listed, out);
  writeCapabilities(result, out);
  writeGaps(result, out);
  if (summary.suppressed > 0)
    out << "\nAccepted by comments in the code: " << summary.suppressed << ".\n";
}
