#ifndef ASSAY_GRAMMARS_TABLE_SYMBOL_WRITER_H
#define ASSAY_GRAMMARS_TABLE_SYMBOL_WRITER_H

#include "grammars/table/symbol_model.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace assay {

/// Writes the arrays of the models, which are sorted, under names that begin with `name`. Returns
/// the PackedSymbols that has them, as C++.
std::string writeSymbols(llvm::StringRef name, llvm::ArrayRef<SymbolModel> models,
                         llvm::raw_ostream &out);

} // namespace assay

#endif // ASSAY_GRAMMARS_TABLE_SYMBOL_WRITER_H
