#include "tools/assay/fix_files.h"
#include "analyzer/rule.h"
#include "analyzer/rule_fix.h"
#include "tools/report/escape.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include <sys/stat.h>

using namespace assay;

static llvm::Error failure(llvm::StringRef path, std::error_code error) {
  return llvm::createStringError(error, "cannot fix " + path + ": " + error.message());
}

/// Puts a file of the same mode in the place of `path`.
static llvm::Error replaceFile(const std::string &path, llvm::StringRef text,
                               const struct stat &before) {
  llvm::SmallString<256> fresh;
  int file = -1;
  if (auto error = llvm::sys::fs::createUniqueFile(path + ".%%%%%%%%", file, fresh))
    return failure(path, error);
  llvm::FileRemover remover(fresh);
  llvm::raw_fd_ostream out(file, /*shouldClose=*/true);
  out << text;
  out.flush();
  if (::fchmod(file, before.st_mode & 07777) != 0 || ::fsync(file) != 0)
    return failure(path, std::error_code(errno, std::generic_category()));
  out.close();
  if (out.has_error())
    return failure(path, out.error());
  if (auto error = llvm::sys::fs::rename(fresh, path))
    return failure(path, error);
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

llvm::Expected<unsigned> assay::fixFiles(const ScanResult &result, const RuleSet &rules,
                                         const AssessmentPolicy &policy, llvm::raw_ostream &out) {
  Assessor assessor(rules, policy);
  unsigned changed = 0;
  for (const JudgedFile &file : result.files) {
    if (!offersFix(file))
      continue;
    auto isChanged = fixFile(file.assessment, assessor, out);
    if (!isChanged)
      return isChanged.takeError();
    changed += *isChanged;
  }
  return changed;
}
