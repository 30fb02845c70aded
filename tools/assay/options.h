#ifndef ASSAY_TOOLS_ASSAY_OPTIONS_H
#define ASSAY_TOOLS_ASSAY_OPTIONS_H

#include "tools/assay/page/page.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace assay {

/// The options of one subcommand, on CLI11. Every variable given must outlive parse(), which leaves
/// those alone whose option is not on the command line.
class Options {
public:
  explicit Options(const CommandHelp &help);
  ~Options();
  Options(const Options &) = delete;
  Options &operator=(const Options &) = delete;

  void flag(const char *name, bool &value, const char *help);
  void text(const char *name, const char *what, std::string &value, const char *help);
  /// May be given several times.
  void texts(const char *name, const char *what, std::vector<std::string> &values,
             const char *help);
  /// One of `choices`, in any case.
  void choice(const char *name, const char *what, std::string &value,
              std::vector<std::string> choices, const char *help);
  /// A whole number from `low` to `high`.
  void number(const char *name, const char *what, unsigned &value, unsigned low, unsigned high,
              const char *help);
  /// Arguments that are not options. `what` says what stands in each place, between spaces; only
  /// the last may be repeated, where several are taken: "check|show FILE".
  void positional(const char *what, std::string &value, const char *help);
  /// One of `choices`, which help need not list by its name.
  void positional(const char *what, std::string &value, std::vector<std::string> choices,
                  const char *help);
  void positionals(const char *what, std::vector<std::string> &values, const char *help);
  void optionalPositionals(const char *what, std::vector<std::string> &values, const char *help);

  /// Nothing: go on. Otherwise the exit status of a command that is done: help was asked for and
  /// printed, or the command line is wrong and standard error says how.
  std::optional<int> parse(llvm::ArrayRef<std::string> arguments);

private:
  /// What is declared by all of the above.
  void describe(llvm::StringRef names, llvm::StringRef what, llvm::StringRef help,
                bool isRepeatable = false, std::vector<std::string> choices = {});
  int print(llvm::StringRef form) const;
  int complain(llvm::StringRef problem) const;
  std::string suggestOption(llvm::StringRef unknown) const;

  CommandHelp help_;
  std::vector<OptionDescription> described_;
  std::unique_ptr<CLI::App> app_;
};

/// Prints "assay COMMAND: error: message" to standard error, made safe for a terminal, and gives
/// back `exitCode`.
int fail(llvm::StringRef command, llvm::StringRef message, int exitCode);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_OPTIONS_H
