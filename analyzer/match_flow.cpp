#include "analyzer/match.h"

// The part of matching that follows data: sources by symbol models and by rule, sinks by
// capability, traces.

using namespace assay;

static constexpr llvm::StringLiteral sourceKinds[] = {"network",   "input", "environment",
                                                      "arguments", "file",  "request"};
static constexpr unsigned firstCustomBit = std::size(sourceKinds);
static constexpr unsigned lastCustomBit = firstForeignBit - 1;

static SourceMask bitOf(llvm::StringRef kind) {
  for (unsigned bit = 0; bit < std::size(sourceKinds); ++bit)
    if (sourceKinds[bit] == kind)
      return SourceMask{1} << bit;
  return 0;
}

/// The kinds of source that a value is by itself.
SourceMask Matcher::sourcesOf(ValueId id) {
  const Value &value = in_.facts->value(id);
  const bool isCall = value.kind == ValueKind::Call;
  if (!isCall && value.kind != ValueKind::Name && value.kind != ValueKind::Member &&
      value.kind != ValueKind::Index)
    return 0;
  const SymbolId symbol = isCall ? in_.resolution->calleeOf(id) : in_.resolution->symbolOf(id);
  SourceMask mask = 0;
  for (const SymbolRow &row : in_.resolution->symbols()[symbol].rows)
    if (!row.source.empty() && row.onRead != isCall)
      mask |= bitOf(row.source);
  if (customSources_.empty())
    return mask;
  const auto add = [&](llvm::ArrayRef<PatternId> patterns) {
    for (PatternId pattern : patterns)
      if (const auto at = customSources_.find(pattern); at != customSources_.end())
        mask |= at->second;
  };
  if (symbol)
    add(patternsOf(symbol));
  if (value.kind == ValueKind::Name) {
    // A parameter, or a variable nobody knows, that the rule names.
    const bool isParameter = in_.resolution->isTarget(id);
    llvm::SmallVector<PatternId, 4> found;
    if (isParameter)
      in_.rules->bySymbol(in_.facts->text(value.text), found);
    add(found);
  }
  return mask;
}

SourceMask Matcher::maskOf(const CompiledPattern &compiled, PatternId id) const {
  const auto custom = customSources_.find(id);
  SourceMask mask = custom == customSources_.end() ? 0 : custom->second;
  for (llvm::StringRef kind : compiled.pattern->sources)
    mask |= bitOf(kind);
  if (!mask)
    mask = (1u << firstCustomBit) - 1;
  return mask;
}

/// What the flow harms is only that it may not fit, and the program looked.
bool Matcher::isBounded(const FlowHit &hit, CapabilitySet wanted) const {
  const auto reached = firstOf(hit.capabilities, wanted);
  return reached == Capability::MemoryUnchecked && !hit.beyond && memory_.isBounded(hit.sink);
}

void Matcher::matchFlows() {
  const llvm::ArrayRef<PatternId> patterns = in_.rules->byKind(PatternKind::Flow);
  if (patterns.empty())
    return;
  const StageTimer timer(in_.clock, Stage::Flow);
  unsigned bit = firstCustomBit;
  for (PatternId id : patterns) {
    const Pattern &pattern = *(*in_.rules)[id].pattern;
    if (!pattern.sourceSymbols.empty())
      customSources_[id] = SourceMask{1} << std::min(bit++, lastCustomBit);
  }
  foreign_.start(*in_.facts, *in_.resolution, in_.exchange);
  CapabilitySet sinks = foreign_.sinks();
  for (const CallSite &site : calls_)
    sinks = sinks | site.capabilities;
  sources_.assign(in_.facts->values.size(), 0);
  SourceMask all = foreign_.sources();
  for (ValueId id = 1; id < in_.facts->values.size(); ++id)
    all |= sources_[id] = sourcesOf(id);
  noteAliases();
  if (in_.exchange)
    in_.exchange->learned->sources = all;
  // Without a rule whose source and sink both occur there is nothing to follow.
  if (!sinksFor(all).intersects(sinks) && !mayTellOthers(all, sinks)) {
    noteUses(/*isFollowed=*/false, sinks);
    return;
  }
  for (const CallSite &site : calls_)
    for (const ForeignName &name : foreign_.namesOf(site.symbol))
      sources_[site.call] |= name.source();
  taint_.run(*in_.facts, *in_.resolution, *in_.language, sources_, foreign_);
  tellOthers();
  noteUses(/*isFollowed=*/true, sinks);
  std::int32_t index = -1;
  for (const FlowHit &hit : taint_.hits()) {
    ++index;
    for (PatternId id : patterns) {
      const CompiledPattern &compiled = (*in_.rules)[id];
      if (!(maskOf(compiled, id) & hit.sources) ||
          !hit.capabilities.intersects(compiled.pattern->capabilities))
        continue;
      if (isBounded(hit, compiled.pattern->capabilities))
        continue;
      const SymbolId symbol = in_.resolution->calleeOf(hit.sink);
      const auto reached = firstOf(hit.capabilities, compiled.pattern->capabilities);
      candidates_.push_back({id, in_.facts->value(hit.sink).span, symbol, reached, index});
    }
  }
}

