#include "analyzer/flow/taint.h"
#include "llvm/ADT/bit.h"
#include <algorithm>

using namespace assay;

// Where data must not arrive, and the way it came.

/// From the source to the value: back over what each came from, and from a parameter on to what the
/// caller passes.
std::vector<ValueId> TaintAnalysis::pathTo(ValueId id, ValueId from) const {
  std::vector<ValueId> path;
  bool isFirst = true;
  while (id && path.size() < maxTraceSteps && !llvm::is_contained(path, id)) {
    path.push_back(id);
    ValueId next = isFirst && from != id ? from : taints_[id].from;
    isFirst = false;
    if (!next && facts_->value(id).kind == ValueKind::Name && !sourceOf_[id])
      for (const DefinitionId definition : resolution_->definitionsOf(id)) {
        const Definition &at = resolution_->bindings()[definition];
        if (const auto passed = passed_.find(at.target); passed != passed_.end() && !next)
          next = passed->second.taint.from;
      }
    id = next;
  }
  std::reverse(path.begin(), path.end());
  return path;
}

void TaintAnalysis::report(ValueId sink, ValueId argument, CapabilitySet capabilities,
                           const ForeignSink *beyond) {
  const Taint found = deep(argument);
  const ScopeId function = functionOf(facts_->value(argument).scope);
  if (foreign_->exchange() && found.parameters && function) {
    ParameterSink own{0, capabilities, pathInside(function, argument, found.from), beyond};
    own.path.push_back(sink);
    noteParameterSink(function, found, std::move(own));
  }
  const Taint taint = concrete(found, function);
  const CapabilitySet reached(capabilities.bits() & ~taint.cleaned);
  for (SourceMask left = taint.sources & foreignSources; left; left &= left - 1) {
    CapabilitySet &known =
        foreignReaches_[static_cast<unsigned>(llvm::countr_zero(left)) - firstForeignBit];
    known = known | reached;
  }
  const SourceMask sources = taint.sources & ~foreignSources;
  if (reached.empty() || !sources)
    return;
  std::vector<ValueId> path = pathTo(argument, found.from);
  path.push_back(sink);
  if (reported_.insert(std::uint64_t{sink} << 32 | path.front()).second)
    hits_.push_back({sink, argument, reached, sources, std::move(path), beyond});
}

/// Whether a model's sinks include the argument: by name, or at a position among the unnamed.
static bool selects(const SymbolRow &row, llvm::StringRef name, std::int16_t position) {
  return llvm::any_of(row.sinks, [&](const ArgumentSelector &selector) {
    if (selector.position == ArgumentSelector::anyPosition)
      return name != "receiver";
    return name.empty() ? position >= 0 && selector.position == position
                        : selector.position < 0 && selector.name == name;
  });
}

/// Arguments of library sinks. An argument may be one for several models: it is reported once, with
/// all that it reaches.
void TaintAnalysis::visitSinks(ValueId call) {
  llvm::SmallVector<const SymbolRow *, 4> rows;
  for (const SymbolRow &row : resolution_->symbols()[resolution_->calleeOf(call)].rows)
    if (!row.sinks.empty() && resolution_->applies(row, call))
      rows.push_back(&row);
  if (rows.empty())
    return;
  const auto visit = [&](ValueId argument, llvm::StringRef name, std::int16_t position) {
    CapabilitySet capabilities;
    for (const SymbolRow *row : rows)
      if (selects(*row, name, position))
        for (Capability capability : row->capabilities)
          capabilities.insert(capability);
    if (!capabilities.empty())
      report(call, argument, capabilities, nullptr);
  };
  std::int16_t position = 0;
  for (const Operand &part : facts_->operandsOf(call).drop_front()) {
    const llvm::StringRef name = facts_->text(part.name);
    visit(part.value, name, position);
    position = static_cast<std::int16_t>(position + (part.name ? 0 : 1));
  }
  if (const ValueId receiver = resolution_->receiverOf(call))
    visit(receiver, "receiver", -1);
}

/// A method may keep what it is given: list.append(x) puts x into the list.
void TaintAnalysis::keep(ValueId call) {
  const ValueId receiver = resolution_->receiverOf(call);
  if (!receiver || isReceiver(receiver))
    return;
  const Value &value = facts_->value(call);
  for (const ObjectId object : objects_[receiver])
    if (heap_[object].kind == Object::Kind::Collection)
      for (const Operand &part : facts_->operandsOf(call).drop_front())
        if (facts_->value(part.value).kind != ValueKind::Literal)
          changed_ |= heap_.store(object, anyField,
                                  {.value = part.value,
                                   .at = value.span.end,
                                   .region = resolution_->bindings().regionAt(value.span.begin),
                                   .function = functionOf(value.scope)});
  DefinitionId definition = 0;
  if (objects_[receiver].empty() && baseDefinition(receiver, definition)) {
    const Taint given = operandsTaint(call, /*skipFirst=*/true);
    store(definition, given, given.from);
  }
}
