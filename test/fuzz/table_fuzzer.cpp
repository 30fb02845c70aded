#include "grammars/table/fact_pattern.h"
#include "grammars/table/symbol_model.h"
#include "test/fuzz/fuzz.h"

// The files that describe a language: a facts.scm if the first line is ";", else a symbols.yaml.

using namespace assay;

void assay::fuzz(llvm::StringRef input) {
  llvm::StringRef rest = input;
  if (takeLine(rest) == ";") {
    if (auto patterns = readFactPatterns("facts.scm", rest); !patterns)
      llvm::consumeError(patterns.takeError());
    return;
  }
  auto document = YamlDocument::parse("symbols.yaml", input);
  if (!document)
    return llvm::consumeError(document.takeError());
  if (auto models = readSymbols(document->root()); !models)
    llvm::consumeError(models.takeError());
}
