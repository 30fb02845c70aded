#include "grammars/json_text.h"
#include "grammars/text_escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"

using namespace assay;

const JsonNode *JsonNode::find(llvm::StringRef wanted) const {
  for (std::size_t at = items.size(); at-- > 0;)
    if (kind == Kind::Object && items[at].key == wanted)
      return &items[at];
  return nullptr;
}

llvm::StringRef JsonNode::textAt(llvm::StringRef wanted) const {
  const JsonNode *member = find(wanted);
  return member && member->kind == Kind::String ? llvm::StringRef(member->text) : "";
}

namespace {

class Reader {
public:
  explicit Reader(llvm::StringRef text) : text_(text) {
    if (text_.starts_with("\xEF\xBB\xBF"))
      at_ = 3;
  }

  llvm::Expected<JsonNode> run() {
    while (!isDone_)
      if (!step())
        return failure();
    skipSpace();
    if (at_ != text_.size()) {
      problem_ = "want the end of the text";
      return failure();
    }
    return std::move(root_);
  }

private:
  /// Reads one value, or the bracket that opens or closes one. False: problem_ says why not.
  bool step() {
    skipSpace();
    if (!open_.empty() && closes())
      return true;
    if (!separate())
      return false;
    JsonNode node;
    if (!open_.empty() && open_.back().kind == JsonNode::Kind::Object && !readKey(node))
      return false;
    skipSpace();
    node.span.begin = place();
    const char first = at_ < text_.size() ? text_[at_] : '\0';
    if (first == '{' || first == '[') {
      node.kind = first == '{' ? JsonNode::Kind::Object : JsonNode::Kind::Array;
      ++at_;
      if (open_.size() == maxJsonDepth)
        return wants("nesting of at most 128 levels");
      open_.push_back(std::move(node));
      return true;
    }
    if (first == '"') {
      node.kind = JsonNode::Kind::String;
      if (!readString(node.text))
        return false;
    } else if (!readScalar(node)) {
      return false;
    }
    add(std::move(node));
    return true;
  }

  bool closes() {
    const char wanted = open_.back().kind == JsonNode::Kind::Object ? '}' : ']';
    if (at_ == text_.size() || text_[at_] != wanted)
      return false;
    ++at_;
    JsonNode node = std::move(open_.back());
    open_.pop_back();
    add(std::move(node));
    return true;
  }

  bool separate() {
    if (open_.empty() || open_.back().items.empty())
      return true;
    if (at_ == text_.size() || text_[at_] != ',')
      return wants("`,` or a closing bracket");
    ++at_;
    skipSpace();
    return true;
  }

  bool readKey(JsonNode &node) {
    if (at_ == text_.size() || text_[at_] != '"')
      return wants("a key in double quotes");
    if (!readString(node.key))
      return false;
    skipSpace();
    if (at_ == text_.size() || text_[at_] != ':')
      return wants("`:`");
    ++at_;
    return true;
  }

  bool readString(std::string &out) {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20)
        return wants("an escape in place of a control character");
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ >= text_.size()) {
      at_ = text_.size();
      return wants("a closing quote");
    }
    out = unescaped(joinSurrogates(text_.slice(begin, at_)), EscapeStyle::C);
    ++at_;
    return true;
  }

  /// \ud83d\ude00 is one character (RFC 8259, section 7): \U0001f600.
  static std::string joinSurrogates(llvm::StringRef text) {
    std::string out;
    for (std::size_t at = text.find("\\u"); at != llvm::StringRef::npos; at = text.find("\\u")) {
      std::uint32_t high = 0, low = 0;
      // Behind an even number of backslashes the `u` is a letter.
      const std::size_t slashes = at - std::min(at, text.take_front(at).rtrim('\\').size());
      const llvm::StringRef rest = text.substr(at);
      if (slashes % 2 == 0 && rest.size() >= 12 && rest.substr(6).starts_with("\\u") &&
          !rest.substr(2, 4).getAsInteger(16, high) && !rest.substr(8, 4).getAsInteger(16, low) &&
          high >= 0xD800 && high < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
        const std::uint32_t point = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        out += (text.take_front(at) + "\\U" + llvm::utohexstr(point, true, 8)).str();
        text = text.drop_front(at + 12);
      } else {
        out += text.take_front(at + 2);
        text = text.drop_front(at + 2);
      }
    }
    return out + text.str();
  }

  bool readScalar(JsonNode &node) {
    const llvm::StringRef word = text_.substr(at_).take_while(
        [](char c) { return llvm::isAlnum(c) || c == '-' || c == '+' || c == '.'; });
    double number = 0;
    if (word != "true" && word != "false" && word != "null" &&
        (word.empty() || llvm::isAlpha(word.front()) || word.getAsDouble(number)))
      return wants("a value");
    node.kind = word == "null" ? JsonNode::Kind::Null : JsonNode::Kind::Scalar;
    node.text = word.str();
    at_ += word.size();
    return true;
  }

  void add(JsonNode node) {
    node.span.end = place();
    if (open_.empty()) {
      root_ = std::move(node);
      isDone_ = true;
    } else {
      open_.back().items.push_back(std::move(node));
    }
  }

  void skipSpace() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  bool wants(llvm::StringRef what) {
    problem_ = ("want " + what).str();
    return false;
  }
  llvm::Error failure() const {
    const llvm::StringRef before = text_.take_front(at_);
    const std::size_t line = before.count('\n') + 1;
    const std::size_t column = at_ - (before.rfind('\n') + 1) + 1;
    return llvm::createStringError(llvm::errc::invalid_argument,
                                   "not valid JSON at line " + llvm::Twine(line) + ", column " +
                                       llvm::Twine(column) + ": " + problem_);
  }
  [[nodiscard]] std::uint32_t place() const { return static_cast<std::uint32_t>(at_); }

  llvm::StringRef text_;
  std::size_t at_ = 0;
  /// Arrays and objects that are not closed yet.
  std::vector<JsonNode> open_;
  JsonNode root_;
  bool isDone_ = false;
  std::string problem_;
};

} // namespace

llvm::Expected<JsonNode> assay::parseJson(llvm::StringRef text) { return Reader(text).run(); }
