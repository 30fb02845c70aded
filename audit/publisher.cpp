#include "audit/publisher.h"

#include "audit/canonical_json.h"
#include "audit/log_base.h"
#include <fcntl.h>

namespace assay {

/// 64 hashes of 64 digits and a little more.
static constexpr std::size_t maxTreeBytes = 8192;

std::string epochName(std::uint64_t size) {
  std::string digits = std::to_string(size);
  return "epochs/" + std::string(20 - digits.size(), '0') + digits;
}

llvm::Error Publisher::storeTree(const LogFolder &folder) const {
  llvm::json::Array hashes;
  for (const Digest &hash : range_.hashes())
    hashes.push_back(hexOf(hash));
  llvm::json::Object object{{"hashes", std::move(hashes)},
                            {"offset", offset_},
                            {"segment", segment_},
                            {"size", range_.end()}};
  llvm::Expected<std::string> text = canonicalJSON(object);
  if (!text)
    return text.takeError();
  return folder.replace("tree", *text + '\n' + hexOf(sha256(*text)) + '\n');
}

/// Takes the file's word for the edge of the tree; whether it is right, the checkpoint decides. A
/// file that is missing or damaged leaves the tree empty, to be grown from the records.
llvm::Error Publisher::loadTree(const LogFolder &folder) {
  llvm::Expected<std::string> text = folder.read("tree", maxTreeBytes);
  if (!text) {
    llvm::consumeError(text.takeError());
    return llvm::Error::success();
  }
  auto [json, sum] = llvm::StringRef(*text).split('\n');
  std::vector<JSONEntry> entries;
  if (hexOf(sha256(json)) + "\n" != sum || splitCanonicalObject(json, entries))
    return llvm::Error::success();
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(json);
  if (!value)
    return value.takeError();
  const llvm::json::Object &object = *value->getAsObject();
  auto size = object.getInteger("size"), segment = object.getInteger("segment");
  auto offset = object.getInteger("offset");
  const llvm::json::Array *written = object.getArray("hashes");
  if (!size || !segment || !offset || !written)
    return llvm::Error::success();
  std::vector<Digest> hashes;
  for (const llvm::json::Value &hash : *written)
    hashes.push_back(parseDigest(hash.getAsString().value_or("")).value_or(Digest()));
  llvm::Expected<CompactRange> range =
      CompactRange::fromHashes(static_cast<std::uint64_t>(*size), hashes);
  if (!range) {
    llvm::consumeError(range.takeError());
    return llvm::Error::success();
  }
  range_ = std::move(*range);
  segment_ = static_cast<std::uint64_t>(*segment);
  offset_ = static_cast<std::uint64_t>(*offset);
  return llvm::Error::success();
}

llvm::Error Publisher::growTo(const LogFolder &folder, std::uint64_t size) {
  if (range_.end() >= size)
    return llvm::Error::success();
  llvm::Expected<std::vector<Segment>> segments = listSegments(folder);
  if (!segments)
    return segments.takeError();
  if (range_.end() == 0) {
    llvm::Expected<LogBase> base = findBase(folder, *segments);
    if (!base)
      return base.takeError();
    range_ = base->range;
    segment_ = segments->front().first;
    offset_ = 0;
  }
  auto start = llvm::find_if(*segments, [&](const Segment &s) { return s.first == segment_; });
  if (start == segments->end())
    return llvm::createStringError("%s is gone", segmentName(segment_).c_str());
  ChunkReader reader(folder, *segments, start - segments->begin(), offset_);
  llvm::Error error =
      forEachLine(std::move(reader), [&](llvm::StringRef line, const LinePlace &place) {
        range_.append(leafHash(line));
        segment_ = place.segment;
        offset_ = place.end;
        if (range_.end() == size)
          lastLine_ = line.str();
        return range_.end() < size;
      });
  if (error)
    return error;
  if (range_.end() != size)
    return llvm::createStringError("the log has %llu records, want %llu",
                                   static_cast<unsigned long long>(range_.end()),
                                   static_cast<unsigned long long>(size));
  return llvm::Error::success();
}

/// A log whose key file was exchanged must not be signed: the signature would be another's. After a
/// change of keys that was cut short, the checkpoint is still that of the erased key.
static llvm::Error checkKeys(const LogFolder &folder, llvm::ArrayRef<StoredKey> keys,
                             llvm::StringRef note, const Checkpoint &checkpoint) {
  if (keys.empty())
    return llvm::createStringError("%s/keys: the signing key is gone", folder.path().c_str());
  bool isSigned = llvm::any_of(keys, [&](const StoredKey &key) {
    return !llvm::errorToBool(openNote(note, key.key.verifier()).takeError());
  });
  std::uint64_t since = keys.front().since;
  bool isCutShort = checkpoint.size <= since + 1 && folder.exists(epochName(since + 1));
  if (isSigned || (isCutShort && keys.back().key.verifier().name == checkpoint.origin))
    return llvm::Error::success();
  return llvm::createStringError("%s/keys: the key there is not the one that signed the "
                                 "checkpoint; see assay audit verify",
                                 folder.path().c_str());
}

llvm::Expected<Publisher> Publisher::open(const LogFolder &folder, const Tail &tail) {
  Publisher publisher;
  if (!folder.exists("checkpoint")) {
    // Only a log that was killed in its making has none.
    if (tail.size > 1)
      return llvm::createStringError("%s: its checkpoint is gone; see assay audit verify",
                                     folder.path().c_str());
    return publisher;
  }
  llvm::Expected<std::string> note = folder.read("checkpoint", maxNoteBytes);
  if (!note)
    return note.takeError();
  llvm::Expected<Checkpoint> checkpoint = parseCheckpoint(*note);
  if (!checkpoint)
    return checkpoint.takeError();
  if (llvm::Error error = publisher.loadTree(folder))
    return error;
  if (publisher.range_.end() != checkpoint->size || publisher.range_.root() != checkpoint->root)
    publisher = Publisher();
  if (checkpoint->size > tail.size)
    return llvm::createStringError(
        "%s: the checkpoint covers %llu records and the log has %llu; see assay audit verify",
        folder.path().c_str(), static_cast<unsigned long long>(checkpoint->size),
        static_cast<unsigned long long>(tail.size));
  if (llvm::Error error = publisher.growTo(folder, checkpoint->size))
    return error;
  if (publisher.range_.root() != checkpoint->root)
    return llvm::createStringError("%s: its records do not lead to its checkpoint; see assay audit "
                                   "verify",
                                   folder.path().c_str());
  publisher.signedSize_ = checkpoint->size;
  publisher.origin_ = checkpoint->origin;
  llvm::Expected<std::vector<StoredKey>> keys = loadKeys(folder);
  if (!keys)
    return keys.takeError();
  if (llvm::Error error = checkKeys(folder, *keys, *note, *checkpoint))
    return error;
  publisher.keyCreated_ = keys->back().created;
  return publisher;
}

llvm::Expected<std::string> Publisher::signWith(const StoredKey &key) const {
  return key.key.sign(Checkpoint{key.key.verifier().name, range_.end(), range_.root()}.text());
}

llvm::Error Publisher::closeEpoch(const LogFolder &folder, const StoredKey &old,
                                  const StoredKey &next) {
  llvm::Expected<std::string> note = signWith(old);
  if (!note)
    return note.takeError();
  if (llvm::Error error = folder.replace(epochName(next.since + 1), *note))
    return error;
  return eraseKey(folder, old.since);
}

static bool announces(llvm::StringRef line, const StoredKey &key) {
  llvm::Expected<AuditRecord> record = parseRecord(line);
  if (record)
    return record->type == RecordType::Key && record->seq == key.since &&
           record->body.getString("key") == llvm::StringRef(key.key.verifier().text());
  llvm::consumeError(record.takeError());
  return false;
}

/// A key is stored before the record that announces it is written. If the writer failed or was
/// killed in between, some other record has taken the place, and the key has never signed anything.
llvm::Error Publisher::dropUnannounced(const LogFolder &folder, std::vector<StoredKey> &keys,
                                       std::uint64_t size) {
  while (keys.size() > 1) {
    const StoredKey &next = keys[1];
    if (next.since < size && range_.end() <= next.since + 1) {
      if (llvm::Error error = growTo(folder, next.since + 1))
        return error;
      if (announces(lastLine_, next))
        return llvm::Error::success();
    }
    if (llvm::Error error = eraseKey(folder, next.since))
      return error;
    keys.erase(keys.begin() + 1);
  }
  return llvm::Error::success();
}

llvm::Expected<bool> Publisher::isKeyOlder(const LogFolder &folder, std::int64_t now,
                                           std::chrono::microseconds age) {
  if (now - keyCreated_ < age.count())
    return false;
  llvm::Expected<std::vector<StoredKey>> keys = loadKeys(folder);
  if (!keys)
    return keys.takeError();
  if (!keys->empty())
    keyCreated_ = keys->back().created;
  return now - keyCreated_ >= age.count();
}

/// Another process may have pruned the records from which this one would go on.
llvm::Error Publisher::startAnewIfPruned(const LogFolder &folder, const Tail &tail) {
  if (range_.end() == 0 || range_.end() == tail.size || folder.exists(segmentName(segment_)))
    return llvm::Error::success();
  llvm::Expected<Publisher> anew = open(folder, tail);
  if (!anew)
    return anew.takeError();
  *this = std::move(*anew);
  return llvm::Error::success();
}

llvm::Expected<std::string> Publisher::publish(const LogFolder &folder, const Tail &tail) {
  if (llvm::Error error = startAnewIfPruned(folder, tail))
    return error;
  llvm::Expected<std::vector<StoredKey>> keys = loadKeys(folder);
  if (!keys)
    return keys.takeError();
  if (keys->empty())
    return llvm::createStringError("%s/keys: the signing key is gone", folder.path().c_str());
  while (true) {
    if (llvm::Error error = dropUnannounced(folder, *keys, tail.size))
      return error;
    if (keys->size() == 1)
      break;
    if (llvm::Error error = closeEpoch(folder, keys->front(), (*keys)[1]))
      return error;
    keys->erase(keys->begin());
  }
  if (llvm::Error error = growTo(folder, tail.size))
    return error;
  llvm::Expected<std::string> note = signWith(keys->back());
  if (!note)
    return note.takeError();
  if (llvm::Error error = folder.replace("checkpoint", *note))
    return error;
  if (llvm::Error error = storeTree(folder))
    return error;
  signedSize_ = tail.size;
  keyCreated_ = keys->back().created;
  origin_ = keys->back().key.verifier().name;
  return note;
}

} // namespace assay
