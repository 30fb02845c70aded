#ifndef ASSAY_TOOLS_MCP_OPEN_QUESTIONS_H
#define ASSAY_TOOLS_MCP_OPEN_QUESTIONS_H

#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <string>

namespace assay {

/// 32 hexadecimal digits that nobody can guess. Ends the process if the system has no random bytes:
/// what hangs on them would be open.
std::string unguessable();

/// Questions to a person that travel in a result and come back with an answer (revision
/// 2026-07-28). What stands for one on the way comes from the client, so it is a name that cannot
/// be guessed, good once, for the request that it was given out for, and for a while. Thread-safe.
class OpenQuestions {
public:
  /// The name of a question about a request.
  std::string ask(std::string request);
  /// True once for a name and its request.
  bool settle(llvm::StringRef name, llvm::StringRef request);

private:
  struct Question {
    std::string name;
    std::string request;
    std::chrono::steady_clock::time_point until;
  };
  /// The oldest goes first: a client that asks this often and answers nothing has given up.
  static constexpr std::size_t most = 64;
  /// For a person to read some lines of code, or to come back from lunch.
  static constexpr std::chrono::minutes lifetime{60};

  std::mutex mutex_;
  std::deque<Question> questions_;
};

} // namespace assay

#endif // ASSAY_TOOLS_MCP_OPEN_QUESTIONS_H
