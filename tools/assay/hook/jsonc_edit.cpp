#include "tools/assay/hook/jsonc_edit.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include "llvm/Support/JSON.h"
#include <optional>
#include <vector>

using namespace assay;

namespace {

/// Deeper settings are none of an agent's.
constexpr std::size_t maxDepth = 64;

struct Node {
  /// '{', '[', or 'v' for any other value.
  char kind = 'v';
  /// Into the list of nodes; its own number at the top.
  std::size_t parent = 0;
  std::string key;
  std::size_t begin = 0;
  std::size_t end = 0;
};

llvm::Error failure(const llvm::Twine &message) {
  return llvm::createStringError(llvm::errc::invalid_argument, message);
}

/// Finds where each value of a text stands. Looks at brackets, strings, comments and commas only.
class Scanner {
public:
  explicit Scanner(llvm::StringRef text) : text_(text) {}

  llvm::Expected<std::vector<Node>> scan() {
    while (skipBlanks()) {
      const char c = text_[at_];
      if (c == '{' || c == '[') {
        if (open_.size() == maxDepth)
          return failure("it nests deeper than " + llvm::Twine(maxDepth));
        open_.push_back(add(c, at_++));
      } else if (c == '}' || c == ']') {
        if (open_.empty() || nodes_[open_.back()].kind != (c == '}' ? '{' : '['))
          return failure("a bracket closes what is not open");
        nodes_[open_.back()].end = ++at_;
        open_.pop_back();
      } else if (c == ',' || c == ':') {
        ++at_;
      } else {
        scanScalar();
      }
    }
    if (!open_.empty() || nodes_.empty())
      return failure("it ends early");
    return std::move(nodes_);
  }

private:
  std::size_t add(char kind, std::size_t begin) {
    const std::size_t id = nodes_.size();
    nodes_.push_back({kind, open_.empty() ? id : open_.back(), std::move(key_), begin, begin});
    key_.clear();
    return id;
  }

  /// False at the end of the text.
  bool skipBlanks() {
    while (at_ < text_.size()) {
      const llvm::StringRef rest = text_.drop_front(at_);
      if (llvm::isSpace(rest.front()))
        ++at_;
      else if (rest.starts_with("//"))
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (rest.starts_with("/*"))
        at_ = std::min(text_.find("*/", at_ + 2), text_.size() - 2) + 2;
      else
        return true;
    }
    return false;
  }

  /// A string that a colon follows is a key.
  void scanScalar() {
    const std::size_t begin = at_;
    const bool isText = text_[at_] == '"';
    if (isText) {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_)
        at_ += text_[at_] == '\\';
      at_ = std::min(at_ + 1, text_.size());
    } else {
      at_ = std::min(text_.find_first_of(",:{}[]\" \t\r\n/", at_ + 1), text_.size());
    }
    const std::size_t end = at_;
    if (isText && skipBlanks() && text_[at_] == ':')
      key_ = text_.slice(begin + 1, end - 1).str();
    else
      nodes_[add('v', begin)].end = end;
  }

  llvm::StringRef text_;
  std::size_t at_ = 0;
  std::string key_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> open_;
};

/// The node that the keys lead to, as far as they do.
struct Found {
  std::size_t node = 0;
  std::size_t keys = 0;
};

Found follow(const std::vector<Node> &nodes, llvm::ArrayRef<llvm::StringLiteral> way) {
  Found found;
  for (std::size_t i = 1; i < nodes.size() && found.keys < way.size(); ++i)
    if (nodes[i].parent == found.node && nodes[found.node].kind == '{' &&
        nodes[i].key == way[found.keys])
      found = {i, found.keys + 1};
  return found;
}

std::vector<std::size_t> childrenOf(const std::vector<Node> &nodes, std::size_t parent) {
  std::vector<std::size_t> children;
  for (std::size_t i = parent + 1; i < nodes.size(); ++i)
    if (nodes[i].parent == parent)
      children.push_back(i);
  return children;
}

