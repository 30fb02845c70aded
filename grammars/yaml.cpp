#include "grammars/yaml.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include <algorithm>
#include <map>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

using namespace assay;

llvm::Error YamlNode::error(const llvm::Twine &message) const {
  const std::string text =
      (llvm::Twine(file) + ":" + llvm::Twine(line) + ":" + llvm::Twine(column) + ": " + message)
          .str();
  return llvm::createStringError(llvm::inconvertibleErrorCode(), "%s", text.c_str());
}

llvm::StringRef YamlNode::kindName() const {
  switch (kind) {
  case Kind::Null:
    return "nothing";
  case Kind::Scalar:
    return "text";
  case Kind::Sequence:
    return "a list";
  case Kind::Map:
    return "a map";
  }
  return "";
}

namespace {

/// What stops a parse from inside yaml-cpp's callbacks; never leaves this file.
struct Refusal {
  std::string message;
  YAML::Mark mark;
};

/// Builds our tree from yaml-cpp's events, with our bounds.
class TreeBuilder final : public YAML::EventHandler {
public:
  TreeBuilder(llvm::StringRef file, YamlDialect dialect)
      : file_(file), isForeign_(dialect == YamlDialect::Foreign) {}

  YamlNode take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark &) override {}
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark &mark, const std::string &) override {
    if (!isForeign_)
      refuseAlias(mark);
  }
  void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    if (!isForeign_)
      refuseAlias(mark);
    // An alias inside of what it names has no end, and no entry here yet.
    const auto named = anchors_.find(anchor);
    if (named == anchors_.end())
      throw Refusal{"an alias of something that is not complete", mark};
    const auto [size, depth] = sizeOf(named->second);
    nodes_ += size;
    if (nodes_ > YamlDocument::maxNodes)
      throw Refusal{"more than " + std::to_string(YamlDocument::maxNodes) + " nodes", mark};
    if (levels_.size() + depth > YamlDocument::maxDepth)
      throw Refusal{"nested more than " + std::to_string(YamlDocument::maxDepth) + " deep", mark};
    add(YamlNode(named->second));
  }

  void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override {
    add(make(YamlNode::Kind::Null, mark, anchor), anchor);
  }
  void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                const std::string &value) override {
    checkTag(mark, tag);
    YamlNode node = make(YamlNode::Kind::Scalar, mark, anchor);
    node.quoted = tag == "!";
    node.scalar = value;
    if (!node.quoted && (value == "~" || value == "null" || value.empty()))
      node.kind = YamlNode::Kind::Null;
    add(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    checkTag(mark, tag);
    open(make(YamlNode::Kind::Sequence, mark, anchor), anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    checkTag(mark, tag);
    open(make(YamlNode::Kind::Map, mark, anchor), anchor);
  }
  void OnMapEnd() override { close(); }

private:
  /// A collection under construction; for a map, the key that waits for its value.
  struct Level {
    YamlNode node;
    YamlNode key;
    bool hasKey = false;
    YAML::anchor_t anchor = 0;
  };

  [[noreturn]] static void refuseAlias(const YAML::Mark &mark) {
    throw Refusal{"anchors and aliases are not allowed here, write the value out", mark};
  }
  void checkTag(const YAML::Mark &mark, const std::string &tag) const {
    if (!isForeign_ && !tag.empty() && tag != "?" && tag != "!")
      throw Refusal{"tags such as " + tag + " are not allowed here", mark};
  }

  YamlNode make(YamlNode::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor) {
    if (anchor != 0 && !isForeign_)
      refuseAlias(mark);
    if (++nodes_ > YamlDocument::maxNodes)
      throw Refusal{"more than " + std::to_string(YamlDocument::maxNodes) + " nodes", mark};
    YamlNode node;
    node.kind = kind;
    node.line = static_cast<std::uint32_t>(mark.line) + 1;
    node.column = static_cast<std::uint32_t>(mark.column) + 1;
    node.file = file_;
    return node;
  }

  void open(YamlNode node, YAML::anchor_t anchor) {
    if (levels_.size() >= YamlDocument::maxDepth)
      throw Refusal{"nested more than " + std::to_string(YamlDocument::maxDepth) + " deep",
                    YAML::Mark{}};
    levels_.push_back({std::move(node), {}, false, anchor});
  }

  void close() {
    YamlNode node = std::move(levels_.back().node);
    const YAML::anchor_t anchor = levels_.back().anchor;
    levels_.pop_back();
    add(std::move(node), anchor);
  }

  /// Nodes, and levels of collections.
  static std::pair<std::size_t, std::size_t> sizeOf(const YamlNode &root) {
    std::vector<std::pair<const YamlNode *, std::size_t>> todo{{&root, 0}};
    std::size_t size = 0, deepest = 0;
    while (!todo.empty()) {
      const auto [node, depth] = todo.back();
      todo.pop_back();
      ++size;
      deepest = std::max(deepest, depth);
      for (const YamlNode &item : node->items)
        todo.push_back({&item, depth + 1});
      for (const YamlEntry &entry : node->entries) {
        todo.push_back({&entry.first, depth + 1});
        todo.push_back({&entry.second, depth + 1});
      }
    }
    return {size, deepest};
  }

  void add(YamlNode node, YAML::anchor_t anchor = 0) {
    if (anchor != 0) {
      // The copy counts like any other.
      nodes_ += sizeOf(node).first;
      anchors_.insert_or_assign(anchor, node);
    }
    if (levels_.empty()) {
      root_ = std::move(node);
      return;
    }
    Level &level = levels_.back();
    if (level.node.kind == YamlNode::Kind::Sequence) {
      level.node.items.push_back(std::move(node));
    } else if (level.hasKey) {
      level.node.entries.push_back({std::move(level.key), std::move(node)});
      level.hasKey = false;
    } else {
      level.key = std::move(node);
      level.hasKey = true;
    }
  }

  llvm::StringRef file_;
  YamlNode root_;
  bool isForeign_;
  std::vector<Level> levels_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  std::size_t nodes_ = 0;
};

YamlNode placeOf(llvm::StringRef file, const YAML::Mark &mark) {
  YamlNode place;
  place.file = file;
  place.line = static_cast<std::uint32_t>(std::max(mark.line, 0)) + 1;
  place.column = static_cast<std::uint32_t>(std::max(mark.column, 0)) + 1;
  return place;
}

} // namespace

