#ifndef ASSAY_AUDIT_SNAPSHOT_H
#define ASSAY_AUDIT_SNAPSHOT_H

#include "audit/log_base.h"
#include "audit/segment.h"
#include <map>
#include <string>
#include <vector>

namespace assay {

/// What a reader takes the log to be: lengths and signatures of one moment, so that writers at work
/// never look like damage. The lock is held only while this is made; a copy of a log that has no
/// lock file, or is on a disk that cannot be written, is read without.
struct Snapshot {
  std::vector<Segment> segments;
  /// The signed note; empty if there is none.
  std::string checkpoint;
  /// Closing checkpoints of replaced keys, by the number of records they cover.
  std::map<std::uint64_t, std::string> closings;
};

llvm::Expected<Snapshot> takeSnapshot(const LogFolder &folder);

} // namespace assay

#endif // ASSAY_AUDIT_SNAPSHOT_H