/// The text with comments and trailing commas taken out, for the parser that settles what it means.
std::string plainJson(llvm::StringRef text) {
  std::string plain;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const llvm::StringRef rest = text.drop_front(i);
    if (!quoted && rest.starts_with("//")) {
      i = std::min(text.find('\n', i), text.size()) - 1;
    } else if (!quoted && rest.starts_with("/*")) {
      i = std::min(text.find("*/", i + 2), text.size() - 2) + 1;
    } else {
      quoted ^= text[i] == '"';
      plain += text[i];
      if (quoted && text[i] == '\\' && i + 1 < text.size())
        plain += text[++i];
    }
  }
  for (std::size_t i = 0; i < plain.size(); ++i) {
    quoted ^= plain[i] == '"';
    if (quoted && plain[i] == '\\') {
      ++i;
    } else if (!quoted && plain[i] == ',') {
      const std::size_t next = plain.find_first_not_of(" \t\r\n", i + 1);
      if (next != std::string::npos && (plain[next] == '}' || plain[next] == ']'))
        plain[i] = ' ';
    }
  }
  return plain;
}

llvm::Expected<std::vector<Node>> nodesOf(llvm::StringRef text) {
  auto document = llvm::json::parse(plainJson(text));
  if (!document)
    return failure("it is no JSON: " + llvm::toString(document.takeError()));
  if (!document->getAsObject())
    return failure("it is no JSON object");
  return Scanner(text).scan();
}

/// The end of a value and of the comma behind it, if there is one.
std::size_t endWithComma(llvm::StringRef text, std::size_t end) {
  const std::size_t next = text.find_first_not_of(" \t\r\n", end);
  return next != llvm::StringRef::npos && text[next] == ',' ? next + 1 : end;
}

} // namespace

llvm::Expected<std::string> assay::addElement(llvm::StringRef text,
                                              llvm::ArrayRef<llvm::StringLiteral> way,
                                              llvm::StringRef element) {
  auto nodes = nodesOf(text);
  if (!nodes)
    return nodes.takeError();
  const Found found = follow(*nodes, way);
  const Node &place = (*nodes)[found.node];
  if (place.kind != (found.keys == way.size() ? '[' : '{'))
    return failure("`" + (found.keys ? way[found.keys - 1] : llvm::StringLiteral("it")) +
                   "` is not what the agent expects there");
  std::string addition = element.str();
  for (std::size_t i = way.size(); i-- > found.keys;)
    addition = ("\"" + way[i] + "\": " +
                (i + 1 == way.size() ? "[\n" + addition + "\n]" : "{\n" + addition + "\n}"))
                   .str();
  const std::vector<std::size_t> children = childrenOf(*nodes, found.node);
  std::size_t at = place.begin + 1;
  std::string before = "\n";
  if (!children.empty()) {
    const std::size_t end = (*nodes)[children.back()].end;
    at = endWithComma(text, end);
    before = at == end ? ",\n" : "\n";
  }
  const std::string result = (text.take_front(at) + before + addition +
                              (children.empty() ? "\n" : "") + text.drop_front(at))
                                 .str();
  // What cannot be read back is not written.
  if (auto check = nodesOf(result); !check)
    return check.takeError();
  return result;
}

llvm::Expected<std::string> assay::removeElements(llvm::StringRef text,
                                                  llvm::ArrayRef<llvm::StringLiteral> way,
                                                  llvm::StringRef mark) {
  auto nodes = nodesOf(text);
  if (!nodes)
    return nodes.takeError();
  std::string result = text.str();
  const Found found = follow(*nodes, way);
  if (found.keys < way.size())
    return result;
  const std::vector<std::size_t> children = childrenOf(*nodes, found.node);
  for (std::size_t i = children.size(); i-- > 0;) {
    const Node &child = (*nodes)[children[i]];
    if (!text.slice(child.begin, child.end).contains(mark))
      continue;
    // With the blanks before it and one comma: the one behind, or of the last one that before.
    // What stands before it is still as it was.
    const std::size_t end = endWithComma(result, child.end);
    std::size_t begin = llvm::StringRef(result).take_front(child.begin).rtrim().size();
    if (end == child.end && begin > 0 && result[begin - 1] == ',')
      --begin;
    result.erase(begin, end - begin);
  }
  if (auto check = nodesOf(result); !check)
    return check.takeError();
  return result;
}