llvm::Expected<YamlDocument> YamlDocument::parse(llvm::StringRef fileName, llvm::StringRef text,
                                                 YamlDialect dialect) {
  YamlDocument document;
  document.file_ = std::make_unique<std::string>(fileName);
  const llvm::StringRef file = *document.file_;
  if (text.size() > maxBytes)
    return placeOf(file, {}).error(llvm::Twine(text.size()) + " bytes is over the limit of " +
                                   llvm::Twine(maxBytes >> 20) + " MiB");
  try {
    std::istringstream stream(text.str());
    YAML::Parser parser(stream);
    TreeBuilder builder(file, dialect);
    if (!parser.HandleNextDocument(builder))
      return placeOf(file, {}).error("the document is empty");
    TreeBuilder rest(file, dialect);
    if (parser.HandleNextDocument(rest))
      return rest.take().error("a second document starts here, only one is allowed");
    document.root_ = std::make_unique<YamlNode>(builder.take());
  } catch (const Refusal &refusal) {
    return placeOf(file, refusal.mark).error(refusal.message);
  } catch (const YAML::Exception &exception) {
    return placeOf(file, exception.mark).error(exception.msg);
  }
  return document;
}

std::string assay::suggestion(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> candidates) {
  // A third of the word may be wrong, and two letters swapped (distance 2) even in a short one.
  unsigned nearest = std::max<unsigned>(2, static_cast<unsigned>(word.size()) / 3) + 1;
  llvm::StringRef best;
  for (llvm::StringRef candidate : candidates) {
    const unsigned distance = word.edit_distance(candidate, /*AllowReplacements=*/true, nearest);
    if (distance < nearest) {
      nearest = distance;
      best = candidate;
    }
  }
  return best.empty() ? "" : (", did you mean `" + best + "`?").str();
}

