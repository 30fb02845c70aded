#include "grammars/yaml.h"
#include "runtime/jail_spec.h"
#include "tools/gate/policy.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

// A policy document changes single values, so reading starts from the policy so far. Checks that
// need two values at once come last, and point at the section that was written.

using namespace assay;

namespace {

constexpr RiskLevel allRiskLevels[] = {RiskLevel::Low, RiskLevel::Medium, RiskLevel::High,
                                       RiskLevel::Blocked};
constexpr Action allActions[] = {Action::Allow, Action::Warn, Action::Confirm, Action::Override,
                                 Action::Never};
constexpr TrustLevel allTrustLevels[] = {TrustLevel::Untrusted, TrustLevel::Standard,
                                         TrustLevel::Trusted};

/// One of `values`, by its name.
template <typename T>
llvm::Error readName(YamlMap &map, llvm::StringRef key, llvm::ArrayRef<T> values, T &value) {
  const YamlNode *node = map.find(key);
  if (!node)
    return llvm::Error::success();
  auto text = yamlText(*node, key);
  if (!text)
    return text.takeError();
  llvm::SmallVector<llvm::StringRef> names;
  for (T candidate : values) {
    names.push_back(nameOf(candidate));
    if (names.back() == *text) {
      value = candidate;
      return llvm::Error::success();
    }
  }
  return node->error("`" + key + "` must be one of " + llvm::join(names, ", ") + "; this is `" +
                     *text + "`" + suggestion(*text, names));
}

llvm::Error readCapabilities(YamlMap &map, llvm::StringRef key, CapabilitySet &set) {
  const YamlNode *node = map.find(key);
  if (!node)
    return llvm::Error::success();
  auto names = yamlTexts(*node, key);
  if (!names)
    return names.takeError();
  CapabilitySet read;
  for (std::size_t i = 0; i < names->size(); ++i) {
    const auto capability = findCapability((*names)[i]);
    if (!capability) {
      llvm::SmallVector<llvm::StringRef> known;
      for (const CapabilityRow &row : capabilities())
        known.push_back(row.name);
      const YamlNode &place = node->items.empty() ? *node : node->items[i];
      return place.error("there is no capability `" + (*names)[i] + "`" +
                         suggestion((*names)[i], known));
    }
    read.insert(*capability);
  }
  set = read;
  return llvm::Error::success();
}

llvm::Error readThresholds(const YamlNode &node, RiskThresholds &thresholds) {
  auto map = YamlMap::of(node, "`thresholds`");
  if (!map)
    return map.takeError();
  const struct {
    llvm::StringLiteral key;
    std::uint8_t &value;
  } rows[] = {
      {"medium", thresholds.medium}, {"high", thresholds.high}, {"blocked", thresholds.blocked}};
  for (const auto &row : rows) {
    std::int64_t value = row.value;
    if (llvm::Error error = map->read(row.key, value, 1, 100))
      return error;
    row.value = static_cast<std::uint8_t>(value);
  }
  if (llvm::Error error = map->finish())
    return error;
  if (thresholds.medium < thresholds.high && thresholds.high < thresholds.blocked)
    return llvm::Error::success();
  return node.error("thresholds must rise: medium " + llvm::Twine(thresholds.medium) + ", high " +
                    llvm::Twine(thresholds.high) + ", blocked " + llvm::Twine(thresholds.blocked));
}

llvm::Error readAssessment(const YamlNode &node, Policy &policy) {
  auto map = YamlMap::of(node, "`assessment`");
  if (!map)
    return map.takeError();
  if (const YamlNode *thresholds = map->find("thresholds"))
    if (llvm::Error error = readThresholds(*thresholds, policy.assessment.thresholds))
      return error;
  if (llvm::Error error = map->read("disabled-rules", policy.assessment.disabledRules))
    return error;
  std::vector<std::string> &disabled = policy.assessment.disabledRules;
  std::sort(disabled.begin(), disabled.end());
  disabled.erase(std::unique(disabled.begin(), disabled.end()), disabled.end());
  return map->finish();
}

llvm::Error readDecisions(const YamlNode &node, Policy &policy) {
  auto map = YamlMap::of(node, "`decisions`");
  if (!map)
    return map.takeError();
  for (RiskLevel level : allRiskLevels)
    if (llvm::Error error = readName<Action>(*map, nameOf(level), allActions,
                                             policy.actions[static_cast<unsigned>(level)]))
      return error;
  if (llvm::Error error = map->finish())
    return error;
  if (!std::is_sorted(policy.actions.begin(), policy.actions.end()))
    return node.error("a higher level must not be decided more loosely than a lower one");
  if (policy.actionFor(RiskLevel::Blocked) < Action::Override)
    return node.error("`BLOCKED` must be override or never: it means that code must not run as "
                      "a matter of course");
  return llvm::Error::success();
}

llvm::Error readTrust(const YamlNode &node, Policy &policy) {
  auto map = YamlMap::of(node, "`trust`");
  if (!map)
    return map.takeError();
  for (RiskLevel level : allRiskLevels)
    if (llvm::Error error = readName<TrustLevel>(*map, nameOf(level), allTrustLevels,
                                                 policy.trust[static_cast<unsigned>(level)]))
      return error;
  if (llvm::Error error = map->finish())
    return error;
  if (!std::is_sorted(policy.trust.rbegin(), policy.trust.rend()))
    return node.error("a higher level must not be trusted more than a lower one");
  return llvm::Error::success();
}

/// The fields of a ceiling: key, place, smallest and largest value that makes sense. Below the
/// smallest no interpreter starts; above the largest it is no limit.
struct CeilingField {
  llvm::StringLiteral key;
  std::uint32_t ResourceCeiling::*value;
  std::int64_t low;
  std::int64_t high;
};

constexpr CeilingField ceilingFields[] = {
    {"wall-seconds", &ResourceCeiling::wallSeconds, 1, 86'400},
    {"cpu-seconds", &ResourceCeiling::cpuSeconds, 1, 86'400},
    {"memory-mib", &ResourceCeiling::memoryMiB, 32, 1'048'576},
    {"output-kib", &ResourceCeiling::outputKiB, 1, 1'048'576},
    {"file-mib", &ResourceCeiling::fileMiB, 1, 1'048'576},
    {"processes", &ResourceCeiling::processes, 1, jail_bounds::mostProcesses},
    {"open-files", &ResourceCeiling::openFiles, 16, jail_bounds::mostOpenFiles},
};

llvm::Error readCeiling(const YamlNode &node, llvm::StringRef level, ResourceCeiling &ceiling) {
  auto map = YamlMap::of(node, ("`limits` of " + level).str());
  if (!map)
    return map.takeError();
  for (const CeilingField &field : ceilingFields) {
    std::int64_t value = ceiling.*field.value;
    if (llvm::Error error = map->read(field.key, value, field.low, field.high))
      return error;
    ceiling.*field.value = static_cast<std::uint32_t>(value);
  }
  return map->finish();
}

llvm::Error readLimits(const YamlNode &node, Policy &policy) {
  auto map = YamlMap::of(node, "`limits`");
  if (!map)
    return map.takeError();
  for (TrustLevel level : allTrustLevels)
    if (const YamlNode *ceiling = map->find(nameOf(level)))
      if (llvm::Error error =
              readCeiling(*ceiling, nameOf(level), policy.ceilings[static_cast<unsigned>(level)]))
        return error;
  if (llvm::Error error = map->finish())
    return error;
  for (const CeilingField &field : ceilingFields)
    for (unsigned i = 1; i < trustLevels; ++i)
      if (policy.ceilings[i].*field.value < policy.ceilings[i - 1].*field.value)
        return node.error("`" + field.key + "` of " + nameOf(allTrustLevels[i]) +
                          " must not be less than that of " + nameOf(allTrustLevels[i - 1]));
  return llvm::Error::success();
}

llvm::Error readCapabilitySets(const YamlNode &node, Policy &policy) {
  auto map = YamlMap::of(node, "`capabilities`");
  if (!map)
    return map.takeError();
  if (llvm::Error error = readCapabilities(*map, "always", policy.alwaysGranted))
    return error;
  if (llvm::Error error = readCapabilities(*map, "never", policy.neverGranted))
    return error;
  return map->finish();
}

/// The sections of the document.
struct Section {
  llvm::StringLiteral key;
  llvm::Error (*read)(const YamlNode &, Policy &);
};

constexpr Section sections[] = {
    {"assessment", readAssessment}, {"decisions", readDecisions},         {"trust", readTrust},
    {"limits", readLimits},         {"capabilities", readCapabilitySets},
};

} // namespace

llvm::Error assay::applyPolicy(llvm::StringRef fileName, llvm::StringRef yaml, Policy &policy) {
  auto document = YamlDocument::parse(fileName, yaml);
  if (!document)
    return document.takeError();
  auto map = YamlMap::of(document->root(), "a policy");
  if (!map)
    return map.takeError();
  Policy changed = policy;
  for (const Section &section : sections)
    if (const YamlNode *node = map->find(section.key))
      if (llvm::Error error = section.read(*node, changed))
        return error;
  if (llvm::Error error = map->finish())
    return error;
  policy = std::move(changed);
  return llvm::Error::success();
}
