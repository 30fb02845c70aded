#ifndef ASSAY_GRAMMARS_FACT_BYTES_H
#define ASSAY_GRAMMARS_FACT_BYTES_H

#include "grammars/fact.h"
#include "llvm/Support/Error.h"
#include <string>

// Facts as bytes, for a front end that is a process of its own. Not a file format: both ends are of
// one build, and the bytes live as long as the pipe between them.

namespace assay {

std::string factBytes(const FactSet &facts);

/// Fails unless `bytes` are facts of a text of `textSize` bytes in which every id and span points
/// at something, parts come before wholes, and the inner comes after the outer: what made them read
/// hostile source and is not trusted. `bytes` must live as long as the facts.
llvm::Error readFacts(llvm::StringRef bytes, std::uint32_t textSize, FactSet &facts);

} // namespace assay

#endif // ASSAY_GRAMMARS_FACT_BYTES_H
