#ifndef ASSAY_TOOLS_LSP_PROTOCOL_H
#define ASSAY_TOOLS_LSP_PROTOCOL_H

#include "tools/lsp/document_text.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <string>

// The parts of the Language Server Protocol 3.18 that several methods share,
// read from and written as JSON. Readers give nothing for what is not of that
// form.

namespace assay {

namespace lsp_error {
inline constexpr int serverNotInitialized = -32002;
inline constexpr int requestCancelled = -32800;
inline constexpr int contentModified = -32801;
} // namespace lsp_error

/// What the client said about itself.
struct ClientAbilities {
  PositionEncoding encoding = PositionEncoding::Utf16;
  /// Asks for diagnostics itself, and listens when it is told to ask again.
  bool pullsDiagnostics = false;
  bool relatedInformation = false;
  bool configuration = false;
  /// Tells of changed files if it is asked to.
  bool watchesFiles = false;
  bool showDocument = false;
  bool textDocumentContent = false;
};

ClientAbilities readAbilities(const llvm::json::Object &initializeParams);

std::optional<EditorPosition> readPosition(const llvm::json::Value *value);
std::optional<EditorRange> readRange(const llvm::json::Value *value);
llvm::json::Object toJson(EditorPosition position);
llvm::json::Object toJson(const EditorRange &range);

/// The `uri` of params.textDocument.
std::optional<std::string> documentUri(const llvm::json::Object &params);

/// The path that a file URI names; nothing for other URIs, such as documents
/// that are not saved.
std::optional<std::string> pathOfUri(llvm::StringRef uri);
std::string uriOfPath(llvm::StringRef path);

} // namespace assay

#endif // ASSAY_TOOLS_LSP_PROTOCOL_H