llvm::Expected<YamlMap> YamlMap::of(const YamlNode &node, llvm::StringRef what) {
  if (node.kind != YamlNode::Kind::Map)
    return node.error(llvm::Twine(what) + " must be a map, this is " + node.kindName());
  llvm::StringSet<> seen;
  for (const auto &[key, value] : node.entries) {
    if (key.kind != YamlNode::Kind::Scalar)
      return key.error(llvm::Twine("a key of ") + what + " must be text, this is " +
                       key.kindName());
    if (!seen.insert(key.scalar).second)
      return key.error("the key `" + key.scalar + "` is given twice");
  }
  return YamlMap(node, what);
}

const YamlNode *YamlMap::find(llvm::StringRef key) {
  asked_.push_back(key.str());
  for (const auto &[name, value] : node_->entries)
    if (name.scalar == key)
      return &value;
  return nullptr;
}

llvm::Expected<const YamlNode *> YamlMap::require(llvm::StringRef key) {
  const YamlNode *value = find(key);
  if (!value)
    return node_->error(llvm::Twine(what_) + " must have the key `" + key + "`");
  return value;
}

/// Stores a value read by one of the functions below.
template <typename T> static llvm::Error store(llvm::Expected<T> read, T &value) {
  if (!read)
    return read.takeError();
  value = std::move(*read);
  return llvm::Error::success();
}

llvm::Error YamlMap::read(llvm::StringRef key, std::string &value) {
  const YamlNode *node = find(key);
  return node ? store(yamlText(*node, key), value) : llvm::Error::success();
}

llvm::Error YamlMap::read(llvm::StringRef key, bool &value) {
  const YamlNode *node = find(key);
  return node ? store(yamlBool(*node, key), value) : llvm::Error::success();
}

llvm::Error YamlMap::read(llvm::StringRef key, std::vector<std::string> &value) {
  const YamlNode *node = find(key);
  return node ? store(yamlTexts(*node, key), value) : llvm::Error::success();
}

llvm::Error YamlMap::read(llvm::StringRef key, std::int64_t &value, std::int64_t low,
                          std::int64_t high) {
  const YamlNode *node = find(key);
  return node ? store(yamlInteger(*node, key, low, high), value) : llvm::Error::success();
}

llvm::Error YamlMap::finish() {
  llvm::SmallVector<llvm::StringRef, 16> known(asked_.begin(), asked_.end());
  for (const auto &[key, value] : node_->entries)
    if (!llvm::is_contained(known, key.scalar))
      return key.error("unknown key `" + key.scalar + "` in " + what_ +
                       suggestion(key.scalar, known));
  return llvm::Error::success();
}

llvm::Expected<std::string> assay::yamlText(const YamlNode &node, llvm::StringRef what) {
  if (node.kind != YamlNode::Kind::Scalar)
    return node.error("`" + what + "` must be text, this is " + node.kindName());
  return node.scalar;
}

llvm::Expected<std::vector<std::string>> assay::yamlTexts(const YamlNode &node,
                                                          llvm::StringRef what) {
  std::vector<std::string> texts;
  if (node.kind == YamlNode::Kind::Scalar)
    return std::vector<std::string>{node.scalar};
  if (node.kind != YamlNode::Kind::Sequence)
    return node.error("`" + what + "` must be a list of texts, this is " + node.kindName());
  for (const YamlNode &item : node.items) {
    auto text = yamlText(item, what);
    if (!text)
      return text.takeError();
    texts.push_back(std::move(*text));
  }
  return texts;
}

llvm::Expected<bool> assay::yamlBool(const YamlNode &node, llvm::StringRef what) {
  if (node.kind == YamlNode::Kind::Scalar && !node.quoted) {
    if (node.scalar == "true")
      return true;
    if (node.scalar == "false")
      return false;
  }
  return node.error("`" + what + "` must be true or false");
}

llvm::Expected<std::int64_t> assay::yamlInteger(const YamlNode &node, llvm::StringRef what,
                                                std::int64_t low, std::int64_t high) {
  std::int64_t value = 0;
  if (node.kind != YamlNode::Kind::Scalar || node.quoted ||
      !llvm::to_integer(node.scalar, value, 10) || value < low || value > high)
    return node.error("`" + what + "` must be a whole number from " + llvm::Twine(low) + " to " +
                      llvm::Twine(high));
  return value;
}
