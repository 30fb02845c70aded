#ifndef ASSAY_AUDIT_INDEX_H
#define ASSAY_AUDIT_INDEX_H

#include "audit/query.h"

namespace assay {

/// An SQLite database beside the log (index.sqlite) that finds records by time, level, type,
/// verdict, subject and actor without reading all of them. It is derived: it may be deleted at any
/// time, is brought up to date by each search, and is never believed. Each record it names is read
/// from the log and compared, so an edited row cannot show what is not there. A row that was
/// removed is noticed if it is among the first 10,000 that the answer comes from; one that was
/// edited so that it is not found, or is further on, indexMatchesLog() finds.

/// Like readLog(), for at most `limit` records, in milliseconds however long the log is. Error
/// also: a row does not fit its record; the answer is then not to be used, and rebuildIndex()
/// helps.
llvm::Error searchLog(llvm::StringRef path, const Filter &filter, std::uint64_t limit,
                      llvm::function_ref<bool(const FoundRecord &)> visit);

/// Deletes the index and makes it anew. Returns the number of records in it.
llvm::Expected<std::uint64_t> rebuildIndex(llvm::StringRef path);

/// Compares every row with its record. True if there is no index.
llvm::Expected<bool> indexMatchesLog(llvm::StringRef path);

} // namespace assay

#endif // ASSAY_AUDIT_INDEX_H
