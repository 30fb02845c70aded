#include "tools/gate/request.h"
#include "grammars/yaml.h"
#include "tools/report/json.h"

using namespace assay;
namespace json = llvm::json;

json::Object assay::toJson(const RequestProblem &problem) {
  json::Object error{{"code", problem.code}, {"message", jsonText(problem.message)}};
  if (!problem.field.empty())
    error["field"] = jsonText(problem.field);
  return json::Object{{"schema", "assay.error/1"}, {"error", std::move(error)}};
}

/// What came, for a message: the kind of it, and never its text, which may be code.
static llvm::StringRef kindOf(const json::Value &value) {
  switch (value.kind()) {
  case json::Value::Null:
    return "null";
  case json::Value::Boolean:
    return "true or false";
  case json::Value::Number:
    return "a number";
  case json::Value::String:
    return "a text";
  case json::Value::Array:
    return "a list";
  case json::Value::Object:
    return "an object";
  }
  return "";
}

RequestReader::RequestReader(const json::Value &value, std::string path)
    : fields_(value.getAsObject()), path_(std::move(path)) {
  if (fields_)
    return;
  static const json::Object none;
  fields_ = &none;
  problem_ = {"invalid-request", path_, ("expected an object, got " + kindOf(value)).str()};
}

void RequestReader::refuse(llvm::StringRef field, std::string message) {
  if (problem_)
    return;
  problem_ = {"invalid-request", path_.empty() ? field.str() : (path_ + "." + field).str(),
              std::move(message)};
}

void RequestReader::merge(std::optional<RequestProblem> problem) {
  if (!problem_)
    problem_ = std::move(problem);
}

void RequestReader::refuseType(llvm::StringRef field, llvm::StringRef expected,
                               const json::Value &value) {
  refuse(field, ("expected " + expected + ", got " + kindOf(value)).str());
}

const json::Value *RequestReader::find(llvm::StringRef field, llvm::StringRef expected,
                                       bool required) {
  known_.push_back(field.str());
  const json::Value *value = fields_->get(field);
  if (!value && required)
    refuse(field, ("expected " + expected + ", got nothing").str());
  return value;
}

std::string RequestReader::text(llvm::StringRef field, bool required) {
  constexpr llvm::StringLiteral expected = "a text";
  const json::Value *value = find(field, expected, required);
  if (!value)
    return "";
  if (const auto text = value->getAsString())
    return text->str();
  refuseType(field, expected, *value);
  return "";
}

bool RequestReader::flag(llvm::StringRef field) {
  constexpr llvm::StringLiteral expected = "true or false";
  const json::Value *value = find(field, expected, /*required=*/false);
  if (!value)
    return false;
  if (const auto flag = value->getAsBoolean())
    return *flag;
  refuseType(field, expected, *value);
  return false;
}

std::vector<std::string> RequestReader::texts(llvm::StringRef field) {
  constexpr llvm::StringLiteral expected = "a list of texts";
  std::vector<std::string> texts;
  const json::Value *value = find(field, expected, /*required=*/false);
  if (!value)
    return texts;
  const json::Array *items = value->getAsArray();
  if (!items) {
    refuseType(field, expected, *value);
    return texts;
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (const auto text = (*items)[i].getAsString())
      texts.push_back(text->str());
    else
      refuseType((field + "[" + llvm::Twine(i) + "]").str(), "a text", (*items)[i]);
  }
  return texts;
}

std::int64_t RequestReader::number(llvm::StringRef field, std::int64_t absent, std::int64_t low,
                                   std::int64_t high) {
  const std::string expected =
      ("a whole number from " + llvm::Twine(low) + " to " + llvm::Twine(high)).str();
  const json::Value *value = find(field, expected, /*required=*/false);
  if (!value)
    return absent;
  const auto number = value->getAsInteger();
  if (!number) {
    refuseType(field, expected, *value);
    return absent;
  }
  if (*number < low || *number > high) {
    refuse(field, ("expected " + llvm::Twine(expected) + ", got " + llvm::Twine(*number)).str());
    return absent;
  }
  return *number;
}

const json::Value *RequestReader::object(llvm::StringRef field, bool required) {
  constexpr llvm::StringLiteral expected = "an object";
  const json::Value *value = find(field, expected, required);
  if (!value || value->kind() == json::Value::Object)
    return value;
  refuseType(field, expected, *value);
  return nullptr;
}

std::optional<RequestProblem> RequestReader::finish() {
  // Sorted, since the order of an object's fields must not show in which one is named.
  std::vector<llvm::StringRef> unknown;
  for (const auto &[field, value] : *fields_)
    if (!llvm::is_contained(known_, field.str()))
      unknown.push_back(field);
  llvm::sort(unknown);
  const llvm::SmallVector<llvm::StringRef, 8> known(known_.begin(), known_.end());
  if (!unknown.empty())
    refuse(json::fixUTF8(unknown.front()),
           "expected no field of this name" + suggestion(unknown.front(), known));
  return std::move(problem_);
}
