#include "tools/assay/options.h"
#include "grammars/yaml.h"
#include "tools/gate/exit_code.h"
#include "tools/report/escape.h"
#include "llvm/ADT/SmallVector.h"
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

using namespace assay;

namespace {

/// Width of the column of option names in help texts.
constexpr std::size_t nameColumn = 26;

void printIndented(llvm::StringRef text, llvm::raw_ostream &out) {
  while (!text.empty()) {
    const auto [line, rest] = text.split('\n');
    if (!line.empty())
      out << "  " << line;
    out << '\n';
    text = rest;
  }
}

void printSection(llvm::StringRef title, llvm::StringRef text, llvm::raw_ostream &out) {
  if (text.empty())
    return;
  out << '\n' << title << '\n';
  printIndented(text, out);
}

/// "--jobs N", "-h, --help", "PATH".
std::string nameForHelp(const CLI::Option &option) {
  // CLI11 appends what it checks to the name of the type: "N:UINT in [1 - 1024]".
  const std::string type = option.get_type_name().substr(0, option.get_type_name().find(':'));
  if (option.get_positional())
    return type;
  std::string name;
  for (const std::string &letter : option.get_snames())
    name.append("-").append(letter).append(", ");
  name.append("--").append(option.get_lnames().front());
  const bool takesValue = !type.empty() && option.get_items_expected_max() > 0;
  return takesValue ? name.append(" ").append(type) : name;
}

void printOption(const CLI::Option &option, llvm::raw_ostream &out) {
  const std::string name = nameForHelp(option);
  out << "  " << name;
  if (name.size() + 2 > nameColumn)
    (out << '\n').indent(static_cast<unsigned>(nameColumn) + 2);
  else
    out.indent(static_cast<unsigned>(nameColumn - name.size()));
  for (llvm::StringRef text = option.get_description(); !text.empty();) {
    const auto [line, rest] = text.split('\n');
    out << line << '\n';
    if (!rest.empty())
      out.indent(static_cast<unsigned>(nameColumn) + 2);
    text = rest;
  }
}

} // namespace

int assay::fail(llvm::StringRef command, llvm::StringRef message, int exitCode) {
  llvm::errs() << "assay";
  if (!command.empty())
    llvm::errs() << ' ' << command;
  llvm::errs() << ": error: " << escaped(message) << '\n';
  return exitCode;
}

Options::Options(const CommandHelp &help) : help_(help), app_(std::make_unique<CLI::App>()) {
  app_->set_help_flag("-h,--help", "print this text");
}

Options::~Options() = default;

void Options::flag(const char *name, bool &value, const char *help) {
  app_->add_flag(name, value, help);
}

void Options::text(const char *name, const char *what, std::string &value, const char *help) {
  app_->add_option(name, value, help)->type_name(what);
}

void Options::texts(const char *name, const char *what, std::vector<std::string> &values,
                    const char *help) {
  app_->add_option(name, values, help)->type_name(what)->allow_extra_args(false);
}

void Options::choice(const char *name, const char *what, std::string &value,
                     std::vector<std::string> choices, const char *help) {
  app_->add_option(name, value, help)
      ->transform(CLI::IsMember(std::move(choices), CLI::ignore_case))
      ->type_name(what);
}

void Options::number(const char *name, const char *what, unsigned &value, unsigned low,
                     unsigned high, const char *help) {
  app_->add_option(name, value, help)->check(CLI::Range(low, high))->type_name(what);
}

void Options::positional(const char *what, std::string &value, const char *help) {
  app_->add_option(what, value, help)->type_name(what)->required();
}

void Options::positionals(const char *what, std::vector<std::string> &values, const char *help) {
  app_->add_option(what, values, help)->type_name(what)->required();
}

void Options::optionalPositionals(const char *what, std::vector<std::string> &values,
                                  const char *help) {
  app_->add_option(what, values, help)->type_name(what);
}

void Options::printHelp(llvm::raw_ostream &out) const {
  out << "usage: assay " << help_.synopsis << "\n\n" << help_.description << "\n\noptions\n";
  for (const CLI::Option *option : app_->get_options())
    printOption(*option, out);
  printSection("examples", help_.examples, out);
  printSection("exit status", help_.exitCodes, out);
}

std::string Options::suggestOption(llvm::StringRef unknown) const {
  llvm::SmallVector<std::string> names;
  for (const CLI::Option *option : app_->get_options())
    for (const std::string &name : option->get_lnames())
      names.push_back("--" + name);
  const llvm::SmallVector<llvm::StringRef> candidates(names.begin(), names.end());
  return suggestion(unknown.take_until([](char c) { return c == '='; }), candidates);
}

int Options::complain(llvm::StringRef problem) const {
  fail(help_.name, problem, ExitUsage);
  llvm::errs() << "see `assay " << help_.name << " --help`\n";
  return ExitUsage;
}

std::optional<int> Options::parse(llvm::ArrayRef<std::string> arguments) {
  try {
    // CLI11 takes them last first.
    app_->parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp &) {
    printHelp(llvm::outs());
    return ExitClean;
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
