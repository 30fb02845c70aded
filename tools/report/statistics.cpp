#include "tools/report/escape.h"
#include "tools/report/report.h"
#include "llvm/Support/Format.h"
#include <algorithm>
#include <map>

using namespace assay;

void assay::writeStatistics(const ScanResult &result, llvm::raw_ostream &out) {
  struct Row {
    const Rule *rule;
    std::uint64_t findings = 0;
    std::uint64_t files = 0;
    const JudgedFile *last = nullptr;
  };
  std::map<llvm::StringRef, Row> byRule;
  for (const auto &[file, finding, place] : findingsOf(result, RiskLevel::Low)) {
    Row &row = byRule.try_emplace(finding->rule->id, Row{finding->rule}).first->second;
    ++row.findings;
    row.files += std::exchange(row.last, file) != file;
  }
  std::vector<Row> rows;
  for (const auto &[id, row] : byRule)
    rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row &a, const Row &b) { return a.findings > b.findings; });
  out << "\nfindings  files  rule\n";
  for (const Row &row : rows)
    out << llvm::format("%8llu %6llu", static_cast<unsigned long long>(row.findings),
                        static_cast<unsigned long long>(row.files))
        << "  " << escaped(row.rule->id) << ": " << escaped(row.rule->title) << '\n';
}
