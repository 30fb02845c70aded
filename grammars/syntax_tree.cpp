#include "grammars/syntax_tree.h"
#include "grammars/tree_memory.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tree_sitter/api.h>

using namespace assay;

void SyntaxTree::Deleter::operator()(TSTree *tree) const {
  if (pool)
    pool->reset();
  else
    ts_tree_delete(tree);
}

bool SyntaxTree::hasErrors() const {
  return !tree_ || ts_node_has_error(ts_tree_root_node(tree_.get()));
}

Parser::Parser() : pool_(std::make_unique<TreePool>()) {}
Parser::~Parser() = default;
Parser::Parser(Parser &&) noexcept = default;
Parser &Parser::operator=(Parser &&) noexcept = default;

namespace {
/// What one parse may still cost.
struct Budget {
  llvm::StringRef text;
  /// Checks: tree-sitter asks after every hundred operations (OP_COUNT_PER_PARSER_TIMEOUT_CHECK in
  /// parser.c).
  std::uint64_t checks;
  /// Bytes that lexers may look at. An operation may look at all of the rest, in search of the end
  /// of a text that has none.
  std::uint64_t bytes;
};
} // namespace

/// Ordinary text takes about one check per hundred bytes, very broken text up to ten; a thousand
/// times that is an attack, and still ends within seconds.
static constexpr std::uint64_t bytesPerCheck = 16;
static constexpr std::uint64_t freeChecks = 4'000;
/// Ordinary text is handed out 1.6 times, but Python's lexer looks through all comments that follow
/// at each of them: 3,500 lines of comments are within the free bytes. Lexers look at some 200 MB
/// in a second.
static constexpr std::uint64_t passes = 64;
static constexpr std::uint64_t freeBytes = 256u << 20;
/// Handed out at a time. What is looked at within such a piece is not counted again.
static constexpr std::size_t pieceBytes = 4096;

static Budget budgetFor(llvm::StringRef text) {
  return {text, freeChecks + text.size() / bytesPerCheck, freeBytes + text.size() * passes};
}

static bool isExhausted(TSParseState *state) {
  auto *budget = static_cast<Budget *>(state->payload);
  if (budget->checks == 0 || budget->bytes == 0)
    return true;
  --budget->checks;
  return false;
}

/// Ends behind three characters of ASCII: tree-sitter asks again for what begins in the last three
/// bytes of a piece and is no whole character, and takes no empty answer to that.
static std::size_t endOfPiece(llvm::StringRef text, std::size_t begin) {
  unsigned plain = 0;
  for (std::size_t end = begin + pieceBytes; end < text.size(); ++end) {
    plain = llvm::isASCII(text[end - 1]) ? plain + 1 : 0;
    if (plain == 3)
      return end;
  }
  return text.size();
}

/// Once the budget is used up the text ends, so that a search for its end does.
static const char *readText(void *payload, std::uint32_t offset, TSPoint, std::uint32_t *size) {
  auto *budget = static_cast<Budget *>(payload);
  const std::size_t begin = std::min<std::size_t>(offset, budget->text.size());
  const std::size_t length = endOfPiece(budget->text, begin) - begin;
  const bool isLastCharacter = budget->text.size() - begin <= 3;
  budget->bytes -= std::min<std::uint64_t>(length, budget->bytes);
  *size = budget->bytes > 0 || isLastCharacter ? static_cast<std::uint32_t>(length) : 0;
  return budget->text.data() + begin;
}

/// Null when the budget ran out. `before` is null, or a tree that was edited to fit the text.
static TSTree *parseWithin(Budget budget, const Language &language, const TSTree *before) {
  TSParser *parser = ts_parser_new();
  ts_parser_set_language(parser, language.grammar());
  TSInput input{};
  input.payload = &budget;
  input.read = readText;
  input.encoding = TSInputEncodingUTF8;
  TSParseOptions options{};
  options.payload = &budget;
  options.progress_callback = isExhausted;
  TSTree *tree = ts_parser_parse_with_options(parser, before, input, options);
  ts_parser_delete(parser);
  if (tree && budget.bytes == 0) {
    ts_tree_delete(tree);
    return nullptr;
  }
  return tree;
}

SyntaxTree Parser::parse(llvm::StringRef text, const Language &language) {
  if (!language.grammar)
    return {};
  // The tree-sitter parser keeps nodes for its next text, so in a pool it lives no longer than
  // they.
  const bool isPooled = pool_->isEmpty();
  std::optional<TreePool::Scope> scope;
  if (isPooled)
    scope.emplace(*pool_);
  SyntaxTree tree;
  tree.tree_ = {parseWithin(budgetFor(text), language, nullptr),
                SyntaxTree::Deleter{isPooled ? pool_.get() : nullptr}};
  if (isPooled && !tree.raw())
    pool_->reset();
  return tree;
}

/// The place of the end of a text, as tree-sitter counts.
static TSPoint endOf(llvm::StringRef text) {
  const std::size_t newline = text.rfind('\n');
  const std::size_t line = newline == llvm::StringRef::npos ? 0 : newline + 1;
  return {static_cast<std::uint32_t>(text.count('\n')),
          static_cast<std::uint32_t>(text.size() - line)};
}

/// A byte that does not begin a character of UTF-8.
static bool isInside(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// What differs, from the first byte to the last one; whole characters.
static TSInputEdit editBetween(llvm::StringRef before, llvm::StringRef after) {
  const std::string_view old = before, now = after;
  const auto shorter = static_cast<std::ptrdiff_t>(std::min(old.size(), now.size()));
  auto begin = std::mismatch(old.begin(), old.begin() + shorter, now.begin()).first - old.begin();
  while (begin > 0 && begin < shorter && (isInside(before[begin]) || isInside(after[begin])))
    --begin;
  auto same = std::mismatch(old.rbegin(), old.rbegin() + (shorter - begin), now.rbegin()).first -
              old.rbegin();
  while (same > 0 && isInside(after[after.size() - same]))
    --same;
  const std::size_t oldEnd = old.size() - same, newEnd = now.size() - same;
  return {static_cast<std::uint32_t>(begin),  static_cast<std::uint32_t>(oldEnd),
          static_cast<std::uint32_t>(newEnd), endOf(after.take_front(begin)),
          endOf(before.take_front(oldEnd)),   endOf(after.take_front(newEnd))};
}

EditedTree::EditedTree() : pool_(std::make_unique<TreePool>()) {}
EditedTree::~EditedTree() = default;

void EditedTree::clear() {
  tree_.tree_ = {nullptr, SyntaxTree::Deleter{nullptr}};
  pool_->reset();
  text_.clear();
  isWhole_ = true;
}

const SyntaxTree &EditedTree::parse(llvm::StringRef text, const Language &language) {
  if (!tree_.raw() || language_ != &language)
    clear();
  // Nodes that an edit leaves without a use are used again by the next one.
  const TreePool::Scope scope(*pool_);
  TSTree *before = tree_.tree_.get();
  if (before) {
    const TSInputEdit edit = editBetween(text_, text);
    ts_tree_edit(before, &edit);
  }
  isWhole_ = !before;
  TSTree *after = language.grammar ? parseWithin(budgetFor(text), language, before) : nullptr;
  ts_tree_delete(before);
  (void)tree_.tree_.release();
  tree_.tree_ = {after, SyntaxTree::Deleter{pool_.get()}};
  language_ = &language;
  text_ = text;
  return tree_;
}
