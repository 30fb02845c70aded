#include "analyzer/match.h"

// The part of matching that speaks with the other files of a scan.

using namespace assay;

/// Steps kept of a way through another file: enough to follow it, and a cycle of files does not
/// make it longer and longer.
static constexpr std::size_t maxForeignSteps = 16;

/// What data of the sources has to reach for a rule to follow it.
CapabilitySet Matcher::sinksFor(SourceMask sources) const {
  CapabilitySet sinks;
  for (PatternId id : in_.rules->byKind(PatternKind::Flow))
    if (maskOf((*in_.rules)[id], id) & sources)
      sinks = sinks | (*in_.rules)[id].pattern->capabilities;
  return sinks;
}

/// What data that reaches the sinks has to be for a rule to follow it.
SourceMask Matcher::sourcesFor(CapabilitySet sinks) const {
  SourceMask sources = 0;
  for (PatternId id : in_.rules->byKind(PatternKind::Flow))
    if (sinks.intersects((*in_.rules)[id].pattern->capabilities))
      sources |= maskOf((*in_.rules)[id], id);
  return sources;
}

/// The function around a scope; 0 at the level of the module.
static ScopeId functionAround(const FactSet &facts, ScopeId scope) {
  while (scope && facts.scopes[scope].kind != ScopeKind::Function)
    scope = facts.scopes[scope].parent;
  return scope;
}

/// Callers can give the function something besides what it is called on.
static bool takesArguments(const FactSet &facts, const Language &language, ScopeId function) {
  return llvm::any_of(facts.parametersOf(facts.scopes[function]), [&](const Parameter &parameter) {
    return !llvm::is_contained(language.receivers, facts.text(facts.value(parameter.target).text));
  });
}

/// What is given to the call may depend on what callers give the function around it.
static bool mayPassOn(const FactSet &facts, const Language &language, ValueId call) {
  const ScopeId function = functionAround(facts, facts.value(call).scope);
  return function && takesArguments(facts, language, function) &&
         llvm::any_of(facts.operandsOf(call), [&](const Operand &part) {
           return facts.value(part.value).kind != ValueKind::Literal;
         });
}

/// There is something in the file that other files should know of: a function may bring data, or
/// take it to a sink. What only passes data on, or makes it safe, matters where a finding's data
/// passes through it: then the file is asked.
bool Matcher::mayTellOthers(SourceMask sources, CapabilitySet sinks) const {
  const FlowExchange *exchange = in_.exchange;
  if (!exchange || !exchange->modules->namesFor(exchange->file))
    return false;
  if (exchange->isAsked || !sinksFor(foreign_.sources()).empty() || sourcesFor(foreign_.sinks()))
    return true;
  if (!sinksFor(sources).empty())
    for (ValueId id = 1; id < sources_.size(); ++id)
      if (sources_[id] &&
          (foreign_.any() || functionAround(*in_.facts, in_.facts->value(id).scope)))
        return true;
  return sourcesFor(sinks) && llvm::any_of(calls_, [&](const CallSite &site) {
           return sourcesFor(site.capabilities) && mayPassOn(*in_.facts, *in_.language, site.call);
         });
}

/// Leaves word of the functions of other files that this one calls. When data was not followed
/// here, all that they give may reach all sinks, and all that this file is given may be given to
/// them.
void Matcher::noteUses(bool isFollowed, CapabilitySet sinks) {
  if (!in_.exchange || !foreign_.any())
    return;
  llvm::DenseSet<ValueId> carriers;
  if (isFollowed)
    for (const FlowHit &hit : taint_.hits())
      carriers.insert(hit.path.begin(), hit.path.end());
  FileFlow &flow = *in_.exchange->learned;
  std::map<ForeignName, ForeignUse> uses;
  for (const CallSite &site : calls_) {
    const llvm::ArrayRef<ForeignName> names = foreign_.namesOf(site.symbol);
    if (names.empty())
      continue;
    const Taint given = isFollowed ? taint_.givenTo(site.call) : Taint{foreignSources, 1, 0, 0};
    for (const ForeignName &name : names) {
      ForeignUse &use = uses[name];
      use.name = name;
      use.given |= given.sources;
      use.isGivenParameter |= given.parameters != 0;
      use.carriesHit |= carriers.contains(site.call);
    }
  }
  for (auto &[name, use] : uses) {
    use.wanted = sourcesFor(isFollowed ? taint_.reachedBy(name) : sinks);
    flow.uses.push_back(use);
  }
}

