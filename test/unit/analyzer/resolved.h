#ifndef ASSAY_TEST_UNIT_ANALYZER_RESOLVED_H
#define ASSAY_TEST_UNIT_ANALYZER_RESOLVED_H

#include "analyzer/resolve/resolution.h"
#include "grammars/extract.h"
#include <string>
#include <vector>

namespace assay {

/// A text, resolved: what its calls call, and what their arguments are.
struct Resolved {
  std::string source;
  FactSet facts;
  SymbolModels models;
  Resolution resolution;

  Resolved(llvm::StringRef language, std::string text)
      : source(std::move(text)), models(*findLanguage(language)) {
    Parser parser;
    const Language &known = *findLanguage(language);
    extract(parser.parse(source, known), source, known, facts);
    resolution.run(facts, source, models);
  }

  /// The symbols called, in the order in which the calls are complete; "" for one that is unknown.
  [[nodiscard]] std::vector<std::string> calls() const {
    std::vector<std::string> names;
    for (ValueId id = 1; id < facts.values.size(); ++id)
      if (facts.value(id).kind == ValueKind::Call)
        names.push_back(resolution.symbols()[resolution.calleeOf(id)].name.str());
    return names;
  }

  [[nodiscard]] bool callsSymbol(llvm::StringRef name) const {
    for (const std::string &called : calls())
      if (called == name)
        return true;
    return false;
  }

  /// The constant that the last call gets as its first argument; "?" if it is not known.
  [[nodiscard]] std::string lastArgument() const {
    for (ValueId id = static_cast<ValueId>(facts.values.size()); id-- > 1;)
      if (facts.value(id).kind == ValueKind::Call) {
        const Constant &constant = resolution.constantOf(resolution.argument(id, 0, ""));
        return constant.isKnown() ? constant.text.str() : "?";
      }
    return "?";
  }
};

} // namespace assay

#endif // ASSAY_TEST_UNIT_ANALYZER_RESOLVED_H
