#ifndef ASSAY_TOOLS_ASSAY_BY_SERVICE_H
#define ASSAY_TOOLS_ASSAY_BY_SERVICE_H

#include "grammars/language.h"
#include "grammars/source_file.h"
#include "runtime/execution_result.h"
#include "tools/assay/configuration.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

// How `assess` and `run` let the user's service do their work.

namespace assay {

/// Where to ask about `program`. Empty: do it here, because there is no service, what was chosen is
/// not what it was started with, or JSON cannot carry the program.
std::string serviceFor(const ConfigurationOptions &chosen, const SourceFile &program);

/// The fields that every request about a program has.
llvm::json::Object programRequest(const SourceFile &program, const Language &language);

/// Asks, and takes an error document for an error. Nothing: the service is busy, so this process
/// does the work.
llvm::Expected<std::optional<llvm::json::Object>>
askService(const std::string &socket, llvm::StringRef method, llvm::json::Object request,
           std::function<void(const llvm::json::Object &)> onOutput = {});

/// Writes what arrives to standard output and error, on a thread of its own: the service drops a
/// client that does not read, and a reader behind a pipe may take its time. Destroyed when all is
/// written.
class OutputPrinter {
public:
  OutputPrinter() : thread_([this] { print(); }) {}
  ~OutputPrinter();
  OutputPrinter(const OutputPrinter &) = delete;
  OutputPrinter &operator=(const OutputPrinter &) = delete;

  /// An `output` notification of the service.
  void take(const llvm::json::Object &notification);

private:
  void print();

  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::pair<OutputStream, std::string>> waiting_;
  bool ended_ = false;
  std::thread thread_;
};

/// Passes output on as it comes. A reader that went away does not stop the program, as `tee` does
/// not: what it did is to be recorded to its end.
void passOn(OutputStream stream, llvm::StringRef bytes);

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_BY_SERVICE_H
