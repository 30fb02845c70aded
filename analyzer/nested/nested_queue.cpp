#include "analyzer/nested/nested_queue.h"
#include "analyzer/rule.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>
#include <array>
#include <tuple>

using namespace assay;

/// From the code outwards: each step maps into the text around it.
Span NestedQueue::toFile(Span span, std::size_t entry) const {
  for (; entry != 0; entry = entries_[entry - 1].outer)
    span = entries_[entry - 1].code.map.outerOf(span);
  return span;
}

Range NestedQueue::rangeOf(Span span) const {
  return {file_.positionOf(span.begin), file_.positionOf(span.end)};
}

/// Outermost first.
std::vector<NestedStep> NestedQueue::stepsTo(std::size_t entry) const {
  std::vector<NestedStep> steps;
  for (; entry != 0; entry = entries_[entry - 1].outer) {
    const Entry &at = entries_[entry - 1];
    steps.push_back({at.code.language, at.code.how, at.code.isDecoded,
                     rangeOf(toFile(at.code.span, at.outer))});
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

void NestedQueue::refuse(Span span, llvm::StringRef reason) {
  assessment_.degraded.push_back(("the code in line " +
                                  llvm::Twine(rangeOf(toFile(span, taken_)).begin.line) +
                                  " was not judged: " + reason)
                                     .str());
}

void NestedQueue::add(NestedCodes found) {
  for (const NestedRefusal &refusal : found.refused)
    refuse(refusal.span, refusal.reason);
  const unsigned depth = taken_ == 0 ? 1 : entries_[taken_ - 1].depth + 1;
  // What joins others is judged first.
  std::vector<NestedCode *> order;
  for (const bool joins : {true, false})
    for (NestedCode &code : found.codes)
      if (joins != code.parts.empty())
        order.push_back(&code);
  for (NestedCode *code : order)
    if (!addOne(*code, depth))
      return;
}

bool NestedQueue::addOne(NestedCode &code, unsigned depth) {
  if (code.how != "as it stands")
    madeBytes_ += code.text.size();
  std::string excess;
  if (depth > maxDepth)
    excess = "code is nested more than " + llvm::utostr(maxDepth) + " deep here";
  else if (madeBytes_ > maxMadeBytes)
    excess = "texts of more than " + llvm::utostr(maxMadeBytes >> 20) +
             " MiB are put together or decoded to be run";
  else if (entries_.size() == maxCodes)
    excess = "more than " + llvm::utostr(maxCodes) + " texts in this file are code";
  if (excess.empty())
    entries_.push_back({std::move(code), taken_, depth});
  else
    refuse(code.span, excess);
  return excess.empty();
}

const NestedCode *NestedQueue::take() {
  while (taken_ < entries_.size()) {
    const Entry &entry = entries_[taken_++];
    if (entry.depth > 1 || !entry.code.parts.empty() || !covered_.count(entry.code.span))
      return &entry.code;
  }
  return nullptr;
}

bool NestedQueue::isPart() const {
  return assessment_.language->split && entries_[taken_ - 1].depth == 1;
}

namespace {

/// From positions in a text to offsets.
class Lines {
public:
  explicit Lines(llvm::StringRef text) {
    for (std::size_t at = text.find('\n'); at != llvm::StringRef::npos;
         at = text.find('\n', at + 1))
      starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
  [[nodiscard]] Span spanOf(const Range &range) const {
    return {offsetOf(range.begin), offsetOf(range.end)};
  }

private:
  [[nodiscard]] std::uint32_t offsetOf(Position position) const {
    return starts_[std::min<std::size_t>(position.line, starts_.size()) - 1] + position.column - 1;
  }
  std::vector<std::uint32_t> starts_{0};
};

} // namespace

void NestedQueue::adopt(Finding finding, llvm::ArrayRef<NestedStep> steps) {
  finding.span = toFile(finding.span, taken_);
  finding.range = rangeOf(finding.span);
  finding.nested.assign(steps.begin(), steps.end());
  for (const NestedStep &step : llvm::reverse(steps)) {
    if (!step.isDecoded)
      continue;
    finding.trace.insert(finding.trace.begin(), {step.range, "decoded here", {}});
    finding.message +=
        ", in code " + step.how + " from line " + llvm::utostr(step.range.begin.line);
    break;
  }
  assessment_.findings.push_back(std::move(finding));
}

/// What a container counts is what its parts count; a text in a program is not counted apart.
void NestedQueue::adoptCounts(const Entry &entry, const Assessment &part, bool isValid) {
  if (!assessment_.language->split || entry.depth > 1 || (!entry.code.parts.empty() && !isValid))
    return;
  assessment_.complexity.imports += part.complexity.imports;
  assessment_.complexity.controlFlow += part.complexity.controlFlow;
  assessment_.complexity.stringOps += part.complexity.stringOps;
}

void NestedQueue::join(const SourceFile &source, Assessment part, bool isValid) {
  Entry &entry = entries_[taken_ - 1];
  const std::vector<NestedStep> steps = stepsTo(taken_);
  const Lines lines(source.text());
  const auto toOuter = [&](const Range &range) {
    return rangeOf(toFile(lines.spanOf(range), taken_));
  };
  for (Finding &finding : part.findings) {
    for (TraceStep &step : finding.trace)
      step.range = toOuter(step.range);
    adopt(std::move(finding), steps);
  }
  if (uses_.empty())
    for (const CapabilityUse &use : assessment_.uses)
      uses_.insert({use.capability, use.symbol});
  for (CapabilityUse &use : part.uses)
    if (uses_.insert({use.capability, use.symbol}).second)
      assessment_.uses.push_back({use.capability, use.symbol, toOuter(use.range)});
  assessment_.capabilities = assessment_.capabilities | part.capabilities;
  adoptCounts(entry, part, isValid);
  if (isValid)
    covered_.insert(entry.code.parts.begin(), entry.code.parts.end());
  // What is wrong with texts that are joined each of them says for itself.
  if (entry.code.parts.empty())
    for (const std::string &reason : part.degraded)
      assessment_.degraded.push_back("in the " + part.language->name.str() + " code of line " +
                                     llvm::utostr(steps.back().range.begin.line) + ": " + reason);
  entry.code.text = {};
}

/// The findings that no other repeats: one that the same rule made further out, for what holds it,
/// says the same.
static std::vector<Finding *> outermost(llvm::MutableArrayRef<Finding> all) {
  std::vector<Finding *> order;
  for (Finding &finding : all)
    order.push_back(&finding);
  const auto key = [](const Finding *f) {
    return std::tuple(f->rule->id, f->span.begin, f->nested.size(), f);
  };
  llvm::sort(order, [&](const Finding *a, const Finding *b) { return key(a) < key(b); });
  std::vector<Finding *> kept;
  // By depth: one past the end of the places that the rule has so far been seen to flag.
  std::array<std::uint64_t, NestedQueue::maxDepth + 1> reach{};
  const Rule *rule = nullptr;
  for (Finding *finding : order) {
    if (finding->rule != rule)
      reach.fill(0);
    rule = finding->rule;
    const std::uint64_t end = finding->span.end;
    const std::size_t depth = std::min<std::size_t>(finding->nested.size(), NestedQueue::maxDepth);
    if (llvm::none_of(llvm::ArrayRef(reach).take_front(depth),
                      [end](std::uint64_t outer) { return outer > end; }))
      kept.push_back(finding);
    reach[depth] = std::max(reach[depth], end + 1);
  }
  return kept;
}

void NestedQueue::finish() {
  if (taken_ == 0)
    return;
  std::vector<Finding> &all = assessment_.findings;
  std::vector<Finding *> kept = outermost(all);
  const auto place = [](const Finding *f) { return std::tuple(f->span.begin, f->rule->id); };
  // Findings that are equal in all else stay in the order they were made in.
  const auto key = [](const Finding *f) {
    return std::tuple(f->span.begin, f->rule->id, f->trace.empty(), f->nested.size(), f->span.end,
                      f);
  };
  llvm::sort(kept, [&](const Finding *a, const Finding *b) { return key(a) < key(b); });
  kept.erase(std::unique(kept.begin(), kept.end(),
                         [&](const Finding *a, const Finding *b) { return place(a) == place(b); }),
             kept.end());
  std::vector<Finding> sorted;
  sorted.reserve(kept.size());
  for (Finding *finding : kept)
    sorted.push_back(std::move(*finding));
  all = std::move(sorted);
  llvm::sort(assessment_.degraded);
  assessment_.degraded.erase(std::unique(assessment_.degraded.begin(), assessment_.degraded.end()),
                             assessment_.degraded.end());
}
