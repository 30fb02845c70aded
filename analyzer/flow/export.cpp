#include "analyzer/flow/taint.h"

// What functions of this file do with data, told to the other files of a scan. A function that
// makes functions or takes its parameters apart is said to pass on all it is given: what such
// parameters come to is not followed by parameter.

using namespace assay;

static constexpr unsigned lastParameterBit = 31;

/// Data that depends on parameters of `scope` arrives along the path.
void TaintAnalysis::noteParameterSink(ScopeId scope, const Taint &taint, ParameterSink sink) {
  llvm::SmallVector<ParameterSink, 2> &known = parameterSinks_[scope];
  for (unsigned bit = 0; bit < lastParameterBit; ++bit) {
    if (!(taint.parameters >> bit & 1))
      continue;
    std::uint64_t fresh = sink.capabilities.bits() & ~taint.cleaned;
    for (const ParameterSink &other : known)
      if (other.parameter == bit)
        fresh &= ~other.capabilities.bits();
    if (!fresh || known.size() == maxParameterSinks)
      continue;
    ParameterSink added = sink;
    added.parameter = bit;
    added.capabilities = CapabilitySet(fresh);
    known.push_back(std::move(added));
    changed_ = true;
  }
}

/// From where the function gets it; what callers in this file pass is their affair.
std::vector<ValueId> TaintAnalysis::pathInside(ScopeId scope, ValueId id, ValueId from) const {
  std::vector<ValueId> path = pathTo(id, from);
  const auto first =
      llvm::find_if(path, [&](ValueId at) { return functionOf(facts_->value(at).scope) == scope; });
  path.erase(path.begin(), first);
  return path;
}

/// What a called function's parameter reaches, the caller's reaches too.
void TaintAnalysis::passSinksUp(ValueId call, ScopeId caller, ScopeId function) {
  const auto at = parameterSinks_.find(function);
  const bool forwards = forwards_.contains(function);
  if (at == parameterSinks_.end() && !forwards)
    return;
  const auto sinks =
      at == parameterSinks_.end() ? llvm::SmallVector<ParameterSink, 2>() : at->second;
  const auto parameters = facts_->parametersOf(facts_->scopes[function]);
  for (unsigned index = 0; index < parameters.size() && index < lastParameterBit; ++index) {
    const ValueId argument = given(call, function, index, parameters[index]);
    const Taint taint = deep(argument);
    if (!argument || !taint.parameters)
      continue;
    if (forwards)
      changed_ |= forwards_.insert(caller).second;
    for (const ParameterSink &sink : sinks) {
      if (sink.parameter != index)
        continue;
      ParameterSink mine = sink;
      mine.path = pathInside(caller, argument, taint.from);
      mine.path.push_back(call);
      const std::size_t room =
          maxTraceSteps - std::min<std::size_t>(maxTraceSteps, mine.path.size());
      mine.path.insert(mine.path.end(), sink.path.begin(),
                       sink.path.begin() +
                           static_cast<std::ptrdiff_t>(std::min(room, sink.path.size())));
      noteParameterSink(caller, taint, std::move(mine));
    }
  }
}

void TaintAnalysis::passSinksUp() {
  if (parameterSinks_.empty() && forwards_.empty())
    return;
  std::vector<ValueId> calls;
  for (ValueId id = 1; id < facts_->values.size(); ++id)
    if (facts_->value(id).kind == ValueKind::Call && !calleesOf(id).empty() && runs(id))
      calls.push_back(id);
  for (unsigned pass = 0; pass < maxPasses; ++pass) {
    changed_ = false;
    for (const ValueId id : calls) {
      if (const ScopeId caller = functionOf(facts_->value(id).scope))
        for (const ObjectId object : calleesOf(id))
          if (heap_[object].kind == Object::Kind::Function)
            passSinksUp(id, caller, heap_[object].scope);
    }
    if (!changed_)
      break;
  }
}

std::optional<llvm::StringRef> assay::exportedBy(const FactSet &facts, const Resolution &resolution,
                                                 const Language &language,
                                                 const Statement &assignment) {
  const Value &target = facts.value(assignment.target);
  llvm::StringRef name = target.kind == ValueKind::Name
                             ? facts.text(target.text)
                             : resolution.symbols()[resolution.symbolOf(assignment.target)].name;
  for (const llvm::StringRef holder : language.modules.exports)
    if (holder != "*" && name.consume_front(holder) && (name.empty() || name.consume_front(".")))
      return name;
  if (target.kind == ValueKind::Name)
    return facts.text(target.text);
  return std::nullopt;
}

/// Functions by the names that other files call them by.
std::map<std::string, ScopeId> TaintAnalysis::exportedNames() const {
  std::map<std::string, ScopeId> names;
  const auto add = [&](llvm::StringRef name, ValueId value) {
    for (const ObjectId object : objects_[value])
      if (heap_[object].kind == Object::Kind::Function)
        names.try_emplace(name.str(), heap_[object].scope);
  };
  for (const Statement &statement : facts_->statements) {
    const Scope &scope = facts_->scopes[statement.scope];
    if (statement.kind == StatementKind::Define && statement.value) {
      const llvm::StringRef name = facts_->text(statement.name);
      const bool isMethod =
          scope.kind == ScopeKind::Class && facts_->scopes[scope.parent].kind == ScopeKind::Module;
      if (isMethod && llvm::is_contained(language_->constructors, name))
        add(facts_->text(scope.name), statement.value);
      else if (isMethod)
        add((facts_->text(scope.name) + "." + name).str(), statement.value);
      else if (scope.kind == ScopeKind::Module)
        add(name, statement.value);
    } else if (statement.kind == StatementKind::Assign && scope.kind == ScopeKind::Module) {
      const auto name = exportedBy(*facts_, *resolution_, *language_, statement);
      if (!name)
        continue;
      add(*name, statement.value);
      if (name->empty())
        for (const Operand &entry : facts_->operandsOf(resolution_->origin(statement.value)))
          add(facts_->text(entry.name), entry.value);
    }
  }
  return names;
}