TraceStep Matcher::stepOf(ValueId id, bool isFirst, bool isLast) const {
  const Value &value = in_.facts->value(id);
  const SymbolId named =
      value.kind == ValueKind::Call ? in_.resolution->calleeOf(id) : in_.resolution->symbolOf(id);
  const llvm::StringRef symbol = in_.resolution->symbols()[named].name;
  const llvm::StringRef text = in_.facts->text(value.text);
  std::string reason = "passes through";
  if (isLast)
    reason = "reaches " + symbol.str();
  else if (isFirst)
    reason = ("untrusted data comes from " + (symbol.empty() ? text : symbol)).str();
  else if (value.kind == ValueKind::Call)
    reason = ("passes through " + (symbol.empty() ? "a call" : symbol)).str();
  else if (value.kind == ValueKind::Concat || value.kind == ValueKind::Format)
    reason = "becomes part of a text";
  else if (value.kind == ValueKind::Collection)
    reason = "is put into a collection";
  else if (value.kind == ValueKind::Name)
    reason = ("is held by " + text).str();
  return {rangeOf(value.span), std::move(reason), {}};
}

Trace Matcher::makeTrace(const FlowHit &hit) const {
  const llvm::ArrayRef<TraceStep> before = stepsBefore(hit.path.front());
  Trace trace(before.begin(), before.end());
  for (std::size_t at = 0; at < hit.path.size(); ++at)
    trace.push_back(
        stepOf(hit.path[at], at == 0 && before.empty(), at + 1 == hit.path.size() && !hit.beyond));
  if (hit.beyond)
    trace.insert(trace.end(), hit.beyond->steps.begin(), hit.beyond->steps.end());
  return trace;
}

Range Matcher::rangeOf(Span span) const {
  return {in_.file->positionOf(span.begin), in_.file->positionOf(span.end)};
}

Finding Matcher::makeFinding(const Candidate &candidate) const {
  const Rule &rule = *in_.rules->rules()[(*in_.rules)[candidate.pattern].rule];
  Finding finding;
  finding.rule = &rule;
  finding.level = rule.level;
  finding.confidence = rule.confidence;
  finding.capability = candidate.capability;
  finding.span = candidate.span;
  finding.range = rangeOf(candidate.span);
  llvm::StringRef symbol = in_.resolution->symbols()[candidate.symbol].name;
  if (symbol.empty())
    symbol =
        in_.file->text(candidate.span).take_until([](char c) { return c == '\n'; }).take_front(60);
  symbol.consume_front("*.");
  const auto [before, after] = rule.message.split("{symbol}");
  finding.message =
      rule.message.contains("{symbol}") ? (before + symbol + after).str() : rule.message.str();
  if (candidate.flow >= 0)
    finding.trace = makeTrace(taint_.hits()[static_cast<std::size_t>(candidate.flow)]);
  return finding;
}

/// Findings of the rules whose conditions all hold, by place, one a rule and place.
void Matcher::emit(Assessment &assessment) {
  const std::size_t ruleCount = in_.rules->rules().size();
  std::vector<std::uint64_t> with(ruleCount), without(ruleCount);
  for (const Candidate &candidate : candidates_) {
    const CompiledPattern &compiled = (*in_.rules)[candidate.pattern];
    if (compiled.group == PatternGroup::With)
      with[compiled.rule] |= std::uint64_t{1} << (compiled.position & 63);
    else if (compiled.group == PatternGroup::Without)
      without[compiled.rule] = 1;
  }
  llvm::erase_if(candidates_, [&](const Candidate &candidate) {
    const CompiledPattern &compiled = (*in_.rules)[candidate.pattern];
    const std::size_t wanted = in_.rules->rules()[compiled.rule]->with.size();
    const std::uint64_t all = wanted >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << wanted) - 1;
    return compiled.group != PatternGroup::Any || with[compiled.rule] != all ||
           without[compiled.rule];
  });
  // A trace says more than none, so it comes first among equals.
  std::sort(candidates_.begin(), candidates_.end(), [&](const Candidate &a, const Candidate &b) {
    return std::tuple(a.span.begin, (*in_.rules)[a.pattern].rule, a.flow < 0, a.span.end, a.pattern,
                      a.symbol, a.flow, a.capability) <
           std::tuple(b.span.begin, (*in_.rules)[b.pattern].rule, b.flow < 0, b.span.end, b.pattern,
                      b.symbol, b.flow, b.capability);
  });
  const Candidate *last = nullptr;
  for (const Candidate &candidate : candidates_) {
    const bool isRepeat = last && last->span.begin == candidate.span.begin &&
                          (*in_.rules)[last->pattern].rule == (*in_.rules)[candidate.pattern].rule;
    last = &candidate;
    if (!isRepeat)
      assessment.findings.push_back(makeFinding(candidate));
  }
}
