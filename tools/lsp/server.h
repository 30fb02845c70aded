#ifndef ASSAY_TOOLS_LSP_SERVER_H
#define ASSAY_TOOLS_LSP_SERVER_H

#include "analyzer/assessment.h"
#include "analyzer/rule.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace assay {

/// What the language server needs from outside. All of it must outlive the
/// server.
struct LanguageServerEnv {
  const RuleSet &rules;
  AssessmentPolicy policy;
  /// Comments in the code accept findings: it is its author's own.
  bool heedsComments = false;
  llvm::StringRef version;
  /// The source files below a folder, absolute.
  std::vector<std::string> (*sourcesBelow)(const std::string &folder);
};

/// Speaks the Language Server Protocol over two descriptors until the client
/// says `exit` or goes away. Judges what editors show; runs nothing, logs
/// nothing, writes nothing but its answers.
///
/// One thread reads and answers, one judges, so a large file delays no answer.
/// A result is sent only while its text is the document's: never one of an
/// older version. While one types, a result takes over the syntax that an edit
/// left alone; after a pause it is made from the text alone, and sent again if
/// it differs, which takes text that is not valid and even there is rare. What is no message is
/// answered with an error and passed over. Gives back the process's exit status: 0 after an orderly
/// shutdown, 1 otherwise.
int serveLanguage(int input, int output, const LanguageServerEnv &env);

} // namespace assay

#endif // ASSAY_TOOLS_LSP_SERVER_H
