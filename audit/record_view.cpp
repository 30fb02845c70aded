#include "audit/record_view.h"

namespace assay {

namespace {

enum Key : std::uint8_t { Actor_, Body, Boot, Mono, Prev, Seq, Subject, Time, Type, Version };

constexpr llvm::StringLiteral keys[] = {"actor", "body",    "boot", "mono", "prev",
                                        "seq",   "subject", "time", "type", "v"};
constexpr std::size_t keyCount = std::size(keys);

/// The text between the quotes of a string without escapes, else an empty one.
llvm::StringRef plainString(llvm::StringRef value) {
  if (value.size() < 2 || value.front() != '"' || value.contains('\\'))
    return {};
  return value.drop_front().drop_back();
}

bool readDigest(llvm::StringRef value, Digest &digest) {
  std::optional<Digest> parsed = parseDigest(plainString(value));
  if (parsed)
    digest = *parsed;
  return parsed.has_value();
}

} // namespace

const char *viewRecord(llvm::StringRef line, RecordView &view) {
  if (line.size() > maxRecordBytes)
    return "it is longer than a record can be";
  if (const char *problem = splitCanonicalObject(line, view.entries))
    return problem;
  const std::vector<JSONEntry> &entries = view.entries;
  if (entries.size() != keyCount)
    return "it does not have the ten keys of a record";
  for (std::size_t i = 0; i < keyCount; ++i)
    if (entries[i].key != keys[i])
      return "it does not have the ten keys of a record";

  if (entries[Version].value != "1")
    return "its version is not 1; a newer assay may have written it";
  view.body = entries[Body].value;
  if (!entries[Actor_].value.starts_with("{") || !view.body.starts_with("{"))
    return "its actor or body is not an object";
  if (entries[Mono].value.getAsInteger(10, view.mono) ||
      entries[Seq].value.getAsInteger(10, view.seq))
    return "its seq or mono is not a number";
  if (!entries[Boot].value.starts_with("\""))
    return "its boot is not a string";
  view.boot = entries[Boot].value.drop_front().drop_back();
  if (!readDigest(entries[Prev].value, view.prev))
    return "its prev is not a SHA-256 value";
  view.subject.reset();
  if (entries[Subject].value != "null" &&
      !readDigest(entries[Subject].value, view.subject.emplace()))
    return "its subject is not a SHA-256 value";
  llvm::StringRef time = plainString(entries[Time].value);
  std::optional<std::int64_t> parsed = parseTime(time);
  if (!parsed || time.size() != 27)
    return "its time is not of the form 2026-01-31T00:00:00.000000Z";
  view.time = *parsed;
  std::optional<RecordType> type = parseRecordType(plainString(entries[Type].value));
  if (!type)
    return "its type is unknown";
  view.type = *type;
  return nullptr;
}

} // namespace assay
