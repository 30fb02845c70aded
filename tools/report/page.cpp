#include "tools/report/page.h"
#include "tools/report/escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/SHA256.h"
#include <cassert>
#include <utility>

using namespace assay;

namespace {

struct PageFile {
  llvm::StringLiteral name;
  llvm::StringLiteral text;
};

/// Made from the folder by embed.cmake.
constexpr PageFile pageFiles[] = {
#include "page_files.inc"
};

/// JSON as it may stand inside of <script>: the only way out of one is a `<`, and JSON has that in
/// strings alone, where it can be spelled \u003c.
class ScriptText : public llvm::raw_ostream {
public:
  explicit ScriptText(llvm::raw_ostream &out) : out_(out) { SetUnbuffered(); }

private:
  void write_impl(const char *bytes, std::size_t size) override {
    llvm::StringRef text(bytes, size);
    written_ += size;
    while (true) {
      const std::size_t at = text.find('<');
      out_ << text.take_front(at);
      if (at == llvm::StringRef::npos)
        return;
      out_ << "\\u003c";
      text = text.drop_front(at + 1);
    }
  }
  [[nodiscard]] std::uint64_t current_pos() const override { return written_; }

  llvm::raw_ostream &out_;
  std::uint64_t written_ = 0;
};

/// As a content security policy names a text.
std::string sourceOf(llvm::StringRef text) {
  return "'sha256-" + llvm::encodeBase64(llvm::SHA256::hash(llvm::arrayRefFromStringRef(text))) +
         "'";
}

} // namespace

llvm::StringRef assay::pageFile(llvm::StringRef name) {
  for (const PageFile &file : pageFiles)
    if (file.name == name)
      return file.text;
  assert(false && "there is no such file in tools/report/html");
  return {};
}

void assay::writePage(const Page &page, llvm::function_ref<void(llvm::json::OStream &)> writeData,
                      llvm::raw_ostream &out) {
  std::string script = "'use strict';\n" + pageFile("page.js").str();
  for (llvm::StringRef name : page.scripts)
    script += pageFile(name);
  const llvm::StringRef style = pageFile("page.css");
  const auto fill = [&](llvm::StringRef mark) {
    if (mark == "title")
      out << xmlText(page.title);
    else if (mark == "policy")
      out << "default-src 'none'; script-src " << sourceOf(script) << "; style-src "
          << sourceOf(style) << "; base-uri 'none'; form-action 'none'";
    else if (mark == "style")
      out << style;
    else if (mark == "script")
      out << script;
    else if (mark == "data") {
      ScriptText text(out);
      llvm::json::OStream json(text);
      writeData(json);
    }
  };
  llvm::StringRef rest = pageFile("page.html");
  while (!rest.empty()) {
    const auto [before, after] = rest.split("{{");
    out << before;
    const auto [mark, tail] = after.split("}}");
    fill(mark);
    rest = tail;
  }
}
