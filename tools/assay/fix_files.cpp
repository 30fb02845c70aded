#include "tools/assay/fix_files.h"
#include "analyzer/rule.h"
#include "analyzer/rule_fix.h"
#include "tools/report/escape.h"
#include "llvm/Support/FileUtilities.h"
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace assay;

static llvm::Error failure(const std::string &what) {
  const std::error_code error(errno, std::generic_category());
  return llvm::createStringError(error, "cannot be fixed: " + what + ": " + error.message());
}

/// Writes all and makes it last. Gives the file the owner and mode of `before`; a text that was
/// changed is not what somebody gave other rights to than one's own.
static llvm::Error fill(int file, llvm::StringRef text, const struct stat &before) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR)
      return failure("write");
    text = text.drop_front(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  struct stat fresh{};
  if (::fstat(file, &fresh) != 0 ||
      ((fresh.st_uid != before.st_uid || fresh.st_gid != before.st_gid) &&
       ::fchown(file, before.st_uid, before.st_gid) != 0))
    return failure("keep its owner");
  if (::fchmod(file, before.st_mode & 0777) != 0 || ::fsync(file) != 0)
    return failure("write");
  return llvm::Error::success();
}

/// Puts a new file in the place of `path`.
static llvm::Error replaceFile(const std::string &path, llvm::StringRef text,
                               const struct stat &before) {
  // Beside it, under a name that nobody has: mkostemp(3) follows no link and replaces these X
  // alone.
  std::string fresh = path + ".XXXXXX";
  const int file = ::mkostemp(fresh.data(), O_CLOEXEC);
  if (file < 0)
    return failure("make a file beside it");
  llvm::FileRemover remover(fresh);
  llvm::Error error = fill(file, text, before);
  ::close(file);
  if (error)
    return error;
  if (::rename(fresh.c_str(), path.c_str()) != 0)
    return failure("put the new text in its place");
  remover.releaseFile();
  return llvm::Error::success();
}

static bool offersFix(const JudgedFile &file) {
  for (const Finding &finding : file.assessment.findings)
    if (!finding.rule->edits.empty())
      return true;
  return false;
}

/// True if the file was changed.
static llvm::Expected<bool> fixFile(const Assessment &judged, Assessor &assessor,
                                    llvm::raw_ostream &out) {
  const std::string &path = judged.path;
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) {
    out << escaped(path) << ": not fixed: it is not a regular file\n";
    return false;
  }
  auto file = SourceFile::open(path);
  if (!file)
    return file.takeError();
  if (file->digest() != judged.digest) {
    out << escaped(path) << ": not fixed: it has changed since it was judged\n";
    return false;
  }
  const auto fixed = fixText(*file, *judged.language, assessor);
  if (!fixed)
    return false;
  if (llvm::Error error = replaceFile(path, fixed->text, status))
    return error;
  for (const TextEdit &edit : fixed->edits)
    out << escaped(path) << ':' << file->positionOf(edit.span.begin).line << ": fixed "
        << edit.rule->id << ": " << escaped(edit.text) << '\n';
  return true;
}

FixOutcome assay::fixFiles(const ScanResult &result, const RuleSet &rules,
                           const AssessmentPolicy &policy, llvm::raw_ostream &out) {
  Assessor assessor(rules, policy);
  FixOutcome outcome;
  for (const JudgedFile &file : result.files) {
    if (!offersFix(file))
      continue;
    if (auto isChanged = fixFile(file.assessment, assessor, out))
      outcome.changed += *isChanged;
    else
      outcome.failed.push_back({file.assessment.path, llvm::toString(isChanged.takeError())});
  }
  return outcome;
}
