#ifndef ASSAY_TOOLS_GATE_POLICY_FIELD_TYPES_H
#define ASSAY_TOOLS_GATE_POLICY_FIELD_TYPES_H

#include "tools/gate/policy_field.h"
#include "tools/report/json.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"
#include <algorithm>

// The types that a value of a policy can have. Included by policy_field.cpp alone.

namespace assay::policy_types {

using Path = llvm::SmallVector<std::string, 3>;

inline llvm::json::Array namesOf(llvm::ArrayRef<llvm::StringRef> names) {
  llvm::json::Array array;
  for (llvm::StringRef name : names)
    array.push_back(name);
  return array;
}

inline llvm::SmallVector<llvm::StringRef, 64> capabilityNames() {
  llvm::SmallVector<llvm::StringRef, 64> names;
  for (const CapabilityRow &row : capabilities())
    names.push_back(row.name);
  return names;
}

inline PolicyField fieldAt(const Path &path, const std::string &meaning) {
  PolicyField field;
  field.path = path;
  field.meaning = meaning;
  return field;
}

// Each of these makes a field of one type. `place` gives the value of a policy: a callable from
// Policy & to T &.

template <typename Place>
PolicyField integerField(const Path &path, const std::string &meaning, std::int64_t low,
                         std::int64_t high, Place place) {
  PolicyField field = fieldAt(path, meaning);
  field.schema = llvm::json::Object{{"type", "integer"}, {"minimum", low}, {"maximum", high}};
  field.get = [place](const Policy &policy) {
    return llvm::json::Value(static_cast<std::int64_t>(place(const_cast<Policy &>(policy))));
  };
  field.set = [place, low, high, key = path.back()](const YamlNode &node,
                                                    Policy &policy) -> llvm::Error {
    auto value = yamlInteger(node, key, low, high);
    if (!value)
      return value.takeError();
    place(policy) = static_cast<std::remove_reference_t<decltype(place(policy))>>(*value);
    return llvm::Error::success();
  };
  return field;
}

template <typename Place>
PolicyField flagField(const Path &path, const std::string &meaning, Place place) {
  PolicyField field = fieldAt(path, meaning);
  field.schema = llvm::json::Object{{"type", "boolean"}};
  field.get = [place](const Policy &policy) {
    return llvm::json::Value(static_cast<bool>(place(const_cast<Policy &>(policy))));
  };
  field.set = [place, key = path.back()](const YamlNode &node, Policy &policy) -> llvm::Error {
    auto value = yamlBool(node, key);
    if (!value)
      return value.takeError();
    place(policy) = *value;
    return llvm::Error::success();
  };
  return field;
}

/// One of `values`, by its name.
template <typename T, std::size_t N, typename Place>
PolicyField choiceField(const Path &path, const std::string &meaning, const T (&values)[N],
                        Place place) {
  PolicyField field = fieldAt(path, meaning);
  llvm::SmallVector<llvm::StringRef, 8> names;
  for (T value : values)
    names.push_back(nameOf(value));
  field.schema = llvm::json::Object{{"enum", namesOf(names)}};
  field.get = [place](const Policy &policy) {
    return llvm::json::Value(nameOf(place(const_cast<Policy &>(policy))));
  };
  field.set = [place, names, &values, key = path.back()](const YamlNode &node,
                                                         Policy &policy) -> llvm::Error {
    auto text = yamlText(node, key);
    if (!text)
      return text.takeError();
    const auto *const found = llvm::find(names, *text);
    if (found == names.end())
      return node.error("`" + key + "` must be one of " + llvm::join(names, ", ") + "; this is `" +
                        *text + "`" + suggestion(*text, names));
    place(policy) = values[found - names.begin()];
    return llvm::Error::success();
  };
  return field;
}

template <typename Place>
PolicyField capabilityField(const Path &path, const std::string &meaning, Place place) {
  PolicyField field = fieldAt(path, meaning);
  field.schema = llvm::json::Object{
      {"type", "array"}, {"items", llvm::json::Object{{"enum", namesOf(capabilityNames())}}}};
  field.get = [place](const Policy &policy) {
    return llvm::json::Value(toJson(place(const_cast<Policy &>(policy))));
  };
  field.set = [place, key = path.back()](const YamlNode &node, Policy &policy) -> llvm::Error {
    auto names = yamlTexts(node, key);
    if (!names)
      return names.takeError();
    CapabilitySet read;
    for (std::size_t i = 0; i < names->size(); ++i) {
      const auto capability = findCapability((*names)[i]);
      const YamlNode &where = node.items.empty() ? node : node.items[i];
      if (!capability)
        return where.error("there is no capability `" + (*names)[i] + "`" +
                           suggestion((*names)[i], capabilityNames()));
      read.insert(*capability);
    }
    place(policy) = read;
    return llvm::Error::success();
  };
  return field;
}

/// What is wrong with one text of a list; nothing if it is right.
using TextCheck = std::optional<std::string> (*)(llvm::StringRef);

inline std::optional<std::string> anyText(llvm::StringRef text) {
  return text.empty() ? std::optional<std::string>("must not be empty") : std::nullopt;
}

/// A policy holds for every folder it is used from, so a path in it must not depend on one.
inline std::optional<std::string> absolutePath(llvm::StringRef text) {
  if (llvm::sys::path::is_absolute(text))
    return std::nullopt;
  return "must be an absolute path; this is `" + text.str() + "`";
}

/// A set of texts: sorted, each once.
template <typename Place>
PolicyField textsField(const Path &path, const std::string &meaning, TextCheck check, Place place) {
  PolicyField field = fieldAt(path, meaning);
  field.schema =
      llvm::json::Object{{"type", "array"}, {"items", llvm::json::Object{{"type", "string"}}}};
  field.get = [place](const Policy &policy) {
    llvm::json::Array array;
    for (const std::string &text : place(const_cast<Policy &>(policy)))
      array.push_back(jsonText(text));
    return llvm::json::Value(std::move(array));
  };
  field.set = [place, check, key = path.back()](const YamlNode &node,
                                                Policy &policy) -> llvm::Error {
    auto texts = yamlTexts(node, key);
    if (!texts)
      return texts.takeError();
    for (std::size_t i = 0; i < texts->size(); ++i)
      if (const auto problem = check((*texts)[i]))
        return (node.items.empty() ? node : node.items[i]).error("`" + key + "` " + *problem);
    std::sort(texts->begin(), texts->end());
    texts->erase(std::unique(texts->begin(), texts->end()), texts->end());
    place(policy) = std::move(*texts);
    return llvm::Error::success();
  };
  return field;
}

/// Text that may be empty, which is the same as absent.
template <typename Place>
PolicyField textField(const Path &path, const std::string &meaning, TextCheck check, Place place) {
  PolicyField field = fieldAt(path, meaning);
  field.schema = llvm::json::Object{{"type", "string"}};
  field.get = [place](const Policy &policy) {
    return llvm::json::Value(jsonText(place(const_cast<Policy &>(policy))));
  };
  field.set = [place, check, key = path.back()](const YamlNode &node,
                                                Policy &policy) -> llvm::Error {
    auto text = yamlText(node, key);
    if (!text)
      return text.takeError();
    if (!text->empty())
      if (const auto problem = check(*text))
        return node.error("`" + key + "` " + *problem);
    place(policy) = std::move(*text);
    return llvm::Error::success();
  };
  return field;
}

} // namespace assay::policy_types

#endif // ASSAY_TOOLS_GATE_POLICY_FIELD_TYPES_H
