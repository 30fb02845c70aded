#include "audit/record_view.h"

#include "llvm/ADT/StringExtras.h"

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

/// "2026-01-31T00:00:00.000000Z"
constexpr std::size_t timeLength = 27;

bool readDigest(llvm::StringRef value, Digest &digest) {
  std::optional<Digest> parsed = parseDigest(plainString(value));
  if (parsed)
    digest = *parsed;
  return parsed.has_value();
}

/// Takes the parts of a line in their order: what a record's writer writes is read in one pass, and
/// only what is not of this form is looked at again, to say what is wrong with it.
class LineReader {
public:
  explicit LineReader(llvm::StringRef line) : rest_(line) {}

  bool take(llvm::StringLiteral text) { return rest_.consume_front(text); }
  bool takeEnd(llvm::StringLiteral text) { return rest_ == text; }
  bool takeObject(llvm::StringRef &object) {
    llvm::StringRef before = rest_;
    if (takeCanonicalObject(rest_))
      return false;
    object = before.drop_back(rest_.size());
    return true;
  }
  /// An object of which `known` may be the text: then nothing of it needs to be looked at, for no
  /// object is the beginning of another.
  bool takeKnown(std::string &known) {
    if (!known.empty() && rest_.consume_front(known))
      return true;
    llvm::StringRef object;
    if (!takeObject(object))
      return false;
    known = object.str();
    return true;
  }
  /// Text up to a quote, of letters, digits and `.` alone.
  bool takeWord(llvm::StringRef &word) {
    std::size_t length = 0;
    while (length < rest_.size() && (llvm::isAlnum(rest_[length]) || rest_[length] == '.'))
      ++length;
    word = rest_.take_front(length);
    rest_ = rest_.drop_front(length);
    return true;
  }
  bool takeNumber(std::uint64_t &value) {
    // 15 digits are always below 2^53.
    std::size_t length = 0;
    value = 0;
    while (length < rest_.size() && length < 15 && llvm::isDigit(rest_[length]))
      value = value * 10 + static_cast<unsigned>(rest_[length++] - '0');
    if (length == 0 || (length > 1 && rest_[0] == '0'))
      return false;
    rest_ = rest_.drop_front(length);
    return true;
  }
  bool takeDigest(Digest &digest) {
    std::optional<Digest> parsed = parseDigest(rest_.take_front(2 * sizeof(Digest)));
    if (!parsed)
      return false;
    digest = *parsed;
    rest_ = rest_.drop_front(2 * sizeof(Digest));
    return true;
  }
  bool takeTime(std::int64_t &time) {
    std::optional<std::int64_t> parsed = parseTime(rest_.take_front(timeLength));
    if (!parsed || rest_.size() < timeLength)
      return false;
    time = *parsed;
    rest_ = rest_.drop_front(timeLength);
    return true;
  }

private:
  llvm::StringRef rest_;
};

/// False: not what formatRecord() writes for most records; viewRecord() decides.
bool viewQuickly(llvm::StringRef line, RecordView &view) {
  LineReader reader(line);
  llvm::StringRef type;
  std::uint64_t mono = 0;
  if (!reader.take(R"({"actor":)") || !reader.takeKnown(view.knownActor) ||
      !reader.take(R"(,"body":)") || !reader.takeObject(view.body) ||
      !reader.take(R"(,"boot":")") || !reader.takeWord(view.boot) || !reader.take(R"(","mono":)") ||
      !reader.takeNumber(mono) || !reader.take(R"(,"prev":")") || !reader.takeDigest(view.prev) ||
      !reader.take(R"(","seq":)") || !reader.takeNumber(view.seq) || !reader.take(R"(,"subject":)"))
    return false;
  view.mono = static_cast<std::int64_t>(mono);
  view.subject.reset();
  if (!reader.take(R"(null,"time":")") &&
      !(reader.take("\"") && reader.takeDigest(view.subject.emplace()) &&
        reader.take(R"(","time":")")))
    return false;
  if (!reader.takeTime(view.time) || !reader.take(R"(","type":")") || !reader.takeWord(type) ||
      !reader.takeEnd(R"(","v":1})"))
    return false;
  std::optional<RecordType> known = parseRecordType(type);
  if (known)
    view.type = *known;
  return known.has_value();
}

} // namespace

const char *viewRecord(llvm::StringRef line, RecordView &view) {
  if (line.size() > maxRecordBytes)
    return "it is longer than a record can be";
  if (viewQuickly(line, view))
    return nullptr;
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
  if (!parsed || time.size() != timeLength)
    return "its time is not of the form 2026-01-31T00:00:00.000000Z";
  view.time = *parsed;
  std::optional<RecordType> type = parseRecordType(plainString(entries[Type].value));
  if (!type)
    return "its type is unknown";
  view.type = *type;
  return nullptr;
}

} // namespace assay
