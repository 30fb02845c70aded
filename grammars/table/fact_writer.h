#ifndef ASSAY_GRAMMARS_TABLE_FACT_WRITER_H
#define ASSAY_GRAMMARS_TABLE_FACT_WRITER_H

#include "llvm/Support/raw_ostream.h"
#include <string>
#include <vector>

struct TSLanguage;

namespace assay {

/// Writes the fact table of one language, made of the facts.scm of its folders below `root`, as C++
/// arrays whose names start with `name`.
void writeFacts(const TSLanguage *language, const std::string &name, const std::string &root,
                const std::vector<std::string> &folders, llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_GRAMMARS_TABLE_FACT_WRITER_H
