#include "grammars/container.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

// A page: the text of script elements, handlers in attributes (onclick="..."), and addresses that
// begin with javascript: (HTML standard, sections 4.12.1, 8.1.8, 7.4.2.3). A tokenizer that knows
// tags, attributes, comments and the elements whose text is no markup; no tree.

namespace assay::html {

void split(Lowering &lowering);

namespace {

bool isCode(llvm::StringRef type) {
  return llvm::StringSwitch<bool>(type.trim().lower())
      .Cases("", "module", "text/javascript", "application/javascript", true)
      .Cases("text/ecmascript", "application/ecmascript", "application/x-javascript", true)
      .Cases("text/jsx", "text/babel", "text/javascript;charset=utf-8", true)
      .Default(false);
}

/// The character references that matter in code (HTML standard, section 13.5), and numeric ones.
std::string decodeReferences(llvm::StringRef text) {
  std::string out;
  for (std::size_t at = text.find('&'); at != llvm::StringRef::npos; at = text.find('&')) {
    out += text.take_front(at);
    text = text.drop_front(at + 1);
    const std::size_t end = text.take_front(10).find(';');
    llvm::StringRef name = end == llvm::StringRef::npos ? "" : text.take_front(end);
    unsigned code = 0;
    if (name.consume_front("#"))
      code = (name.consume_front_insensitive("x") ? name.getAsInteger(16, code)
                                                  : name.getAsInteger(10, code))
                 ? 0
                 : code;
    else
      code = llvm::StringSwitch<unsigned>(name)
                 .Case("quot", '"')
                 .Case("amp", '&')
                 .Case("lt", '<')
                 .Case("gt", '>')
                 .Case("apos", '\'')
                 .Default(0);
    if (code == 0 || code > 0x7F) {
      out += '&';
      continue;
    }
    out += static_cast<char>(code);
    text = text.drop_front(end + 1);
  }
  return out + text.str();
}

class Splitter {
public:
  explicit Splitter(Lowering &lowering) : lowering_(lowering), text_(lowering.source) {}

  void run() {
    for (at_ = text_.find('<'); at_ != llvm::StringRef::npos; at_ = text_.find('<', at_)) {
      const llvm::StringRef rest = text_.substr(at_);
      if (rest.starts_with("<!--"))
        at_ = behind("-->", at_ + 4);
      else if (rest.size() > 1 && llvm::isAlpha(rest[1]))
        element();
      else
        ++at_;
    }
    embedTogether(lowering_, "javascript", scripts_);
  }

private:
  [[nodiscard]] std::size_t behind(llvm::StringRef mark, std::size_t from) const {
    const std::size_t found = text_.find(mark, from);
    return found == llvm::StringRef::npos ? text_.size() : found + mark.size();
  }

  void element() {
    const std::size_t begin = ++at_;
    at_ = std::min(text_.find_first_of(" \t\r\n/>", at_), text_.size());
    const std::string name = text_.slice(begin, at_).lower();
    std::string type;
    while (at_ < text_.size() && text_[at_] != '>')
      attribute(type);
    at_ = std::min(at_ + 1, text_.size());
    const bool holdsText = name == "script" || name == "style" || name == "textarea" ||
                           name == "title" || name == "xmp";
    if (!holdsText)
      return;
    const std::size_t end = std::min(text_.find_insensitive("</" + name, at_), text_.size());
    if (name == "script" && isCode(type))
      if (const ValueId part = embedSpan(lowering_, "javascript", spanOf(at_, end)))
        scripts_.push_back(part);
    at_ = end;
  }

  /// One attribute, or what cannot be one; always moves on.
  void attribute(std::string &type) {
    at_ = std::min(text_.find_first_not_of(" \t\r\n/", at_), text_.size());
    if (at_ == text_.size() || text_[at_] == '>')
      return;
    const std::size_t nameBegin = at_;
    at_ = std::min(text_.find_first_of(" \t\r\n/>=", at_ + 1), text_.size());
    const std::string name = text_.slice(nameBegin, at_).lower();
    const std::size_t sign = text_.find_first_not_of(" \t\r\n", at_);
    if (sign == llvm::StringRef::npos || text_[sign] != '=')
      return;
    at_ = std::min(text_.find_first_not_of(" \t\r\n", sign + 1), text_.size());
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    const bool isQuoted = quote == '"' || quote == '\'';
    const std::size_t begin = isQuoted ? at_ + 1 : at_;
    const std::size_t end = std::min(
        isQuoted ? text_.find(quote, begin) : text_.find_first_of(" \t\r\n>", begin), text_.size());
    at_ = isQuoted ? std::min(end + 1, text_.size()) : end;
    if (name == "type")
      type = text_.slice(begin, end).str();
    value(name, begin, end);
  }

  void value(llvm::StringRef name, std::size_t begin, std::size_t end) {
    if (name.starts_with("on") && name.size() > 2)
      return embed(begin, end);
    // A browser passes over blanks in front of an address.
    const llvm::StringRef text = text_.slice(begin, end);
    const std::size_t start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    constexpr llvm::StringLiteral scheme = "javascript:";
    if (text.substr(start).starts_with_insensitive(scheme))
      embed(begin + start + scheme.size(), end);
  }

  void embed(std::size_t begin, std::size_t end) {
    const llvm::StringRef text = text_.slice(begin, end);
    if (text.contains('&'))
      embedText(lowering_, "javascript", decodeReferences(text), spanOf(begin, end));
    else
      embedSpan(lowering_, "javascript", spanOf(begin, end));
  }

  static Span spanOf(std::size_t begin, std::size_t end) {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  Lowering &lowering_;
  llvm::StringRef text_;
  std::size_t at_ = 0;
  std::vector<ValueId> scripts_;
};

} // namespace

void split(Lowering &lowering) { Splitter(lowering).run(); }

} // namespace assay::html
