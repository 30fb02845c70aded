#include "grammars/language.h"
#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/report/json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp help{"languages", "languages [--format text|json]",
                                  "Lists the languages that can be judged, how their files are "
                                  "known, and whether the jail runs them. A container is a file "
                                  "that holds code in other languages.",
                                  "assay languages --format json", "0  listed"};

static json::Array namesToJson(llvm::ArrayRef<llvm::StringLiteral> names) {
  json::Array array;
  for (llvm::StringRef name : names)
    array.push_back(jsonText(name));
  return array;
}

static json::Object document() {
  json::Array list;
  for (const Language &language : languages())
    list.push_back(
        json::Object{{"name", language.name},
                     {"aliases", namesToJson(language.aliases)},
                     {"extensions", namesToJson(language.extensions)},
                     {"fileNames", namesToJson(language.fileNames)},
                     {"interpreters", namesToJson(language.interpreters)},
                     {"profile", language.profile.empty() ? json::Value(nullptr)
                                                          : json::Value(language.profile)},
                     {"container", language.split != nullptr},
                     {"symbols", static_cast<std::int64_t>(language.symbols.rows.size())}});
  return json::Object{{"schema", "assay.languages/1"}, {"languages", std::move(list)}};
}

static void printTable(llvm::raw_ostream &out) {
  out << llvm::left_justify("LANGUAGE", 18) << llvm::left_justify("RUN BY", 10)
      << llvm::left_justify("SYMBOLS", 9) << "EXTENSIONS\n";
  for (const Language &language : languages()) {
    const llvm::StringRef profile = language.profile.empty() ? "-" : language.profile;
    out << llvm::left_justify(language.name, 18) << llvm::left_justify(profile, 10)
        << llvm::left_justify(std::to_string(language.symbols.rows.size()), 9);
    llvm::interleave(language.extensions, out, " ");
    // Most containers are known by their name.
    if (language.split && !language.fileNames.empty()) {
      out << (language.extensions.empty() ? "" : " ");
      llvm::interleave(language.fileNames, out, " ");
    }
    out << '\n';
  }
}

static int runLanguages(llvm::ArrayRef<std::string> arguments) {
  std::string format = "text";
  Options options(help);
  options.choice("--format", "NAME", format, {"text", "json"}, "text (default) or json");
  if (auto status = options.parse(arguments))
    return *status;
  if (format == "json")
    printDocument(document());
  else
    printTable(llvm::outs());
  return ExitClean;
}

static const CommandEntry entry({Chapter::Configure, "languages",
                                 "list the languages that can be judged", runLanguages});
