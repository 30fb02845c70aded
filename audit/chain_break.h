#ifndef ASSAY_AUDIT_CHAIN_BREAK_H
#define ASSAY_AUDIT_CHAIN_BREAK_H

#include "audit/chain_check.h"
#include "audit/chain_link.h"

namespace assay {

/// Reads line by line from a place where the log was still sound, finds the first break, and
/// decides which record to blame: a hash that does not fit tells that one of two records was
/// changed, and the record after them tells which. Error: there is no break, so the files changed
/// meanwhile.
llvm::Expected<ChainBreak> findBreak(const LogFolder &folder, const std::vector<Segment> &segments,
                                     std::size_t segment, std::uint64_t offset, ChainLink link,
                                     CompactRange range);

} // namespace assay

#endif // ASSAY_AUDIT_CHAIN_BREAK_H
