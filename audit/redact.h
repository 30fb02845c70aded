#ifndef ASSAY_AUDIT_REDACT_H
#define ASSAY_AUDIT_REDACT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <string>

namespace assay {

/// Replaces what looks like a credential by "[redacted:<kind>]", before anything is hashed: what
/// the log has once said cannot be taken back.
///
/// It knows the fixed prefixes of common tokens (AWS, GitHub, GitLab, Slack, Stripe, Google, npm,
/// PyPI), PEM private keys, JSON web tokens, passwords in URLs, and values after password=, token=
/// and the like. It cannot know a secret without such a mark: what may be secret belongs into
/// Event::privateValues.
std::string redacted(llvm::StringRef text);

/// The same for every string in a value, keys excepted.
void redactStrings(llvm::json::Object &object);

} // namespace assay

#endif // ASSAY_AUDIT_REDACT_H
