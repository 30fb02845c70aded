#ifndef ASSAY_AUDIT_WITNESS_H
#define ASSAY_AUDIT_WITNESS_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace assay {

/// Keeps a checkpoint where the log's writer cannot take it back: without that, one who has the key
/// can cut or rewrite the log, and no check made inside the folder can tell.
///
/// `witness` is a file, to which the note is appended (a mounted disk, a pipe-fed append-only
/// device), or
/// "|program": that program is started without a shell or arguments, gets the note on its standard
/// input, and has ten seconds to exit with 0.
llvm::Error giveToWitness(llvm::StringRef witness, llvm::StringRef note);

} // namespace assay

#endif // ASSAY_AUDIT_WITNESS_H
