#include "analyzer/suppression.h"
#include "analyzer/rule.h"
#include "grammars/yaml.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <tuple>

using namespace assay;

static constexpr llvm::StringLiteral faultNames[] = {"malformed", "unknown-rule", "expired",
                                                     "stale",     "refused",      "ignored"};

llvm::StringRef assay::nameOf(SuppressionFault fault) {
  return faultNames[static_cast<unsigned>(fault)];
}

namespace {

/// One rule of one comment, on the line that the comment covers.
struct Allowance {
  std::uint32_t line = 0;
  const Rule *rule = nullptr;
  llvm::StringRef reason;
  Span comment;
  bool used = false;
  bool refused = false;
};

class Suppressor {
public:
  Suppressor(const SourceFile &file, const Language &language, const FactSet &facts,
             const RuleSet &rules)
      : file_(file), language_(language), facts_(facts), rules_(rules) {}

  SuppressionOutcome ignore();
  SuppressionOutcome run(std::chrono::year_month_day today, llvm::ArrayRef<std::string> disabled,
                         std::vector<Finding> &findings);

private:
  void readComments(std::chrono::year_month_day today);
  void accept(const SuppressionRequest &request, Span comment, std::uint32_t line,
              std::chrono::year_month_day today);
  void apply(std::vector<Finding> &findings);
  Allowance *allowanceFor(const Finding &finding, std::uint32_t statementLine);
  void reportUnused(llvm::ArrayRef<std::string> disabled);
  void report(SuppressionFault fault, Span comment, std::string message);

  [[nodiscard]] bool standsAlone(Span comment) const;
  [[nodiscard]] std::vector<std::uint32_t> codeAfterComments() const;
  [[nodiscard]] std::vector<std::uint32_t> statementLines(llvm::ArrayRef<Finding> findings) const;
  [[nodiscard]] Range rangeOf(Span span) const {
    return {file_.positionOf(span.begin), file_.positionOf(span.end)};
  }

