#ifndef ASSAY_AUDIT_CHAIN_LINK_H
#define ASSAY_AUDIT_CHAIN_LINK_H

#include "audit/merkle.h"
#include "audit/record_view.h"
#include <cstdint>

namespace assay {

/// What the next record must continue.
struct ChainLink {
  std::uint64_t next = 0;
  Digest leaf{};
  std::int64_t time = 0;
};

enum class LinkFault : std::uint8_t { None, NotARecord, WrongNumber, WrongPrev, EarlierTime };

/// Checks one line against what came before. `problem` is set for NotARecord.
inline LinkFault checkLink(const ChainLink &link, llvm::StringRef line, RecordView &view,
                           const char *&problem) {
  problem = viewRecord(line, view);
  if (problem)
    return LinkFault::NotARecord;
  if (view.seq != link.next)
    return LinkFault::WrongNumber;
  if (view.prev != link.leaf)
    return LinkFault::WrongPrev;
  if (view.time < link.time && view.type != RecordType::Clock)
    return LinkFault::EarlierTime;
  return LinkFault::None;
}

} // namespace assay

#endif // ASSAY_AUDIT_CHAIN_LINK_H
