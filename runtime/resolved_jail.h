#ifndef ASSAY_RUNTIME_RESOLVED_JAIL_H
#define ASSAY_RUNTIME_RESOLVED_JAIL_H

#include "runtime/jail_spec.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace assay {

/// What a JailSpec comes to on this host, for people who want to know before they run anything:
/// the same plan that a run would use. An error is the one that the run would give.
llvm::Error explainJail(const JailSpec &spec, llvm::raw_ostream &out);
llvm::Expected<llvm::json::Object> explainJailAsJson(const JailSpec &spec);

} // namespace assay

#endif // ASSAY_RUNTIME_RESOLVED_JAIL_H