  const SourceFile &file_;
  const Language &language_;
  const FactSet &facts_;
  const RuleSet &rules_;
  /// By line.
  std::vector<Allowance> allowances_;
  SuppressionOutcome outcome_;
};

/// Braces alone are not code: in JSX a comment stands in a pair of them.
constexpr llvm::StringLiteral blank = " \t\r\n{}";

bool Suppressor::standsAlone(Span comment) const {
  const llvm::StringRef before = file_.text().take_front(comment.begin);
  const std::size_t last = before.find_last_not_of(" \t{}");
  return last == llvm::StringRef::npos || before[last] == '\n';
}

void Suppressor::report(SuppressionFault fault, Span comment, std::string message) {
  outcome_.problems.push_back({fault, rangeOf(comment), std::move(message)});
}

SuppressionOutcome Suppressor::ignore() {
  std::size_t count = 0;
  Span first;
  for (const Span comment : facts_.comments) {
    const auto read = readSuppression(file_.text(comment), language_);
    if (!std::holds_alternative<std::monostate>(read) && count++ == 0)
      first = comment;
  }
  if (count)
    report(SuppressionFault::Ignored, first,
           std::to_string(count) +
               (count == 1 ? " comment asks to suppress findings and is"
                           : " comments ask to suppress findings and are") +
               " not heeded here");
  return std::move(outcome_);
}

void Suppressor::accept(const SuppressionRequest &request, Span comment, std::uint32_t line,
                        std::chrono::year_month_day today) {
  // Longer than any id: what follows is not one.
  constexpr std::size_t maxShown = 60;
  for (llvm::StringRef id : request.rules) {
    const Rule *rule = rules_.find(id);
    if (!rule) {
      llvm::SmallVector<llvm::StringRef> known;
      for (const Rule *each : rules_.rules())
        known.push_back(each->id);
      report(SuppressionFault::UnknownRule, comment,
             ("there is no rule `" + id.take_front(maxShown) + "`" +
              suggestion(id.take_front(maxShown), known))
                 .str());
    } else if (request.until && *request.until < today) {
      report(
          SuppressionFault::Expired, comment,
          ("this suppression of " + rule->id + " is over; fix the cause or give a new date").str());
    } else {
      allowances_.push_back({line, rule, request.reason, comment});
    }
  }
}

/// For each comment, where the code after it begins: from the last to the first, so that no stretch
/// of text is looked at twice.
std::vector<std::uint32_t> Suppressor::codeAfterComments() const {
  const std::size_t end = file_.text().size();
  std::vector<std::uint32_t> offsets(facts_.comments.size());
  std::size_t code = end;
  std::size_t next = end;
  for (std::size_t i = offsets.size(); i-- > 0;) {
    const Span comment = facts_.comments[i];
    const std::size_t at = file_.text().find_first_not_of(blank, comment.end);
    if (at < next)
      code = at;
    next = comment.begin;
    offsets[i] = static_cast<std::uint32_t>(code);
  }
  return offsets;
}

void Suppressor::readComments(std::chrono::year_month_day today) {
  std::vector<std::uint32_t> codeAfter;
  std::size_t count = 0;
  for (std::size_t i = 0; i < facts_.comments.size(); ++i) {
    const Span comment = facts_.comments[i];
    auto read = readSuppression(file_.text(comment), language_);
    if (std::holds_alternative<std::monostate>(read))
      continue;
    auto *request = std::get_if<SuppressionRequest>(&read);
    count += request ? request->rules.size() : 1;
    if (count > maxSuppressions) {
      report(SuppressionFault::Malformed, comment,
             "from here on comments hide nothing: there are more than " +
                 std::to_string(maxSuppressions));
      break;
    }
    if (!request) {
      report(SuppressionFault::Malformed, comment, std::move(std::get<std::string>(read)));
      continue;
    }
    if (codeAfter.empty())
      codeAfter = codeAfterComments();
    const std::uint32_t target = standsAlone(comment) ? codeAfter[i] : comment.begin;
    accept(*request, comment, file_.positionOf(target).line, today);
  }
  llvm::sort(allowances_, [](const Allowance &a, const Allowance &b) {
    return std::tuple(a.line, a.comment, a.rule->id) < std::tuple(b.line, b.comment, b.rule->id);
  });
}

/// For each finding the line on which the innermost statement around it begins; its own line where
/// a loop, branch or function lies between: a comment is about a statement, not about a body.
std::vector<std::uint32_t> Suppressor::statementLines(llvm::ArrayRef<Finding> findings) const {
  struct Stretch {
    Span span;
    bool isStatement = false;
  };
  std::vector<Stretch> stretches;
  for (const Statement &statement : facts_.statements)
    if (statement.span.end)
      stretches.push_back({statement.span, statement.kind != StatementKind::Define});
  for (const Region &region : facts_.regions)
    stretches.push_back({region.construct, false});
  llvm::sort(stretches, [](const Stretch &a, const Stretch &b) {
    return std::tuple(a.span.begin, b.span.end, a.isStatement) <
           std::tuple(b.span.begin, a.span.end, b.isStatement);
  });

  std::vector<std::uint32_t> lines;
  std::vector<Stretch> open;
  auto next = stretches.begin();
  for (const Finding &finding : findings) {
    const auto closeBefore = [&](std::uint32_t offset) {
      while (!open.empty() && open.back().span.end <= offset)
        open.pop_back();
    };
    for (; next != stretches.end() && next->span.begin <= finding.span.begin; ++next) {
      closeBefore(next->span.begin);
      open.push_back(*next);
    }
    closeBefore(finding.span.begin);
    const bool inStatement = !open.empty() && open.back().isStatement;
    lines.push_back(inStatement ? file_.positionOf(open.back().span.begin).line
                                : finding.range.begin.line);
  }
  return lines;
}

Allowance *Suppressor::allowanceFor(const Finding &finding, std::uint32_t statementLine) {
  for (const std::uint32_t line : {finding.range.begin.line, statementLine}) {
    auto at = llvm::lower_bound(allowances_, line,
                                [](const Allowance &a, std::uint32_t b) { return a.line < b; });
    for (; at != allowances_.end() && at->line == line; ++at)
      if (at->rule == finding.rule)
        return &*at;
  }
  return nullptr;
}

void Suppressor::apply(std::vector<Finding> &findings) {
  const std::vector<std::uint32_t> lines = statementLines(findings);
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    Finding &finding = findings[i];
    Allowance *allowance = allowanceFor(finding, lines[i]);
    if (allowance && finding.level != RiskLevel::Blocked) {
      allowance->used = true;
      outcome_.suppressed.push_back(
          {std::move(finding), allowance->reason.str(), rangeOf(allowance->comment)});
      continue;
    }
    if (allowance)
      allowance->refused = true;
    kept.push_back(std::move(finding));
  }
  findings = std::move(kept);
}

void Suppressor::reportUnused(llvm::ArrayRef<std::string> disabled) {
  for (const Allowance &allowance : allowances_) {
    const std::string id = allowance.rule->id.str();
    if (allowance.refused)
      report(SuppressionFault::Refused, allowance.comment,
             "what " + id + " finds is BLOCKED and no comment excuses that");
    else if (!allowance.used && !llvm::is_contained(disabled, id))
      report(SuppressionFault::Stale, allowance.comment,
             id + " finds nothing on line " + std::to_string(allowance.line) +
                 "; remove this suppression");
  }
}

SuppressionOutcome Suppressor::run(std::chrono::year_month_day today,
                                   llvm::ArrayRef<std::string> disabled,
                                   std::vector<Finding> &findings) {
  readComments(today);
  if (!allowances_.empty())
    apply(findings);
  reportUnused(disabled);
  llvm::sort(outcome_.problems, [](const SuppressionProblem &a, const SuppressionProblem &b) {
    return std::tie(a.range, a.fault, a.message) < std::tie(b.range, b.fault, b.message);
  });
  return std::move(outcome_);
}

} // namespace

SuppressionOutcome assay::suppress(const SourceFile &file, const Language &language,
                                   const FactSet &facts, const RuleSet &rules,
                                   llvm::ArrayRef<std::string> disabled,
                                   std::optional<std::chrono::year_month_day> today,
                                   std::vector<Finding> &findings) {
  Suppressor suppressor(file, language, facts, rules);
  return today ? suppressor.run(*today, disabled, findings) : suppressor.ignore();
}
