#include "test/unit/audit/temporary_log.h"

#include "audit/segment.h"
#include <fstream>
#include <sstream>

namespace assay {

std::vector<AuditRecord> readAll(const std::string &path, const Filter &filter) {
  std::vector<AuditRecord> records;
  must(readLog(path, filter, [&](const FoundRecord &found) {
    records.push_back(must(parseRecord(found.line)));
    return true;
  }));
  return records;
}

std::string readFile(const std::string &path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void writeFile(const std::string &path, llvm::StringRef content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content.str();
}

std::string firstSegment(const std::string &log) { return log + "/" + segmentName(0); }

} // namespace assay
