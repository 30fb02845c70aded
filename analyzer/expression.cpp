#include "analyzer/expression.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <re2/filtered_re2.h>

using namespace assay;

/// Longer ones are mistakes; the cost of compiling them grows with the length.
static constexpr std::size_t maxBytes = 512;

static re2::StringPiece piece(llvm::StringRef text) { return {text.data(), text.size()}; }

static RE2::Options quietOptions() {
  RE2::Options options(RE2::Latin1);
  options.set_log_errors(false);
  return options;
}

RE2::Options assay::expressionOptions() {
  RE2::Options options = quietOptions();
  // The set of all literal patterns needs about 2 MiB; a user's rules may need more.
  options.set_max_mem(64 << 20);
  return options;
}

std::string assay::problemOf(llvm::StringRef expression) {
  if (expression.size() > maxBytes)
    return "is longer than " + std::to_string(maxBytes) + " bytes";
  const RE2 compiled(piece(expression), quietOptions());
  return compiled.ok() ? "" : "is not a regular expression that RE2 knows: " + compiled.error();
}

std::vector<std::string> assay::textsNeededBy(llvm::StringRef expression) {
  constexpr int shortest = 2;
  re2::FilteredRE2 filter(shortest);
  int id = 0;
  std::vector<std::string> texts;
  if (filter.Add(piece(expression), quietOptions(), &id) != RE2::NoError)
    return texts;
  filter.Compile(&texts);
  // It passes without any of them: some alternative needs none. Case is known of ASCII only.
  std::vector<int> passed;
  filter.AllPotentials({}, &passed);
  const bool isPlain =
      llvm::all_of(texts, [](const std::string &text) { return llvm::isASCII(text); });
  if (!passed.empty() || !isPlain)
    texts.clear();
  return texts;
}
