#include "tools/lsp/documents.h"
#include "llvm/ADT/STLExtras.h"

using namespace assay;
namespace json = llvm::json;

Document *Documents::find(llvm::StringRef uri) {
  const auto found = documents_.find(uri.str());
  return found == documents_.end() ? nullptr : &found->second;
}

void Documents::open(Document document) {
  const std::string uri = document.name.uri;
  documents_[uri] = std::move(document);
  enqueue(uri);
}

std::optional<Document> Documents::close(llvm::StringRef uri) {
  const auto found = documents_.find(uri.str());
  if (found == documents_.end())
    return std::nullopt;
  Document document = std::move(found->second);
  documents_.erase(found);
  return document;
}

void Documents::change(Document &document, std::int64_t version, const json::Array &changes,
                       PositionEncoding encoding) {
  for (const json::Value &value : changes) {
    const json::Object *change = value.getAsObject();
    const auto text = change ? change->getString("text") : std::nullopt;
    if (!text)
      continue;
    const json::Value *where = change->get("range");
    if (!where) {
      document.text = std::make_shared<DocumentText>(text->str());
      continue;
    }
    const auto range = readRange(where);
    if (!range)
      continue;
    const DocumentText &old = *document.text;
    const std::size_t begin = old.offsetOf(range->begin, encoding);
    const std::size_t end = std::max(begin, old.offsetOf(range->end, encoding));
    std::string changed;
    changed.reserve(old.text().size() + text->size());
    changed.append(old.text(), 0, begin).append(*text).append(old.text(), end);
    document.text = std::make_shared<DocumentText>(std::move(changed));
  }
  document.version = version;
  enqueue(document.name.uri);
}

void Documents::enqueue(llvm::StringRef uri) {
  if (!llvm::is_contained(line_, uri))
    line_.push_back(uri.str());
}

void Documents::enqueueAll() {
  for (auto &[uri, document] : documents_) {
    document.analysis = nullptr;
    enqueue(uri);
  }
}

Document *Documents::next() {
  while (!line_.empty()) {
    const std::string uri = std::move(line_.front());
    line_.pop_front();
    if (Document *document = find(uri); document && !document->isCurrent())
      return document;
  }
  return nullptr;
}

Document *Documents::nextToConfirm() {
  for (auto &[uri, document] : documents_)
    if (document.isCurrent() && !document.analysis->isWhole)
      return &document;
  return nullptr;
}
