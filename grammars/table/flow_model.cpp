#include "grammars/table/symbol_model.h"

// The `flows` of a symbols.yaml: "FROM -> TO".

using namespace assay;

/// "$N" and what follows it; false if that is not what comes.
static bool consumeArgument(llvm::StringRef &text, std::uint8_t &index) {
  return text.consume_front("$") && !text.consumeInteger(10, index);
}

static bool readPart(llvm::StringRef text, FlowPlace &place) {
  using Part = FlowPlace::Part;
  place.part = text == ".*"      ? Part::Entries
               : text == "[+]"   ? Part::Next
               : text == ".keys" ? Part::Keys
                                 : Part::Whole;
  if (text.empty() || place.part != Part::Whole)
    return true;
  place.part = Part::Entry;
  return text.consume_front("[") && consumeArgument(text, place.key) && text == "]";
}

static bool readPlace(llvm::StringRef text, FlowPlace &place) {
  using Kind = FlowPlace::Kind;
  if (text.consume_front("result"))
    place.kind = Kind::Result;
  else if (text.consume_front("receiver"))
    place.kind = Kind::Receiver;
  else if (text.consume_front("$*"))
    place.kind = Kind::Arguments;
  else if (text.consume_front("nothing"))
    place.kind = Kind::Nothing;
  else if (text.consume_front("source"))
    place.kind = Kind::Source;
  else if (text.consume_front("raised"))
    place.kind = Kind::Raised;
  else if (consumeArgument(text, place.index))
    place.kind = text.consume_front("()") ? Kind::Callback : Kind::Argument;
  else
    return false;
  return readPart(text, place);
}

llvm::Expected<FlowStep> assay::readFlow(llvm::StringRef text, const YamlNode &node) {
  const auto [from, to] = text.split("->");
  FlowStep step;
  if (!readPlace(from.trim(), step.from) || !readPlace(to.trim(), step.to))
    return node.error(
        "`" + text +
        "` is no flow; want FROM -> TO, each one of result, receiver, "
        "$0, $*, $0(), source, raised, nothing, with .*, .keys, [$0] or [+] behind it");
  return step;
}
