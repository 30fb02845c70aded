#include "tools/assay/configuration.h"
#include "grammars/language.h"
#include "grammars/yaml.h"
#include "tools/report/escape.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include <algorithm>
#include <cerrno>
#include <system_error>
#include <unistd.h>

using namespace assay;

static llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

void ConfigurationOptions::addTo(Options &options) {
  options.texts("--rules", "FILE", ruleFiles, "add the rules of a YAML file (repeatable)");
  options.text("--policy", "FILE", policyFile, "apply a policy on top of the configured ones");
  options.flag("--no-config", noConfiguration,
               "do not read /etc/assay/policy.yaml nor\n$XDG_CONFIG_HOME/assay/policy.yaml");
}

void ConfigurationOptions::addServiceTo(Options &options) {
  options.flag("--no-service", noService,
               "do not let a running `assay serve` do the work; $ASSAY_SOCKET says\nwhere one is, "
               "and none is asked if it is empty");
}

void assay::noteProjectPolicy(llvm::StringRef command) {
  if (const std::string file = findProjectPolicy(); !file.empty())
    llvm::errs() << "assay " << command << ": note: " << escaped(file)
                 << " is not heeded, only `scan` does\n";
}

llvm::Expected<std::string> assay::readStandardInput(std::size_t maxBytes) {
  std::string text;
  constexpr std::size_t step = 64u << 10;
  while (text.size() <= maxBytes) {
    const std::size_t had = text.size();
    text.resize(had + step);
    const ssize_t got = ::read(STDIN_FILENO, text.data() + had, step);
    text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0)
      break;
    if (got < 0 && errno != EINTR)
      return failure("cannot read standard input: " +
                     std::error_code(errno, std::generic_category()).message());
  }
  if (text.size() > maxBytes)
    return failure("standard input is over the limit of " + llvm::Twine(maxBytes >> 20) + " MiB");
  return text;
}

llvm::Expected<SourceFile> assay::openProgram(const std::string &path) {
  const bool standardInput = path == "-";
  auto file = [&]() -> llvm::Expected<SourceFile> {
    if (!standardInput)
      return SourceFile::open(path);
    auto text = readStandardInput(SourceFile::maxBytes);
    if (!text)
      return text.takeError();
    return SourceFile::fromText("<stdin>", *text);
  }();
  if (!file)
    return failure((standardInput ? "<stdin>" : path) + ": " + llvm::toString(file.takeError()));
  return file;
}

llvm::Expected<const Language *> assay::languageFor(const SourceFile &file, llvm::StringRef name) {
  if (name.empty()) {
    if (const Language *language = detectLanguage(file.name(), file.text()))
      return language;
    return failure(file.name() + ": cannot tell its language, say it with --language");
  }
  if (const Language *language = findLanguage(name))
    return language;
  llvm::SmallVector<llvm::StringRef> known;
  for (const Language &language : languages()) {
    known.push_back(language.name);
    known.append(language.aliases.begin(), language.aliases.end());
  }
  return failure("there is no language `" + name + "`" + suggestion(name, known) +
                 " (see `assay languages`)");
}
