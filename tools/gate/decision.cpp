#include "tools/gate/decision.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Errc.h"
#include <algorithm>
#include <bitset>
#include <pwd.h>
#include <unistd.h>

using namespace assay;

llvm::StringRef assay::nameOf(Verdict verdict) {
  switch (verdict) {
  case Verdict::Allow:
    return "allow";
  case Verdict::Confirm:
    return "confirm";
  case Verdict::Block:
    return "block";
  case Verdict::Overridden:
    return "overridden";
  }
  return "";
}

llvm::Error assay::checkReason(llvm::StringRef reason) {
  const auto refuse = [](const llvm::Twine &why) {
    return llvm::createStringError(llvm::errc::invalid_argument, why);
  };
  const llvm::StringRef text = reason.trim();
  if (text.empty())
    return refuse("the reason is blank, say why this program has to run");
  // Bytes that continue a UTF-8 character do not make a reason longer.
  const auto characters =
      llvm::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  if (static_cast<std::size_t>(characters) < Override::minReasonCharacters)
    return refuse("the reason has " + llvm::Twine(characters) + " characters, want at least " +
                  llvm::Twine(Override::minReasonCharacters));
  if (text.size() > Override::maxReasonBytes)
    return refuse("the reason has " + llvm::Twine(text.size()) + " bytes, want at most " +
                  llvm::Twine(Override::maxReasonBytes));
  std::bitset<256> seen;
  for (char c : text)
    if (!llvm::isSpace(c))
      seen.set(static_cast<unsigned char>(llvm::toLower(c)));
  // "aaaaaaaaaa" and "x x x x x x" explain nothing.
  if (seen.count() < 3)
    return refuse("the reason repeats one or two characters, say why this program has to run");
  return llvm::Error::success();
}

Override assay::overrideByCurrentUser(std::string reason) {
  Override override;
  override.reason = std::move(reason);
  const uid_t uid = ::getuid();
  override.by = "uid " + std::to_string(uid);
  passwd entry{}, *found = nullptr;
  std::array<char, 4096> buffer{};
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found) {
    override.user = entry.pw_name;
    override.by += " (" + override.user + ")";
  }
  return override;
}

Grants assay::grantsFor(const Assessment &assessment, const Policy &policy) {
  Grants grants;
  for (const CapabilityRow &row : capabilities()) {
    const bool predicted = assessment.capabilities.contains(row.capability);
    const bool never = policy.neverGranted.contains(row.capability);
    if (never && predicted)
      grants.withheld.insert(row.capability);
    if (!never && (predicted || policy.alwaysGranted.contains(row.capability)))
      grants.granted.insert(row.capability);
  }
  return grants;
}

std::string assay::whyNotOverride(const Override &override, const Policy &policy) {
  if (!policy.overrideBy.empty() && !llvm::is_contained(policy.overrideBy, override.user))
    return override.by + " is not among those who may override (`overrides.by`)";
  if (policy.approvalsOnly && !override.approved)
    return "the policy takes an override from `assay approve` only (`overrides.approvals-only`)";
  return llvm::toString(checkReason(override.reason));
}

namespace {

std::string describe(const Assessment &assessment, RiskLevel level) {
  std::string text = ("it is " + nameOf(level) + " (score " +
                      llvm::Twine(unsigned{assessment.score.total}) + " of 100)")
                         .str();
  if (level != assessment.level)
    text += " because it could not be analysed in full";
  return text;
}

} // namespace

Decision assay::decide(const Assessment &assessment, const Policy &policy, const Consent &consent) {
  RiskLevel level = assessment.level;
  if (!assessment.degraded.empty())
    level = std::max(level, RiskLevel::Medium);

  const std::string risk = describe(assessment, level);
  const std::string missing = consent.override ? whyNotOverride(*consent.override, policy)
                                               : std::string("no override was given");
  Decision decision;
  decision.trust = policy.trustFor(level);
  const auto settle = [&](Verdict verdict, bool warn, const llvm::Twine &because) {
    decision.verdict = verdict;
    decision.overridable = decision.overridable && !decision.runs();
    decision.warn = warn;
    decision.because = because.str();
    return decision;
  };

  const Action action = policy.actionFor(level);
  decision.overridable = action == Action::Confirm || action == Action::Override;
  switch (action) {
  case Action::Allow:
    return settle(Verdict::Allow, false, risk);
  case Action::Warn:
    return settle(Verdict::Allow, true, risk + "; read the findings");
  case Action::Confirm:
    if (missing.empty())
      return settle(Verdict::Overridden, true, risk + "; overridden");
    if (consent.confirmed)
      return settle(Verdict::Allow, true, risk + "; confirmed");
    return settle(Verdict::Confirm, true, risk + "; a person must confirm it");
  case Action::Override:
    if (missing.empty())
      return settle(Verdict::Overridden, true, risk + "; overridden");
    return settle(Verdict::Block, true, risk + "; it needs an override: " + missing);
  case Action::Never:
    return settle(Verdict::Block, true, risk + "; the policy never runs such code");
  }
  return decision;
}
