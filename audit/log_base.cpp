#include "audit/log_base.h"

namespace assay {

std::optional<Epoch> epochOf(llvm::StringRef line) {
  llvm::Expected<AuditRecord> record = parseRecord(line);
  if (!record) {
    llvm::consumeError(record.takeError());
    return std::nullopt;
  }
  if (record->type != RecordType::Key)
    return std::nullopt;
  return Epoch{record->seq, record->body.getString("key").value_or("").str()};
}

llvm::json::Object pruneBody(const LogBase &base) {
  llvm::json::Array hashes, epochs;
  for (const Digest &hash : base.range.hashes())
    hashes.push_back(hexOf(hash));
  for (const Epoch &epoch : base.epochs)
    epochs.push_back(llvm::json::Object{{"key", epoch.verifierKey}, {"since", epoch.since}});
  return llvm::json::Object{{"before", base.range.end()},
                            {"epochs", std::move(epochs)},
                            {"hashes", std::move(hashes)},
                            {"lastLeaf", hexOf(base.lastLeaf)},
                            {"lastTime", base.lastTime}};
}

static llvm::Error broken() {
  return llvm::createStringError("a prune record does not hold what verification needs");
}

llvm::Expected<LogBase> parsePruneBody(const llvm::json::Object &body) {
  LogBase base;
  auto before = body.getInteger("before"), lastTime = body.getInteger("lastTime");
  auto leaf = parseDigest(body.getString("lastLeaf").value_or(""));
  const llvm::json::Array *hashes = body.getArray("hashes"), *epochs = body.getArray("epochs");
  if (!before || *before <= 0 || !lastTime || !leaf || !hashes || !epochs)
    return broken();
  std::vector<Digest> digests;
  for (const llvm::json::Value &hash : *hashes) {
    auto digest = parseDigest(hash.getAsString().value_or(""));
    if (!digest)
      return broken();
    digests.push_back(*digest);
  }
  for (const llvm::json::Value &value : *epochs) {
    const llvm::json::Object *epoch = value.getAsObject();
    if (!epoch || !epoch->getString("key") || !epoch->getInteger("since"))
      return broken();
    base.epochs.push_back(
        {static_cast<std::uint64_t>(*epoch->getInteger("since")), epoch->getString("key")->str()});
  }
  llvm::Expected<CompactRange> range =
      CompactRange::fromHashes(static_cast<std::uint64_t>(*before), digests);
  if (!range)
    return range.takeError();
  base.range = std::move(*range);
  base.lastLeaf = *leaf;
  base.lastTime = *lastTime;
  return base;
}

llvm::Expected<LogBase> findBase(const LogFolder &folder, const std::vector<Segment> &segments) {
  if (segments.empty() || segments.front().first == 0)
    return LogBase();
  std::uint64_t first = segments.front().first;
  std::optional<LogBase> found;
  llvm::Error error =
      forEachLine(ChunkReader(folder, segments), [&](llvm::StringRef line, const LinePlace &) {
        // Cheap for the many: a line that does not end so is not of
        // this type.
        if (!line.ends_with(R"("type":"prune","v":1})"))
          return true;
        llvm::Expected<AuditRecord> record = parseRecord(line);
        if (!record) {
          llvm::consumeError(record.takeError());
          return true;
        }
        llvm::Expected<LogBase> base = parsePruneBody(record->body);
        if (!base)
          llvm::consumeError(base.takeError());
        else if (base->range.end() == first)
          found = std::move(*base);
        return !found.has_value();
      });
  if (error)
    return error;
  if (!found)
    return llvm::createStringError(
        "records before %llu are missing, and no prune record accounts for them",
        static_cast<unsigned long long>(first));
  return std::move(*found);
}

llvm::Expected<std::string> readFirstKey(const LogFolder &folder,
                                         const std::vector<Segment> &segments) {
  llvm::Expected<LogBase> base = findBase(folder, segments);
  if (!base)
    return base.takeError();
  if (!base->epochs.empty())
    return base->epochs.front().verifierKey;
  std::string key;
  llvm::Error error =
      forEachLine(ChunkReader(folder, segments), [&](llvm::StringRef line, const LinePlace &) {
        llvm::Expected<AuditRecord> record = parseRecord(line);
        if (record && record->type == RecordType::Key)
          key = record->body.getString("key").value_or("").str();
        else if (!record)
          llvm::consumeError(record.takeError());
        return false;
      });
  if (error)
    return error;
  if (key.empty())
    return llvm::createStringError("%s: record 0 holds no key", folder.path().c_str());
  return key;
}

} // namespace assay
