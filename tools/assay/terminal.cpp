#include "tools/assay/terminal.h"
#include "tools/report/escape.h"
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <termios.h>
#include <unistd.h>

using namespace assay;

static llvm::StringRef environment(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

bool assay::wantsColour(llvm::raw_fd_ostream &out, llvm::StringRef when) {
  if (when != "auto")
    return when == "always";
  if (!environment("NO_COLOR").empty())
    return false;
  const llvm::StringRef forced = environment("CLICOLOR_FORCE");
  if (!forced.empty() && forced != "0")
    return true;
  return environment("CLICOLOR") != "0" && out.is_displayed() && out.has_colors();
}

bool assay::wantsHyperlinks(llvm::raw_fd_ostream &out, llvm::StringRef when) {
  if (when != "auto")
    return when == "always";
  const llvm::StringRef terminal = environment("TERM");
  return out.is_displayed() && !terminal.empty() && terminal != "dumb" && terminal != "linux";
}

bool assay::hasTerminal() {
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal >= 0)
    ::close(terminal);
  return terminal >= 0;
}

bool assay::askYesNo(llvm::StringRef question) {
  const int terminal = ::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (terminal < 0)
    return false;
  // What was typed before the question was not an answer to it.
  ::tcflush(terminal, TCIFLUSH);
  const std::string prompt = escaped(question) + " [y/N] ";
  std::string answer;
  if (::write(terminal, prompt.data(), prompt.size()) == static_cast<ssize_t>(prompt.size())) {
    char c = 0;
    // A terminal gives a line at a time; a longer line than this is no answer.
    while (answer.size() < 16 && ::read(terminal, &c, 1) == 1 && c != '\n')
      answer += c;
  }
  ::close(terminal);
  const llvm::StringRef said = llvm::StringRef(answer).trim();
  return said.equals_insensitive("y") || said.equals_insensitive("yes");
}

void assay::printDocument(llvm::json::Object document) {
  llvm::json::OStream stream(llvm::outs(), /*IndentSize=*/1);
  stream.value(llvm::json::Value(std::move(document)));
  llvm::outs() << '\n';
}
