#include "tools/assay/git.h"
#include "tools/assay/child_process.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include <filesystem>

using namespace assay;

namespace {

/// Of one answer. A file larger than SourceFile::maxBytes is refused later, by name; this keeps all
/// that is staged together from filling the memory.
constexpr std::size_t maxAnswerBytes = 512u << 20;

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

/// What git must not do on our behalf: run a monitor that the repository names, take a lock, ask a
/// person, or fetch what a partial clone lacks.
llvm::Expected<std::string>
runGit(llvm::StringRef folder, llvm::ArrayRef<llvm::StringRef> arguments, llvm::StringRef input) {
  std::vector<std::string> command{
      "git", "-C", folder.str(), "--no-optional-locks", "-c", "core.fsmonitor=false"};
  for (llvm::StringRef argument : arguments)
    command.push_back(argument.str());
  auto result =
      runChild(command, input, {"GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0"}, maxAnswerBytes);
  if (!result)
    return result.takeError();
  if (result->status != 0)
    return failure("git " + arguments.front() + ": " + llvm::StringRef(result->errors).trim());
  return std::move(result->output);
}

/// The first field up to a NUL, taken off `text`.
llvm::StringRef takeField(llvm::StringRef &text) {
  const auto [field, rest] = text.split('\0');
  text = rest;
  return field;
}

llvm::StringRef withoutNewline(llvm::StringRef text) {
  text.consume_back("\n");
  return text;
}

/// Regular files have the modes 100644 and 100755.
bool isFileMode(llvm::StringRef mode) { return mode.starts_with("100"); }

} // namespace

llvm::Expected<std::vector<GitChange>> assay::parseRawDiff(llvm::StringRef text) {
  std::vector<GitChange> changes;
  while (!text.empty()) {
    // ":old-mode new-mode old-blob new-blob status" and one path, or two for a rename or copy.
    llvm::SmallVector<llvm::StringRef, 5> words;
    const llvm::StringRef head = takeField(text);
    head.split(words, ' ');
    if (words.size() != 5 || !words[0].starts_with(":") || words[4].empty())
      return failure("git's list of changes is not in the expected form: " + head);
    GitChange change;
    change.status = words[4].front();
    change.isFile = isFileMode(words[1]);
    change.blob = words[3].str();
    change.oldPath = takeField(text).str();
    const bool hasTwo = change.status == 'R' || change.status == 'C';
    change.path = hasTwo ? takeField(text).str() : change.oldPath;
    changes.push_back(std::move(change));
  }
  return changes;
}

llvm::Expected<std::string> GitRepository::run(llvm::ArrayRef<llvm::StringRef> arguments,
                                               llvm::StringRef input) const {
  return runGit(top_, arguments, input);
}

llvm::Expected<GitRepository> GitRepository::open(llvm::StringRef folder) {
  auto top = runGit(folder, {"rev-parse", "--show-toplevel"}, "");
  if (!top)
    return top.takeError();
  return GitRepository(withoutNewline(*top).str());
}

llvm::Expected<std::string> GitRepository::commitOf(llvm::StringRef revision) const {
  const std::string wanted = (revision + "^{commit}").str();
  auto commit = run({"rev-parse", "--verify", "--quiet", "--end-of-options", wanted});
  if (commit)
    return withoutNewline(*commit).str();
  llvm::consumeError(commit.takeError());
  return failure("`" + revision + "` names no commit that is here");
}

llvm::Expected<std::string> GitRepository::emptyTree() const {
  auto tree = run({"hash-object", "-t", "tree", "--stdin"});
  if (!tree)
    return tree.takeError();
  return withoutNewline(*tree).str();
}

llvm::Expected<std::vector<GitChange>> GitRepository::changesSince(llvm::StringRef tree,
                                                                   bool staged) const {
  llvm::SmallVector<llvm::StringRef> arguments{"diff-index",  "--raw",          "-z",
                                               "--no-abbrev", "--find-renames", "--no-ext-diff"};
  if (staged)
    arguments.push_back("--cached");
  arguments.push_back(tree);
  arguments.push_back("--");
  auto text = run(arguments);
  if (!text)
    return text.takeError();
  return parseRawDiff(*text);
}

llvm::Expected<std::vector<GitCommit>> GitRepository::lastCommits(unsigned count) const {
  auto text = run({"log", "--first-parent", "--no-show-signature", "-z", "--format=%H %ct %s",
                   "--max-count=" + std::to_string(count), "HEAD", "--"});
  if (!text)
    return text.takeError();
  std::vector<GitCommit> commits;
  for (llvm::StringRef rest = *text; !rest.empty();) {
    const auto [name, after] = takeField(rest).split(' ');
    const auto [time, subject] = after.split(' ');
    GitCommit commit{name.str(), 0, subject.str()};
    if (time.getAsInteger(10, commit.time))
      return failure("git's list of commits is not in the expected form: " + name);
    commits.push_back(std::move(commit));
  }
  return commits;
}

llvm::Expected<std::vector<GitFile>> GitRepository::filesOf(llvm::StringRef commit) const {
  auto text = run({"ls-tree", "-r", "-z", "--full-tree", commit});
  if (!text)
    return text.takeError();
  std::vector<GitFile> files;
  for (llvm::StringRef rest = *text; !rest.empty();) {
    // "mode type name", a tab, the path.
    const auto [head, path] = takeField(rest).split('\t');
    llvm::SmallVector<llvm::StringRef, 3> words;
    head.split(words, ' ');
    if (words.size() != 3)
      return failure("git's list of files is not in the expected form: " + head);
    if (isFileMode(words[0]))
      files.push_back({words[2].str(), path.str()});
  }
  return files;
}

llvm::Expected<std::vector<std::string>>
GitRepository::contentsOf(llvm::ArrayRef<std::string> blobs) const {
  if (blobs.empty())
    return std::vector<std::string>();
  auto text = run({"cat-file", "--batch"}, llvm::join(blobs, "\n") + "\n");
  if (!text)
    return text.takeError();
  std::vector<std::string> contents;
  llvm::StringRef rest = *text;
  for (const std::string &blob : blobs) {
    // "name blob size", a newline, the content, a newline.
    const auto [head, body] = rest.split('\n');
    std::size_t size = 0;
    if (!head.starts_with(blob + " blob ") || head.rsplit(' ').second.getAsInteger(10, size) ||
        size >= body.size())
      return failure("git cannot read the object " + blob + ": " + head);
    contents.push_back(body.take_front(size).str());
    rest = body.drop_front(size + 1);
  }
  return contents;
}

llvm::Expected<std::string> GitRepository::hooksFolder() const {
  auto path = run({"rev-parse", "--git-path", "hooks"});
  if (!path)
    return path.takeError();
  return (std::filesystem::path(top_) / withoutNewline(*path).str()).string();
}
