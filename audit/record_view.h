#ifndef ASSAY_AUDIT_RECORD_VIEW_H
#define ASSAY_AUDIT_RECORD_VIEW_H

#include "audit/canonical_json.h"
#include "audit/record.h"

namespace assay {

/// What verification needs of a record, read without building a tree: a million lines a second.
struct RecordView {
  std::uint64_t seq = 0;
  RecordType type = RecordType::Assessment;
  Digest prev{};
  std::int64_t time = 0;
  std::int64_t mono = 0;
  std::optional<Digest> subject;
  /// Borrowed from the line; `boot` is still escaped.
  llvm::StringRef body, boot;
  /// Kept between calls: scratch space, and the last actor's text, for those of many records are
  /// the same.
  std::vector<JSONEntry> entries;
  std::string knownActor;
};

/// Checks that `line` is canonical JSON with exactly the keys of a record, of the right types, and
/// fills `view`. Returns null, or what is wrong.
const char *viewRecord(llvm::StringRef line, RecordView &view);

} // namespace assay

#endif // ASSAY_AUDIT_RECORD_VIEW_H
