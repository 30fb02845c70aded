#include "tools/lsp/protocol.h"
#include "tools/report/escape.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;
namespace json = llvm::json;

namespace {

/// The object at the end of a way of keys; null if there is none.
const json::Object *objectAt(const json::Object *object,
                             std::initializer_list<llvm::StringLiteral> way) {
  for (llvm::StringRef key : way)
    object = object ? object->getObject(key) : nullptr;
  return object;
}

bool flagAt(const json::Object &params, std::initializer_list<llvm::StringLiteral> way,
            llvm::StringRef name) {
  const json::Object *object = objectAt(&params, way);
  return object && object->getBoolean(name).value_or(false);
}

/// UTF-8 is what assay counts in; the client's own order decides between the
/// others.
PositionEncoding chooseEncoding(const json::Object &params) {
  const json::Object *general = objectAt(&params, {"capabilities", "general"});
  const json::Array *offered = general ? general->getArray("positionEncodings") : nullptr;
  std::optional<PositionEncoding> chosen;
  for (std::size_t i = 0; offered && i < offered->size(); ++i)
    for (const auto encoding :
         {PositionEncoding::Utf8, PositionEncoding::Utf16, PositionEncoding::Utf32})
      if ((*offered)[i].getAsString() == nameOf(encoding) &&
          (!chosen || encoding == PositionEncoding::Utf8))
        chosen = encoding;
  return chosen.value_or(PositionEncoding::Utf16);
}

std::optional<std::uint32_t> readCount(const json::Object &object, llvm::StringRef name) {
  const auto number = object.getInteger(name);
  if (!number || *number < 0)
    return std::nullopt;
  return static_cast<std::uint32_t>(std::min<std::int64_t>(*number, UINT32_MAX));
}

} // namespace

ClientAbilities assay::readAbilities(const json::Object &params) {
  ClientAbilities abilities;
  abilities.encoding = chooseEncoding(params);
  // A client that asks once and cannot be told to ask again would keep what it
  // has.
  abilities.pullsDiagnostics =
      objectAt(&params, {"capabilities", "textDocument", "diagnostic"}) &&
      flagAt(params, {"capabilities", "workspace", "diagnostics"}, "refreshSupport");
  abilities.relatedInformation =
      flagAt(params, {"capabilities", "textDocument", "publishDiagnostics"},
             "relatedInformation") ||
      flagAt(params, {"capabilities", "textDocument", "diagnostic"}, "relatedInformation");
  abilities.configuration = flagAt(params, {"capabilities", "workspace"}, "configuration");
  abilities.watchesFiles =
      flagAt(params, {"capabilities", "workspace", "didChangeWatchedFiles"}, "dynamicRegistration");
  abilities.showDocument = flagAt(params, {"capabilities", "window", "showDocument"}, "support");
  abilities.textDocumentContent =
      objectAt(&params, {"capabilities", "workspace", "textDocumentContent"}) != nullptr;
  return abilities;
}

std::optional<EditorPosition> assay::readPosition(const json::Value *value) {
  const json::Object *object = value ? value->getAsObject() : nullptr;
  const auto line = object ? readCount(*object, "line") : std::nullopt;
  const auto character = object ? readCount(*object, "character") : std::nullopt;
  if (!line || !character)
    return std::nullopt;
  return EditorPosition{*line, *character};
}

std::optional<EditorRange> assay::readRange(const json::Value *value) {
  const json::Object *object = value ? value->getAsObject() : nullptr;
  const auto begin = object ? readPosition(object->get("start")) : std::nullopt;
  const auto end = object ? readPosition(object->get("end")) : std::nullopt;
  if (!begin || !end)
    return std::nullopt;
  return EditorRange{*begin, *end};
}

json::Object assay::toJson(EditorPosition position) {
  return json::Object{{"line", position.line}, {"character", position.character}};
}

json::Object assay::toJson(const EditorRange &range) {
  return json::Object{{"start", toJson(range.begin)}, {"end", toJson(range.end)}};
}

std::optional<std::string> assay::documentUri(const json::Object &params) {
  const json::Object *document = params.getObject("textDocument");
  const auto uri = document ? document->getString("uri") : std::nullopt;
  return uri ? std::optional(uri->str()) : std::nullopt;
}

std::optional<std::string> assay::pathOfUri(llvm::StringRef uri) {
  if (!uri.consume_front("file://") || !uri.starts_with("/"))
    return std::nullopt;
  std::string path;
  for (std::size_t i = 0; i < uri.size(); ++i) {
    unsigned byte = 0;
    if (uri[i] == '%' && !uri.substr(i + 1, 2).getAsInteger(16, byte) && i + 2 < uri.size()) {
      path += static_cast<char>(byte);
      i += 2;
    } else {
      path += uri[i];
    }
  }
  return path;
}

std::string assay::uriOfPath(llvm::StringRef path) { return "file://" + uriPath(path); }
