#include "runtime/traceback.h"
#include "runtime/explain.h"
#include "llvm/ADT/STLExtras.h"
#include <cerrno>
#include <unistd.h>

using namespace assay;

namespace {

/// The deepest recursion that Python reports in full, several times over.
constexpr std::size_t mostBytes = 64u << 10;
/// Where a program's own files are; what else a traceback names is a library's.
constexpr llvm::StringLiteral ownFolders[] = {"/program/", "/work/"};

struct Sentence {
  llvm::StringLiteral text;
  /// As Node.js calls it.
  llvm::StringLiteral name;
  int error;
};
constexpr Sentence sentences[] = {
    {"Operation not permitted", "EPERM", EPERM},    {"No such file or directory", "ENOENT", ENOENT},
    {"Permission denied", "EACCES", EACCES},        {"Read-only file system", "EROFS", EROFS},
    {"Function not implemented", "ENOSYS", ENOSYS},
};

/// What stands between the first `before` and the next `after`; false if either is missing.
bool between(llvm::StringRef text, llvm::StringRef before, llvm::StringRef after,
             llvm::StringRef &found) {
  const std::size_t begin = text.find(before);
  if (begin == llvm::StringRef::npos)
    return false;
  found = text.drop_front(begin + before.size());
  const std::size_t end = found.find(after);
  if (end == llvm::StringRef::npos)
    return false;
  found = found.take_front(end);
  return true;
}

/// Takes "/program/main.py" for "main.py"; a library's file for none.
bool takeOwnFile(llvm::StringRef path, ReportedRefusal &refusal) {
  for (const llvm::StringRef folder : ownFolders)
    if (path.consume_front(folder)) {
      refusal.file = path.str();
      return true;
    }
  return false;
}

/// `  File "/program/main.py", line 3, in <module>`
void readPythonFrame(llvm::StringRef line, ReportedRefusal &refusal) {
  llvm::StringRef path;
  if (!line.starts_with("  File \"") || !between(line, "\"", "\", line ", path) ||
      !takeOwnFile(path, refusal))
    return;
  llvm::StringRef number = line.drop_front(line.find("\", line ") + 8);
  number.consumeInteger(10, refusal.line);
}

/// `PermissionError: [Errno 13] Permission denied: '/etc/x'`
bool readPythonError(llvm::StringRef line, ReportedRefusal &refusal) {
  llvm::StringRef number;
  if (!between(line, "Error: [Errno ", "] ", number) || number.getAsInteger(10, refusal.error) ||
      refusal.error <= 0)
    return false;
  llvm::StringRef path;
  if (between(line, ": '", "'", path))
    refusal.path = path.str();
  return true;
}

/// `    at Object.<anonymous> (/program/main.js:3:5)`, of which the first counts.
void readNodeFrame(llvm::StringRef line, ReportedRefusal &refusal) {
  if (!line.consume_front("    at ") || !refusal.file.empty())
    return;
  const std::size_t open = line.rfind('(');
  llvm::StringRef place = open == llvm::StringRef::npos ? line : line.drop_front(open + 1);
  const auto [path, numbers] = place.split(':');
  llvm::StringRef number = numbers;
  if (takeOwnFile(path, refusal))
    number.consumeInteger(10, refusal.line);
}

/// `Error: EROFS: read-only file system, open '/usr/x'`, or `Error: spawn EACCES`.
bool readNodeError(llvm::StringRef line, ReportedRefusal &refusal) {
  // Of an object that refers to itself.
  line.consume_front("<ref *1> ");
  if (!line.consume_front("Error: "))
    return false;
  for (const Sentence &sentence : sentences)
    if (line.contains(sentence.name))
      refusal.error = sentence.error;
  llvm::StringRef path;
  if (between(line, " '", "'", path))
    refusal.path = path.str();
  return refusal.error != 0;
}

/// `/program/main.sh: line 3: /usr/x: Read-only file system`
bool readBashError(llvm::StringRef line, ReportedRefusal &refusal) {
  const auto [script, rest] = line.split(": line ");
  const auto [number, complaint] = rest.split(": ");
  for (const Sentence &sentence : sentences) {
    llvm::StringRef what = complaint;
    if (!what.consume_back(sentence.text) || !takeOwnFile(script, refusal))
      continue;
    refusal.error = sentence.error;
    refusal.path = what.starts_with("/") ? what.rtrim(": ").str() : "";
    return !number.getAsInteger(10, refusal.line);
  }
  return false;
}

/// What a refusal by the mounts, by Landlock or by a file's mode comes to.
struct FileRefusal {
  int error;
  llvm::StringLiteral capability;
  llvm::StringLiteral what;
  llvm::StringLiteral remedy;
};
constexpr FileRefusal fileRefusals[] = {
    {ENOENT, "fs.read", "looked for a file that the jail does not show",
     "put what it needs into its workspace (`--workspace DIR`)"},
    {EROFS, "fs.write", "could not write where the jail is read-only",
     "it can write to /tmp, and with `--workspace DIR --workspace-mode copy` and fs.write to its "
     "workspace; nothing else"},
    {EACCES, "fs.read", "was refused a file",
     "the jail's user is not you: what it may use must be readable for everybody (`chmod -R "
     "o+rX`), and writable to be written; what it can write, in /tmp or its workspace, it cannot "
     "run"},
};

Violation violationOf(const FileRefusal &kind, const ReportedRefusal &refusal) {
  Violation violation;
  violation.capability = kind.capability.str();
  violation.code = violationCode(violation.capability);
  violation.target = refusal.path;
  violation.count = 1;
  violation.error = refusal.error;
  violation.message = ("the program says that it " + kind.what + " (" + refusal.path + ")").str();
  violation.remedy = kind.remedy.str();
  return violation;
}

bool isMadeByJail(llvm::StringRef path) {
  return path.starts_with("/tmp/") || path.starts_with("/dev/shm/") || path.starts_with("/work/");
}

/// A path that is not there for anybody is the program's mistake, not the jail's doing.
bool isJailsDoing(const ReportedRefusal &refusal) {
  const llvm::StringRef path = refusal.path;
  if (!path.starts_with("/") || path.contains('\0'))
    return false;
  if (refusal.error == ENOENT)
    return access(refusal.path.c_str(), F_OK) == 0;
  if (refusal.error == EACCES)
    return isMadeByJail(path) || access(refusal.path.c_str(), R_OK) == 0;
  return refusal.error == EROFS;
}

} // namespace

