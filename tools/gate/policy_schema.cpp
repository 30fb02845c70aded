#include "tools/gate/policy_field.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

// What the table of fields is good for besides reading: printing, comparing, telling editors.

using namespace assay;
namespace json = llvm::json;

/// The object under `key`, made if there is none.
static json::Object &objectAt(json::Object &object, llvm::StringRef key) {
  json::Value &value = object[key];
  if (!value.getAsObject())
    value = json::Object();
  return *value.getAsObject();
}

json::Object assay::toJson(const Policy &policy) {
  json::Object root;
  for (const PolicyField &field : policyFields()) {
    json::Object *object = &root;
    for (const std::string &key : llvm::ArrayRef(field.path).drop_back())
      object = &objectAt(*object, key);
    (*object)[field.path.back()] = field.get(policy);
  }
  return root;
}

std::string assay::digestOf(const Policy &policy) {
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(toJson(policy));
  llvm::SHA256 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

std::vector<PolicyChange> assay::differences(const Policy &before, const Policy &after) {
  std::vector<PolicyChange> changes;
  for (const PolicyField &field : policyFields()) {
    json::Value was = field.get(before), is = field.get(after);
    if (was != is)
      changes.push_back({dotted(field.path), std::move(was), std::move(is)});
  }
  return changes;
}

static json::Object emptyObjectSchema() {
  return json::Object{
      {"type", "object"}, {"additionalProperties", false}, {"properties", json::Object()}};
}

json::Object assay::policySchema() {
  json::Object root = emptyObjectSchema();
  root["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  root["title"] = "assay policy";
  for (const PolicyField &field : policyFields()) {
    json::Object *object = &root;
    for (const std::string &key : llvm::ArrayRef(field.path).drop_back()) {
      json::Value &child = objectAt(*object, "properties")[key];
      if (!child.getAsObject())
        child = emptyObjectSchema();
      object = child.getAsObject();
    }
    json::Object leaf = field.schema;
    leaf["description"] = field.meaning;
    leaf["default"] = field.get(Policy());
    objectAt(*object, "properties")[field.path.back()] = std::move(leaf);
  }
  return root;
}
