#ifndef ASSAY_TOOLS_LSP_DOCUMENTS_H
#define ASSAY_TOOLS_LSP_DOCUMENTS_H

#include "tools/lsp/analysis.h"
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// A request for diagnostics that waits for the document to be judged.
struct WaitingPull {
  llvm::json::Value id;
  /// What the client has already; empty for nothing.
  std::string previousResultId;
};

struct Document {
  DocumentName name;
  std::int64_t version = 0;
  std::shared_ptr<const DocumentText> text;
  /// Of `text` or of an earlier one; null at first.
  std::shared_ptr<const Analysis> analysis;
  std::vector<WaitingPull> waiting;
  /// Requests for code lenses that wait for the same.
  std::vector<llvm::json::Value> waitingLenses;

  [[nodiscard]] bool isCurrent() const { return analysis && analysis->text == text; }
};

/// The open documents, and the line of those that are to be judged. Not
/// thread-safe.
class Documents {
public:
  /// Null if it is not open.
  Document *find(llvm::StringRef uri);
  [[nodiscard]] std::map<std::string, Document> &all() { return documents_; }

  void open(Document document);
  /// Gives it back, with who waits for it; nothing if it is not open.
  std::optional<Document> close(llvm::StringRef uri);
  /// Applies the changes of textDocument/didChange in order. A change that is
  /// none is left out; what it would have said cannot be known, so the text may
  /// then differ from the client's.
  void change(Document &document, std::int64_t version, const llvm::json::Array &changes,
              PositionEncoding encoding);
  /// Puts a document into the line unless it stands there.
  void enqueue(llvm::StringRef uri);
  void enqueueAll();
  /// The next in the line that is open and not judged as it is; null if there
  /// is none.
  Document *next();
  /// One that is judged as it is, but not yet by its text alone; null if there is
  /// none.
  Document *nextToConfirm();

private:
  std::map<std::string, Document> documents_;
  std::deque<std::string> line_;
};

} // namespace assay

#endif // ASSAY_TOOLS_LSP_DOCUMENTS_H
