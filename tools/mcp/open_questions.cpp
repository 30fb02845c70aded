#include "tools/mcp/open_questions.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>
#include <array>
#include <sys/random.h>

using namespace assay;

std::string assay::unguessable() {
  std::array<std::uint8_t, 16> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    llvm::report_fatal_error("the system gives no random bytes");
  return llvm::toHex(bytes, /*LowerCase=*/true);
}

std::string OpenQuestions::ask(std::string request) {
  std::string name = unguessable();
  const std::lock_guard lock(mutex_);
  if (questions_.size() >= most)
    questions_.pop_front();
  questions_.push_back({name, std::move(request), std::chrono::steady_clock::now() + lifetime});
  return name;
}

bool OpenQuestions::settle(llvm::StringRef name, llvm::StringRef request) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(questions_.begin(), questions_.end(),
                                  [&](const Question &each) { return each.name == name; });
  if (found == questions_.end())
    return false;
  const Question question = std::move(*found);
  questions_.erase(found);
  return question.request == request && std::chrono::steady_clock::now() < question.until;
}
