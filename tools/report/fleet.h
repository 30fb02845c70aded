#ifndef ASSAY_TOOLS_REPORT_FLEET_H
#define ASSAY_TOOLS_REPORT_FLEET_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdint>
#include <string>
#include <vector>

// What queries say about a run over many repositories, as a page. Asks nothing itself: whatever
// keeps the results answers the queries (tools/spark/assay_spark/queries.py).

namespace assay {

/// A table of answers, each row with the fields of its table, made safe to show.
struct FleetTable {
  std::string name;
  llvm::json::Array rows;
};

struct FleetReport {
  std::string run;
  /// What is new is new against it. Empty if this is the first run.
  std::string before;
  std::uint64_t repositories = 0;
  std::uint64_t files = 0;
  std::vector<FleetTable> tables;
};

/// Error: a table or a field is missing or of another type. Fields that are not known are left out.
llvm::Expected<FleetReport> readFleetReport(const llvm::json::Value &value);

void writeFleetPage(const FleetReport &report, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_FLEET_H
