#ifndef ASSAY_TOOLS_MCP_MESSAGE_SINK_H
#define ASSAY_TOOLS_MCP_MESSAGE_SINK_H

#include "llvm/Support/JSON.h"

namespace assay {

/// Where the messages go that belong to one request: its answer, its progress, what is asked
/// meanwhile. Thread-safe.
class MessageSink {
public:
  virtual ~MessageSink() = default;
  /// A client that is gone is noticed elsewhere.
  virtual void send(llvm::json::Object message) = 0;
  /// The request was cancelled: there is no answer, and nothing more comes.
  virtual void close() {}
};

} // namespace assay

#endif // ASSAY_TOOLS_MCP_MESSAGE_SINK_H