/// Leaves word of names that the file has from others and passes on.
void Matcher::noteAliases() {
  if (!in_.exchange || !in_.exchange->modules->namesFor(in_.exchange->file))
    return;
  FileFlow &flow = *in_.exchange->learned;
  const auto hash = [](llvm::StringRef name) { return ForeignName::of(0, name).head; };
  for (const Statement &statement : in_.facts->statements) {
    const ScopeId scope = statement.scope;
    if (in_.facts->scopes[scope].kind != ScopeKind::Module)
      continue;
    if (statement.kind == StatementKind::Import && statement.symbol) {
      const bool isAll = in_.facts->text(statement.symbol) == "*";
      const auto file = foreign_.fileOf(in_.facts->text(statement.module));
      if (file && (isAll || statement.name))
        flow.aliases.push_back({isAll ? 0 : hash(in_.facts->text(statement.name)), *file,
                                isAll ? 0 : hash(in_.facts->text(statement.symbol))});
    } else if (statement.kind == StatementKind::Assign) {
      const auto name = exportedBy(*in_.facts, *in_.resolution, *in_.language, statement);
      if (!name)
        continue;
      for (const ForeignCalls::Place &place :
           foreign_.placesOf(*in_.resolution, in_.resolution->symbolOf(statement.value)))
        if (place.name.empty() == name->empty() && !llvm::StringRef(place.name).contains('.'))
          flow.aliases.push_back(
              {name->empty() ? 0 : hash(*name), place.file, name->empty() ? 0 : hash(place.name)});
    }
  }
  llvm::sort(flow.aliases);
  flow.aliases.erase(std::unique(flow.aliases.begin(), flow.aliases.end()), flow.aliases.end());
}

/// The way to a call whose data comes from another file; empty for any other source.
llvm::ArrayRef<TraceStep> Matcher::stepsBefore(ValueId source) const {
  if (in_.facts->value(source).kind != ValueKind::Call || (sources_[source] & ~foreignSources))
    return {};
  const ForeignFunction *function = foreign_.of(in_.resolution->calleeOf(source));
  return function && function->sources ? llvm::ArrayRef(function->sourceSteps)
                                       : llvm::ArrayRef<TraceStep>();
}

Trace Matcher::stepsForOthers(llvm::ArrayRef<ValueId> path, bool isFromSource,
                              const ForeignSink *beyond) const {
  Trace steps;
  if (isFromSource && !path.empty()) {
    const llvm::ArrayRef<TraceStep> before = stepsBefore(path.front());
    steps.assign(before.begin(), before.end());
  }
  for (std::size_t at = 0; at < path.size(); ++at) {
    const bool isLast = !isFromSource && at + 1 == path.size() && !beyond;
    steps.push_back(stepOf(path[at], isFromSource && steps.empty(), isLast));
    steps.back().path = in_.file->name().str();
  }
  if (beyond)
    steps.insert(steps.end(), beyond->steps.begin(), beyond->steps.end());
  if (steps.size() > maxForeignSteps)
    steps.erase(steps.begin() + maxForeignSteps / 2,
                steps.end() - static_cast<std::ptrdiff_t>(maxForeignSteps / 2));
  return steps;
}

ForeignFunction Matcher::describe(const ExportedFunction &own) const {
  ForeignFunction function;
  const unsigned receiver = own.namesReceiver ? 1 : 0;
  for (const Parameter &parameter :
       in_.facts->parametersOf(in_.facts->scopes[own.scope]).drop_front(receiver)) {
    const Value &target = in_.facts->value(parameter.target);
    function.parameters.push_back(
        target.kind == ValueKind::Name ? in_.facts->text(target.text).str() : std::string());
  }
  // The last bit, for all parameters beyond, stays.
  function.passes = (own.passes >> receiver) | (own.passes & 1u << 31);
  function.cleaned = own.cleaned;
  if (!sinksFor(own.sources).empty()) {
    function.sources = own.sources;
    function.sourceSteps = stepsForOthers(own.sourcePath, /*isFromSource=*/true, nullptr);
  }
  const Scope &scope = in_.facts->scopes[own.scope];
  function.isMethod = in_.facts->scopes[scope.parent].kind == ScopeKind::Class;
  for (const ExportedFunction::Sink &sink : own.sinks)
    if (const SourceMask wanted = sourcesFor(sink.capabilities);
        wanted && sink.parameter >= receiver)
      function.sinks.push_back({sink.parameter - receiver, sink.capabilities, wanted,
                                stepsForOthers(sink.path, /*isFromSource=*/false, sink.beyond)});
  return function;
}

/// A function that brings data, takes it somewhere or makes it safe is worth being told of in full.
/// Of all others it is assumed that they pass on what they are given, unless they are known not to.
void Matcher::tellOthers() {
  if (!in_.exchange)
    return;
  FileFlow &flow = *in_.exchange->learned;
  flow.isFollowed = true;
  for (const ExportedFunction &own : taint_.exports()) {
    const ForeignName name =
        ForeignName::of(in_.exchange->modules->moduleOf(in_.exchange->file), own.name);
    if (own.forwards)
      flow.forwarding.push_back(name);
    if (own.foreign)
      flow.returning.emplace_back(name, own.foreign);
    ForeignFunction function = describe(own);
    const std::size_t count = std::min<std::size_t>(function.parameters.size(), 32);
    const std::uint64_t all = (std::uint64_t{1} << count) - 1;
    if (function.sources || !function.sinks.empty() || function.cleaned)
      flow.exports.try_emplace(own.name, std::move(function));
    else if (own.returns && (function.passes & all) != all)
      flow.drops.push_back({name, function.passes, function.isMethod});
  }
  llvm::sort(flow.forwarding);
  llvm::sort(flow.returning);
  llvm::sort(flow.drops);
}
