#ifndef ASSAY_TOOLS_GATE_REQUEST_H
#define ASSAY_TOOLS_GATE_REQUEST_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/JSON.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// What is wrong with a request, as a value: a client is to show it, or to mend the field.
struct RequestProblem {
  /// Stable: "invalid-request", "unknown-method", "cannot-analyse", "cannot-record",
  /// "cannot-change".
  std::string code;
  /// "override.reason"; empty if it is not about one field.
  std::string field;
  /// What was expected and what came, in one sentence.
  std::string message;
};

/// Schema assay.error/1.
llvm::json::Object toJson(const RequestProblem &problem);

/// Reads an object field by field, and keeps the first thing that is wrong with it. A field that
/// nobody asked for is wrong too: a misspelt `confirmed` must not pass for its absence.
class RequestReader {
public:
  /// `value` must outlive the reader. `path` is put in front of field names: "override".
  explicit RequestReader(const llvm::json::Value &value, std::string path = "");

  /// Each gives a default if the field is absent (unless required) or wrong.
  std::string text(llvm::StringRef field, bool required = false);
  bool flag(llvm::StringRef field);
  std::vector<std::string> texts(llvm::StringRef field);
  std::int64_t number(llvm::StringRef field, std::int64_t absent, std::int64_t low,
                      std::int64_t high);
  /// Null if absent.
  const llvm::json::Value *object(llvm::StringRef field, bool required = false);

  /// Says that a field has the wrong value, in the words of the one who knows what is right.
  void refuse(llvm::StringRef field, std::string message);
  void merge(std::optional<RequestProblem> problem);

  /// Call last: the first problem, if any.
  std::optional<RequestProblem> finish();

private:
  const llvm::json::Value *find(llvm::StringRef field, llvm::StringRef expected, bool required);
  void refuseType(llvm::StringRef field, llvm::StringRef expected, const llvm::json::Value &value);

  const llvm::json::Object *fields_;
  std::string path_;
  llvm::SmallVector<std::string, 8> known_;
  std::optional<RequestProblem> problem_;
};

} // namespace assay

#endif // ASSAY_TOOLS_GATE_REQUEST_H
