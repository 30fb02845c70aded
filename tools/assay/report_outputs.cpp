#include "tools/assay/report_outputs.h"
#include "grammars/yaml.h"
#include "tools/assay/terminal.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/raw_ostream.h"

using namespace assay;

namespace {

struct Output {
  const ReportFormat *format = nullptr;
  /// "-" for standard output.
  std::string file;
};

llvm::SmallVector<llvm::StringRef> formatNames() {
  llvm::SmallVector<llvm::StringRef> names;
  for (const ReportFormat &format : reportFormats())
    names.push_back(format.name);
  return names;
}

llvm::Expected<Output> parseOutput(llvm::StringRef text) {
  const auto [name, file] = text.split('=');
  if (file.empty())
    return llvm::createStringError("--output wants FORMAT=FILE, such as sarif=assay.sarif; got `" +
                                   text + "`");
  if (const ReportFormat *format = findReportFormat(name))
    return Output{format, file.str()};
  return llvm::createStringError("there is no format `" + name + "`" +
                                 suggestion(name, formatNames()));
}

/// All reports, that of standard output first. Requires check().
std::vector<Output> outputsOf(const ReportOutputs &outputs) {
  std::vector<Output> all{{findReportFormat(outputs.format), "-"}};
  for (const std::string &text : outputs.files) {
    Output output = llvm::cantFail(parseOutput(text));
    if (output.file == "-")
      all.front() = std::move(output);
    else
      all.push_back(std::move(output));
  }
  return all;
}

/// A format a line.
std::string formatHelp() {
  std::string help = "what to print (default text):";
  for (const ReportFormat &format : reportFormats())
    help += ("\n" + format.name + ": " + format.summary).str();
  return help;
}

} // namespace

void ReportOutputs::addTo(Options &options) {
  std::vector<std::string> names;
  for (llvm::StringRef name : formatNames())
    names.push_back(name.str());
  static const std::string help = formatHelp();
  options.choice("--format", "NAME", format, names, help.c_str());
  options.texts("--output", "FORMAT=FILE", files,
                "also write a report in another format (repeatable);\n"
                "- as the file: to standard output, instead of --format");
  options.flag("--all", all, "list LOW findings too (json and jsonl always have\nthem)");
  options.flag(
      "--report-suppressed", reportSuppressed,
      "list what comments accept, with the reasons (text;\njson and sarif always have it)");
  options.flag("--statistics", statistics, "count findings by rule (text)");
  options.choice("--color", "WHEN", colour, {"auto", "always", "never"},
                 "auto (default: at a terminal, by NO_COLOR, CLICOLOR\n"
                 "and CLICOLOR_FORCE), always or never");
  options.choice("--hyperlinks", "WHEN", hyperlinks, {"auto", "always", "never"},
                 "make places links to their files (OSC 8):\n"
                 "auto (default: at a terminal), always or never");
}

llvm::Error ReportOutputs::check() const {
  for (const std::string &text : files)
    if (auto output = parseOutput(text); !output)
      return output.takeError();
  return llvm::Error::success();
}

bool ReportOutputs::need(ReportNeeds needs) const {
  const std::vector<Output> outputs = outputsOf(*this);
  return std::any_of(outputs.begin(), outputs.end(),
                     [&](const Output &output) { return output.format->needs == needs; });
}

RiskLevel ReportOutputs::lowestListed() const { return all ? RiskLevel::Low : RiskLevel::Medium; }

llvm::Error ReportOutputs::write(const ScanResult &result) const {
  ReportStyle style;
  style.lowestListed = lowestListed();
  style.listSuppressed = reportSuppressed;
  style.statistics = statistics;
  for (const Output &output : outputsOf(*this)) {
    if (output.file == "-") {
      ReportStyle terminal = style;
      terminal.colour = wantsColour(llvm::outs(), colour);
      terminal.hyperlinks = wantsHyperlinks(llvm::outs(), hyperlinks);
      output.format->write(result, terminal, llvm::outs());
      continue;
    }
    llvm::Error error = llvm::writeToOutput(output.file, [&](llvm::raw_ostream &out) {
      output.format->write(result, style, out);
      return llvm::Error::success();
    });
    if (error)
      return llvm::createStringError(llvm::errc::io_error, "cannot write " + output.file + ": " +
                                                               llvm::toString(std::move(error)));
  }
  return llvm::Error::success();
}
