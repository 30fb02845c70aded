#include "runtime/doctor.h"
#include "tools/assay/command.h"
#include "tools/assay/options.h"
#include "tools/assay/terminal.h"
#include "tools/gate/exit_code.h"
#include "tools/gate/status.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace assay;
namespace json = llvm::json;

static constexpr CommandHelp help{"doctor", "doctor [--format text|json]",
                                  "Tries each layer of the jail by using it, as you, and says what "
                                  "to do about those that do not work.",
                                  "assay doctor", "0  programs can be jailed; 3  they cannot"};

static void printTable(llvm::ArrayRef<LayerProbe> probes) {
  llvm::raw_ostream &out = llvm::outs();
  for (const LayerProbe &probe : probes) {
    const llvm::StringRef state = probe.works ? "ok" : probe.isRequired ? "MISSING" : "absent";
    out << llvm::left_justify(probe.layer, 18) << llvm::left_justify(state, 9) << probe.found
        << '\n';
    if (!probe.remedy.empty())
      out << std::string(27, ' ') << probe.remedy << '\n';
  }
}

static int runDoctor(llvm::ArrayRef<std::string> arguments) {
  std::string format = "text";
  Options options(help);
  options.choice("--format", "NAME", format, {"text", "json"}, "text (default) or json");
  if (auto status = options.parse(arguments))
    return *status;
  const std::vector<LayerProbe> probes = probeHost();
  const bool isFit =
      llvm::all_of(probes, [](const LayerProbe &p) { return p.works || !p.isRequired; });
  if (format == "json") {
    json::Array list;
    for (const LayerProbe &probe : probes)
      list.push_back(toJson(probe));
    printDocument(
        json::Object{{"schema", "assay.doctor/1"}, {"fit", isFit}, {"layers", std::move(list)}});
  } else {
    printTable(probes);
  }
  return isFit ? ExitClean : ExitIncomplete;
}

static const CommandEntry entry({Chapter::Host, "doctor", "try each layer of the jail on this host",
                                 runDoctor});
