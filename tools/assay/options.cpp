#include "tools/assay/options.h"
#include "grammars/yaml.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

using namespace assay;

/// What CLI11 calls arguments; it takes no spaces.
static std::string argumentName(llvm::StringRef what) { return what.split(' ').first.str(); }

int assay::fail(llvm::StringRef command, llvm::StringRef message, int exitCode) {
  llvm::errs() << "assay";
  if (!command.empty())
    llvm::errs() << ' ' << command;
  llvm::errs() << ": error: " << escaped(message) << '\n';
  return exitCode;
}

Options::Options(const CommandHelp &help) : help_(help), app_(std::make_unique<CLI::App>()) {
  app_->set_help_flag("-h,--help");
  describe("-h,--help", "", "print this text");
}

Options::~Options() = default;

void Options::describe(llvm::StringRef names, llvm::StringRef what, llvm::StringRef help,
                       bool isRepeatable, std::vector<std::string> choices) {
  OptionDescription option{{}, what.str(), std::move(choices), help.str(), isRepeatable};
  for (llvm::StringRef name : llvm::split(names, ','))
    if (!name.empty())
      option.names.push_back(name.str());
  described_.push_back(std::move(option));
}

void Options::flag(const char *name, bool &value, const char *help) {
  app_->add_flag(name, value);
  describe(name, "", help);
}

void Options::text(const char *name, const char *what, std::string &value, const char *help) {
  app_->add_option(name, value);
  describe(name, what, help);
}

void Options::texts(const char *name, const char *what, std::vector<std::string> &values,
                    const char *help) {
  app_->add_option(name, values)->allow_extra_args(false);
  describe(name, what, help, /*isRepeatable=*/true);
}

void Options::choice(const char *name, const char *what, std::string &value,
                     std::vector<std::string> choices, const char *help) {
  app_->add_option(name, value)->transform(CLI::IsMember(choices, CLI::ignore_case));
  describe(name, what, help, /*isRepeatable=*/false, std::move(choices));
}

void Options::number(const char *name, const char *what, unsigned &value, unsigned low,
                     unsigned high, const char *help) {
  app_->add_option(name, value)->check(CLI::Range(low, high));
  describe(name, what, help);
}

void Options::positional(const char *what, std::string &value, const char *help) {
  app_->add_option(argumentName(what), value)->required();
  describe("", what, help);
}

void Options::positional(const char *what, std::string &value, std::vector<std::string> choices,
                         const char *help) {
  app_->add_option(what, value)->transform(CLI::IsMember(choices))->required();
  describe("", what, help, /*isRepeatable=*/false, std::move(choices));
}

void Options::positionals(const char *what, std::vector<std::string> &values, const char *help) {
  app_->add_option(argumentName(what), values)->required();
  describe("", what, help, /*isRepeatable=*/true);
}

void Options::optionalPositionals(const char *what, std::vector<std::string> &values,
                                  const char *help) {
  app_->add_option(argumentName(what), values);
  describe("", what, help, /*isRepeatable=*/true);
}

int Options::print(llvm::StringRef form) const {
  PageForm *page = findPageForm(form);
  if (!page)
    return complain(("help has no form `" + form + "`").str());
  page({help_, described_}, llvm::outs());
  return ExitClean;
}

std::string Options::suggestOption(llvm::StringRef unknown) const {
  llvm::SmallVector<std::string> names;
  for (const OptionDescription &option : described_)
    names.append(option.names.begin(), option.names.end());
  const llvm::SmallVector<llvm::StringRef> candidates(names.begin(), names.end());
  return suggestion(unknown.take_until([](char c) { return c == '='; }), candidates);
}

int Options::complain(llvm::StringRef problem) const {
  fail(help_.name, problem, ExitUsage);
  llvm::errs() << "see `assay " << help_.name << " --help`\n";
  return ExitUsage;
}

std::optional<int> Options::parse(llvm::ArrayRef<std::string> arguments) {
  if (arguments.size() == 1 && llvm::StringRef(arguments.front()).starts_with("--help="))
    return print(llvm::StringRef(arguments.front()).split('=').second);
  try {
    // CLI11 takes them last first.
    app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp &) {
    return print("text");
  } catch (const CLI::ExtrasError &error) {
    const std::vector<std::string> extra = app_->remaining();
    if (extra.empty())
      return complain(error.what());
    return complain("unknown argument `" + extra.front() + "`" + suggestOption(extra.front()));
  } catch (const CLI::ParseError &error) {
    return complain(error.what());
  }
  return std::nullopt;
}
