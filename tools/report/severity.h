#ifndef ASSAY_TOOLS_REPORT_SEVERITY_H
#define ASSAY_TOOLS_REPORT_SEVERITY_H

#include "analyzer/risk_score.h"
#include <array>

namespace assay {

/// How loud a finding is to programs that know three degrees: GitHub, SARIF, reviewdog, editors.
enum class Severity : std::uint8_t { Note, Warning, Error };

constexpr Severity severityOf(RiskLevel level) {
  switch (level) {
  case RiskLevel::Low:
    return Severity::Note;
  case RiskLevel::Medium:
    return Severity::Warning;
  case RiskLevel::High:
  case RiskLevel::Blocked:
    return Severity::Error;
  }
  return Severity::Error;
}

/// What such a program calls the three, from Note to Error.
template <class Name> using SeverityNames = std::array<Name, 3>;

template <class Name> constexpr Name nameOf(Severity severity, const SeverityNames<Name> &names) {
  return names[static_cast<std::size_t>(severity)];
}

} // namespace assay

#endif // ASSAY_TOOLS_REPORT_SEVERITY_H
