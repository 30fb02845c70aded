#include "grammars/table/symbol_writer.h"
#include "grammars/table/table_text.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace assay;

namespace {

std::vector<std::string> capabilityList(llvm::ArrayRef<Capability> list) {
  std::vector<std::string> items;
  for (Capability capability : list)
    items.push_back("static_cast<Capability>(" + llvm::utostr(static_cast<unsigned>(capability)) +
                    ")");
  return items;
}

std::string flowPlace(const FlowPlace &place) {
  const auto number = [](auto value) { return llvm::utostr(static_cast<unsigned>(value)); };
  return "{static_cast<FlowPlace::Kind>(" + number(place.kind) +
         "), static_cast<FlowPlace::Part>(" + number(place.part) + "), " + number(place.index) +
         ", " + number(place.key) + "}";
}

std::vector<std::string> flowList(llvm::ArrayRef<FlowStep> flows) {
  std::vector<std::string> items;
  for (const FlowStep &step : flows)
    items.push_back("{" + flowPlace(step.from) + ", " + flowPlace(step.to) + "}");
  return items;
}

std::vector<std::string> effectList(llvm::ArrayRef<MemoryEffect> effects) {
  std::vector<std::string> items;
  for (const MemoryEffect &effect : effects)
    items.push_back("{static_cast<MemoryEffect::Kind>(" +
                    llvm::utostr(static_cast<unsigned>(effect.kind)) + "), " +
                    llvm::itostr(effect.place) + ", " + llvm::itostr(effect.size) + ", " +
                    llvm::itostr(effect.times) + "}");
  return items;
}

std::string partAt(std::size_t begin, std::size_t size) {
  return "{" + llvm::utostr(begin) + ", " + llvm::utostr(size) + "}";
}

/// Texts that many rows share are written once, all in one.
class SharedText {
public:
  std::string part(const std::string &piece) {
    auto [at, isNew] = places_.try_emplace(piece, text_.size());
    if (isNew)
      text_ += piece;
    return partAt(at->second, piece.size());
  }
  [[nodiscard]] const std::string &text() const { return text_; }

private:
  std::string text_;
  std::map<std::string, std::size_t> places_;
};

/// So are lists.
class SharedList {
public:
  std::string part(const std::vector<std::string> &items) {
    auto [at, isNew] = places_.try_emplace(items, all_.size());
    if (isNew)
      all_.insert(all_.end(), items.begin(), items.end());
    return partAt(at->second, items.size());
  }
  /// Returns what names it.
  std::string write(const std::string &name, const std::string &type,
                    llvm::raw_ostream &out) const {
    if (all_.empty())
      return "{}";
    out << "static constexpr " << type << " " << name << "[] = {" << llvm::join(all_, ", ")
        << "};\n";
    return name;
  }

private:
  std::vector<std::string> all_;
  std::map<std::vector<std::string>, std::size_t> places_;
};

} // namespace

std::string assay::writeSymbols(llvm::StringRef name, llvm::ArrayRef<SymbolModel> models,
                                llvm::raw_ostream &out) {
  if (models.empty())
    return "{}";
  SharedText text;
  SharedList capabilities, arguments, flows, effects;
  const auto argument = [&](const ArgumentModel &model) {
    return "{" + llvm::itostr(model.position) + ", " + text.part(model.name) + "}";
  };
  std::string rows;
  for (const SymbolModel &model : models) {
    std::vector<std::string> sinks;
    for (const ArgumentModel &sink : model.sinks)
      sinks.push_back(argument(sink));
    rows += "    {" + text.part(model.symbol) + ", " +
            capabilities.part(capabilityList(model.capabilities)) + ", " + arguments.part(sinks) +
            ", " + text.part(model.source) + ", " +
            capabilities.part(capabilityList(model.sanitizes)) + ", Decoding::" + model.decoding +
            ", " + argument(model.decodes) + ", " + text.part(model.code) + ", " +
            argument(model.words) + ", " + text.part(model.returns) + ", " + argument(model.when) +
            ", " + text.part(model.whenValue) + ", " + truth(model.onRead) + ", " +
            flows.part(flowList(model.flows)) + ", " + effects.part(effectList(model.memory)) +
            ", " + text.part(model.aliasOf) + ", " + truth(model.holdsGlobals) + "},\n";
  }
  out << "static constexpr PackedSymbols::Row " << name << "Symbols[] = {\n" << rows << "};\n";
  return "{" + (name + "Symbols").str() + ", " + quoted(text.text()) + ", " +
         capabilities.write((name + "Capabilities").str(), "Capability", out) + ", " +
         arguments.write((name + "Arguments").str(), "PackedSymbols::Argument", out) + ", " +
         flows.write((name + "Flows").str(), "FlowStep", out) + ", " +
         effects.write((name + "Effects").str(), "MemoryEffect", out) + "}";
}
