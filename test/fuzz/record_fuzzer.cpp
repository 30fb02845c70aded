#include "audit/checkpoint.h"
#include "audit/log_base.h"
#include "audit/record_view.h"
#include "audit/signed_note.h"
#include "audit/tile.h"
#include "test/fuzz/fuzz.h"

// What the audit log reads back from its files, from witnesses and from people. The first line says
// what the rest is.

using namespace assay;

static void readRecord(llvm::StringRef line) {
  RecordView view;
  const bool isSeen = viewRecord(line, view) == nullptr;
  auto record = parseRecord(line);
  if (!record)
    return llvm::consumeError(record.takeError());
  require(isSeen, "what is read whole passes verification");
  require(view.seq == record->seq && view.time == record->time && view.mono == record->mono,
          "both readers read the same");
  auto again = formatRecord(*record);
  require(static_cast<bool>(again) && *again == line, "a record has one form");
  if (auto base = parsePruneBody(record->body); !base)
    llvm::consumeError(base.takeError());
}

static const SigningKey &ownKey() {
  static const SigningKey key =
      llvm::cantFail(SigningKey::fromSeed("log.example", std::vector<std::uint8_t>(32, 7)));
  return key;
}

static void readNote(llvm::StringRef text) {
  auto checkpoint = parseCheckpoint(text);
  if (checkpoint)
    require(text.starts_with(checkpoint->text()), "a checkpoint has one form");
  else
    llvm::consumeError(checkpoint.takeError());
  auto forged = openNote(text, ownKey().verifier());
  require(!forged, "only the key's owner signs");
  llvm::consumeError(forged.takeError());
  if (!text.ends_with("\n"))
    return;
  auto signedNote = ownKey().sign(text);
  if (!signedNote)
    return llvm::consumeError(signedNote.takeError());
  auto opened = openNote(*signedNote, ownKey().verifier());
  if (!opened)
    return llvm::consumeError(opened.takeError());
  require(*opened == text, "a note holds what was signed");
}

static void readKey(llvm::StringRef text) {
  auto key = parseVerifierKey(text);
  if (!key)
    return llvm::consumeError(key.takeError());
  require(key->text() == text, "a key has one form");
}

static void readTime(llvm::StringRef text) {
  const auto time = parseTime(text);
  require(!time || parseTime(formatTime(*time)) == time, "a time is read as it is written");
}

static void readBase64(llvm::StringRef text) {
  const auto bytes = parseBase64(text);
  require(!bytes || base64Of(*bytes) == text, "base64 has one form");
}

/// Three numbers, two roots, then the hashes of a proof; each as hexadecimal on a line.
static void readProof(llvm::StringRef text) {
  const auto number = [&text] {
    std::uint64_t value = 0;
    takeLine(text).getAsInteger(16, value);
    return value;
  };
  const std::uint64_t seq = number();
  const std::uint64_t size = number();
  std::vector<Digest> hashes;
  while (!text.empty())
    hashes.push_back(parseDigest(takeLine(text)).value_or(Digest{}));
  hashes.resize(std::max<std::size_t>(hashes.size(), 2));
  const llvm::ArrayRef<Digest> proof = llvm::ArrayRef(hashes).drop_front(2);
  const bool isIn = checkInclusion(seq, size, hashes[0], proof, hashes[1]);
  require(!isIn || seq < size, "what is in a tree is one of its leaves");
  const bool isLonger = checkConsistency(seq, size, hashes[0], hashes[1], proof);
  require(!isLonger || (0 < seq && seq <= size), "a tree grows");
  if (auto range = CompactRange::fromHashes(size, hashes); range)
    require(range->end() == size && range->hashes() == hashes, "a range is its hashes");
  else
    llvm::consumeError(range.takeError());
}

/// The records of a bundle, one after another, are the bundle.
static void readBundle(llvm::StringRef bytes) {
  std::size_t read = 0;
  for (std::uint64_t i = 0; i < tileWidth; ++i) {
    auto entry = bundleEntry(bytes, i);
    if (!entry)
      break;
    read += 2;
    require(entry->data() == bytes.data() + read, "entries follow each other");
    read += entry->size();
    readRecord(*entry);
  }
  require(read <= bytes.size(), "entries are inside their bundle");
}

/// The numbers of a tile, and of how many hashes it has.
static void namePath(llvm::StringRef text) {
  std::uint64_t number = 0, width = 0;
  if (takeLine(text).getAsInteger(10, number) || takeLine(text).getAsInteger(10, width))
    return;
  const std::string path = tilePath(number, width);
  std::uint64_t digits = 0;
  for (char c : llvm::StringRef(path).split(".p/").first)
    if (c >= '0' && c <= '9')
      digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
  require(digits == number, "a tile's path is its number");
}

void assay::fuzz(llvm::StringRef input) {
  const llvm::StringRef kind = takeLine(input);
  if (kind == "note")
    readNote(input);
  else if (kind == "key")
    readKey(input);
  else if (kind == "time")
    readTime(input);
  else if (kind == "base64")
    readBase64(input);
  else if (kind == "bundle")
    readBundle(input);
  else if (kind == "path")
    namePath(input);
  else if (kind == "proof")
    readProof(input);
  else
    readRecord(input);
}