std::optional<ReportedRefusal> assay::readTraceback(llvm::StringRef errors) {
  ReportedRefusal reading;
  std::optional<ReportedRefusal> last;
  bool inNode = false;
  llvm::StringRef rest = errors.take_back(mostBytes);
  while (!rest.empty()) {
    llvm::StringRef line;
    std::tie(line, rest) = rest.split('\n');
    line = line.rtrim('\r');
    if (line == "Traceback (most recent call last):")
      reading = {};
    readPythonFrame(line, reading);
    if (inNode)
      readNodeFrame(line, *last);
    ReportedRefusal fresh;
    if (readPythonError(line, reading)) {
      last = reading;
      inNode = false;
    } else if (readNodeError(line, fresh)) {
      last = fresh;
      inNode = true;
    } else if (readBashError(line, fresh)) {
      last = fresh;
      inNode = false;
    }
  }
  return last;
}

void assay::tellReported(const ReportedRefusal &refusal, ExecutionResult &result) {
  const std::string place =
      refusal.file.empty() ? "" : refusal.file + ":" + std::to_string(refusal.line);
  Violation *about = nullptr;
  for (Violation &violation : result.violations)
    if (violation.error == refusal.error && (!about || violation.latest > about->latest))
      about = &violation;
  if (about) {
    about->source = place;
    return;
  }
  if (!isJailsDoing(refusal) || result.violations.size() >= mostViolations)
    return;
  const auto *kind = llvm::find_if(
      fileRefusals, [&](const FileRefusal &known) { return known.error == refusal.error; });
  if (kind == std::end(fileRefusals))
    return;
  Violation violation = violationOf(*kind, refusal);
  violation.source = place;
  const auto at = llvm::find_if(
      result.violations, [&](const Violation &other) { return other.code > violation.code; });
  result.violations.insert(at, std::move(violation));
}
