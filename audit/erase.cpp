#include "audit/log_state.h"

#include <fcntl.h>

namespace assay {

namespace {

/// All private values of a busy segment; a larger file is not one that assay wrote.
constexpr std::size_t maxPrivateBytes = 256u << 20;

/// The lines of a file of private values that stay, and the names of those that go.
struct PrivateLines {
  std::string kept;
  llvm::json::Array erased;
};

/// A line is the record's number, a space, and JSON with the value's name.
PrivateLines splitLines(llvm::StringRef text, std::uint64_t seq, llvm::StringRef name) {
  PrivateLines lines;
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    text = rest;
    auto [number, json] = line.split(' ');
    std::uint64_t of = 0;
    std::string its;
    if (!number.getAsInteger(10, of) && of == seq) {
      if (llvm::Expected<llvm::json::Value> value = llvm::json::parse(json)) {
        if (const llvm::json::Object *object = value->getAsObject())
          its = object->getString("name").value_or("").str();
      } else {
        llvm::consumeError(value.takeError());
      }
      // A line that a crash left torn goes with the rest of its record.
      if (name.empty() || its == name) {
        lines.erased.push_back(its);
        continue;
      }
    }
    lines.kept += line.str() + '\n';
  }
  return lines;
}

} // namespace

llvm::Expected<std::size_t> AuditLog::State::erase(std::uint64_t seq, llvm::StringRef name) {
  llvm::Expected<std::vector<Segment>> segments = listSegments(folder);
  if (!segments)
    return segments.takeError();
  std::optional<std::uint64_t> first;
  for (const Segment &segment : *segments)
    if (segment.first <= seq)
      first = segment.first;
  std::string file =
      first ? "private/" + llvm::StringRef(segmentName(*first)).split('/').second.str() : "";
  if (file.empty() || !folder.exists(file))
    return llvm::createStringError("record %llu has no private values",
                                   static_cast<unsigned long long>(seq));
  llvm::Expected<std::string> text = folder.read(file, maxPrivateBytes);
  if (!text)
    return text.takeError();
  PrivateLines lines = splitLines(*text, seq, name);
  std::size_t count = lines.erased.size();
  if (count == 0)
    return llvm::createStringError("record %llu has no private value%s%s",
                                   static_cast<unsigned long long>(seq),
                                   name.empty() ? "" : " called ", name.str().c_str());
  // Said before it is done: an erasure that nobody recorded cannot be told from a theft.
  if (llvm::Error error = writeOwn(
          RecordType::Erase, llvm::json::Object{{"names", std::move(lines.erased)}, {"of", seq}}))
    return error;
  if (llvm::Error error = sign())
    return error;
  // The file without them takes its place whole; then the old one, which has no name any more, is
  // wiped.
  llvm::Expected<Descriptor> old = folder.openFile(file, O_WRONLY);
  if (!old)
    return old.takeError();
  if (llvm::Error error = folder.replace(file, lines.kept))
    return error;
  if (llvm::Error error = wipe(old->get(), file))
    return error;
  return count;
}

} // namespace assay
