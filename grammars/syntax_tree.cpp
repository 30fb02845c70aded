#include "grammars/syntax_tree.h"
#include "grammars/tree_memory.h"
#include <algorithm>
#include <cstdint>
#include <optional>
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
/// tree-sitter asks after every hundred operations (OP_COUNT_PER_PARSER_TIMEOUT_CHECK in parser.c).
struct StepBudget {
  std::uint64_t left;
};
} // namespace

/// Ordinary text takes about one check per hundred bytes, very broken text up to ten; a thousand
/// times that is an attack, and still ends within seconds.
static constexpr std::uint64_t bytesPerCheck = 16;
static constexpr std::uint64_t freeChecks = 4'000;

static bool isExhausted(TSParseState *state) {
  auto *budget = static_cast<StepBudget *>(state->payload);
  if (budget->left == 0)
    return true;
  --budget->left;
  return false;
}

static const char *readText(void *payload, std::uint32_t offset, TSPoint, std::uint32_t *size) {
  const auto *text = static_cast<const llvm::StringRef *>(payload);
  const std::size_t from = std::min<std::size_t>(offset, text->size());
  *size = static_cast<std::uint32_t>(text->size() - from);
  return text->data() + from;
}

/// Null when the budget ran out.
static TSTree *parseWithin(StepBudget &budget, llvm::StringRef text, const Language &language) {
  TSParser *parser = ts_parser_new();
  ts_parser_set_language(parser, language.grammar());
  TSInput input{};
  input.payload = &text;
  input.read = readText;
  input.encoding = TSInputEncodingUTF8;
  TSParseOptions options{};
  options.payload = &budget;
  options.progress_callback = isExhausted;
  TSTree *tree = ts_parser_parse_with_options(parser, nullptr, input, options);
  ts_parser_delete(parser);
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
  StepBudget budget{freeChecks + text.size() / bytesPerCheck};
  SyntaxTree tree;
  tree.tree_ = {parseWithin(budget, text, language),
                SyntaxTree::Deleter{isPooled ? pool_.get() : nullptr}};
  if (isPooled && !tree.raw())
    pool_->reset();
  return tree;
}