/// What functions give back, by scope.
llvm::DenseMap<ScopeId, Taint> TaintAnalysis::returnedTaints() const {
  llvm::DenseMap<ScopeId, Taint> returned;
  for (const Statement &statement : facts_->statements)
    if (statement.kind == StatementKind::Return && statement.value)
      if (const ScopeId scope = functionOf(statement.scope))
        merge(returned[scope], deep(statement.value), statement.value);
  return returned;
}

std::vector<ExportedFunction> TaintAnalysis::exports() {
  passSinksUp();
  llvm::DenseSet<ScopeId> opaque;
  for (ScopeId id = 1; id < facts_->scopes.size(); ++id) {
    const Scope &scope = facts_->scopes[id];
    if (scope.kind == ScopeKind::Function)
      opaque.insert(functionOf(scope.parent));
    for (const Parameter &parameter : facts_->parametersOf(scope))
      if (facts_->value(parameter.target).kind != ValueKind::Name)
        opaque.insert(id);
  }
  const llvm::DenseMap<ScopeId, Taint> returned = returnedTaints();
  std::vector<ExportedFunction> functions;
  for (const auto &[name, scope] : exportedNames()) {
    const Taint taint = returned.lookup(scope);
    ExportedFunction function;
    function.name = name;
    function.scope = scope;
    function.namesReceiver = summaries_[scope].namesReceiver;
    function.passes = opaque.contains(scope) ? ~0u : taint.parameters;
    function.cleaned = opaque.contains(scope) ? 0 : taint.cleaned;
    function.sources = taint.sources & ~foreignSources;
    function.returns = returned.contains(scope);
    function.foreign = taint.sources & foreignSources;
    function.forwards = forwards_.contains(scope);
    if (function.sources)
      function.sourcePath = pathTo(taint.from, 0);
    for (const ParameterSink &sink : parameterSinks_.lookup(scope))
      function.sinks.push_back({sink.parameter, sink.capabilities, sink.path, sink.beyond});
    functions.push_back(std::move(function));
  }
  return functions;
}

/// The parameters that an argument may be given for.
static std::uint32_t parametersFor(const ForeignFunction &function, llvm::StringRef name,
                                   bool isSpread, unsigned position) {
  if (isSpread)
    return ~0u << std::min(position, lastParameterBit);
  if (name.empty())
    return 1u << std::min(position, lastParameterBit);
  const auto at = llvm::find(function.parameters, name);
  if (at == function.parameters.end())
    return ~0u;
  const auto index = static_cast<unsigned>(at - function.parameters.begin());
  return 1u << std::min(index, lastParameterBit);
}

void TaintAnalysis::forArguments(
    ValueId call, const ForeignFunction &function,
    llvm::function_ref<void(ValueId argument, std::uint32_t parameters)> visit) const {
  unsigned position = 0;
  for (const Operand &part : facts_->operandsOf(call).drop_front()) {
    const llvm::StringRef name = facts_->text(part.name);
    visit(part.value, parametersFor(function, name, part.spread, position));
    position += name.empty() ? 1 : 0;
  }
}

/// A call of a function of another file.
TaintAnalysis::Content TaintAnalysis::callForeign(ValueId id, const ForeignFunction &function) {
  Content result;
  merge(result.taint, {function.sources, 0, function.cleaned, 0}, 0);
  forArguments(id, function, [&](ValueId argument, std::uint32_t parameters) {
    Taint taint = deep(argument);
    taint.cleaned |= function.cleaned;
    if (parameters & function.passes)
      merge(result.taint, taint, argument);
  });
  if (const ValueId receiver = resolution_->receiverOf(id); receiver && function.isMethod) {
    keep(id);
    merge(result.taint, deep(receiver), receiver);
  }
  const Content given = callFunctionsGiven(id);
  merge(result.taint, given.taint, given.taint.from);
  result.objects.insert(given.objects);
  return result;
}

Taint TaintAnalysis::givenTo(ValueId call) const {
  Taint given;
  const ScopeId function = functionOf(facts_->value(call).scope);
  for (const Operand &part : facts_->operandsOf(call).drop_front()) {
    const Taint taint = deep(part.value);
    given.parameters |= function ? taint.parameters : 0;
    given.sources |= concrete(taint, function).sources;
  }
  return given;
}

void TaintAnalysis::visitForeignSinks(ValueId call) {
  if (const ScopeId scope = functionOf(facts_->value(call).scope);
      scope && givenTo(call).parameters)
    forwards_.insert(scope);
  const ForeignFunction *function = foreign_->of(resolution_->calleeOf(call));
  if (!function)
    return;
  forArguments(call, *function, [&](ValueId argument, std::uint32_t parameters) {
    for (const ForeignSink &sink : function->sinks)
      if (parameters >> std::min(sink.parameter, lastParameterBit) & 1)
        report(call, argument, sink.capabilities, &sink);
  });
}
