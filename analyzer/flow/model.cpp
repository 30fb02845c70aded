#include "analyzer/flow/taint.h"
#include "llvm/ADT/StringExtras.h"

// Calls of library functions of which a symbol model says where data goes: strcpy(to, from),
// list.append(x), map.get(key). Nothing flows but what is said; functions that are given run all
// the same.

using namespace assay;

using Kind = FlowPlace::Kind;
using Part = FlowPlace::Part;

llvm::ArrayRef<FlowStep> TaintAnalysis::flowsOf(ValueId call) const {
  for (const SymbolRow &row : resolution_->symbols()[resolution_->calleeOf(call)].rows)
    if (!row.flows.empty() && resolution_->applies(row, call))
      return row.flows;
  return {};
}

/// The receiver or argument that a place is; 0 for other places.
ValueId TaintAnalysis::valueAt(const FlowPlace &place, ValueId call) const {
  if (place.kind == Kind::Receiver)
    return resolution_->receiverOf(call);
  return place.kind == Kind::Argument ? resolution_->argument(call, place.index, "") : 0;
}

TaintAnalysis::Content TaintAnalysis::readPlace(const FlowPlace &place, ValueId call,
                                                const Content &callbacks) {
  Content content;
  switch (place.kind) {
  case Kind::Nothing:
  case Kind::Result:
    return {};
  case Kind::Callback:
    return callbacks;
  case Kind::Source:
    content.taint.sources = sourceOf_[call];
    return content;
  case Kind::Arguments:
    content.taint = operandsTaint(call, /*skipFirst=*/true);
    return content;
  case Kind::Raised:
    // What a deferred function finds was raised in the function around it.
    for (ScopeId scope = facts_->value(call).scope; scope; scope = facts_->scopes[scope].parent)
      if (const auto at = raised_.find(facts_->scopes[scope].body); at != raised_.end()) {
        merge(content.taint, concrete(at->second.taint, functionOf(scope)), at->second.taint.from);
        content.objects.insert(at->second.objects);
      }
    return content;
  case Kind::Receiver:
  case Kind::Argument:
    break;
  }
  const ValueId value = valueAt(place, call);
  merge(content.taint, taints_[value], value);
  if (place.part == Part::Whole)
    content.objects = objects_[value];
  if (place.part == Part::Whole)
    return content;
  const Content part = readField(objects_[value], fieldAt(place, value, call), call);
  merge(content.taint, part.taint, part.taint.from);
  content.objects.insert(part.objects);
  return content;
}

/// The position behind the last entry, while that is known: entries are added one after the other,
/// where the list is made and by nobody else.
FieldId TaintAnalysis::nextField(ObjectId object, ValueId call) {
  const Object &list = heap_[object];
  const Value &site = facts_->value(list.site);
  const Bindings &bindings = resolution_->bindings();
  if (list.kind != Object::Kind::Collection || list.escape || site.detail == ValueDetail::Map ||
      functionOf(facts_->value(call).scope) != list.maker ||
      bindings.regionAt(facts_->value(call).span.begin) != bindings.regionAt(site.span.begin))
    return anyField;
  for (const Operand &entry : facts_->operandsOf(list.site))
    if (entry.spread)
      return anyField;
  std::vector<ValueId> &known = additions_[object];
  const auto at = llvm::find(known, call);
  const auto index = static_cast<std::size_t>(at - known.begin());
  if (at == known.end() && known.size() >= Heap::maxStores)
    return anyField;
  if (at == known.end())
    known.push_back(call);
  return fieldNamed(llvm::utostr(site.operandCount + index));
}

FieldId TaintAnalysis::fieldAt(const FlowPlace &place, ValueId base, ValueId call) {
  if (place.part == Part::Keys)
    return keyField;
  if (place.part == Part::Next) {
    const ObjectSet &objects = objects_[base];
    return objects.begin() != objects.end() && objects.begin() + 1 == objects.end()
               ? nextField(*objects.begin(), call)
               : anyField;
  }
  if (place.part != Part::Entry)
    return anyField;
  const Constant &key = resolution_->constantOf(resolution_->argument(call, place.key, ""));
  return key.isKnown() ? fieldNamed(key.text) : anyField;
}

void TaintAnalysis::writeInto(ValueId base, FieldId field, ValueId value, ValueId call) {
  const Value &place = facts_->value(call);
  for (const ObjectId object : objects_[base])
    changed_ |= heap_.store(object, field,
                            {.value = value,
                             .at = place.span.end,
                             .region = resolution_->bindings().regionAt(place.span.begin),
                             .function = functionOf(place.scope)});
}

/// Something is written into what a variable holds: a buffer, an object that is not known.
void TaintAnalysis::writeVariable(ValueId base, const Taint &taint, ValueId from) {
  while (facts_->value(base).kind != ValueKind::Name && facts_->value(base).operandCount > 0)
    base = facts_->operandsOf(base)[0].value;
  if (facts_->value(base).kind == ValueKind::Name)
    for (const DefinitionId definition : resolution_->definitionsOf(base))
      store(definition, taint, from);
}

void TaintAnalysis::writeValue(const FlowPlace &place, const FlowPlace &from, ValueId call,
                               ValueId value) {
  const ValueId base = valueAt(place, call);
  if (!base)
    return;
  if (from.kind == Kind::Nothing && place.part == Part::Entries) {
    for (const ObjectId object : objects_[base])
      for (const FieldId field : llvm::SmallVector<FieldId, 4>(heap_[object].fields))
        writeInto(base, field, 0, call);
    return;
  }
  const bool isSpread = from.part == Part::Entries && place.part == Part::Entries;
  writeInto(base, isSpread ? spreadField : fieldAt(place, base, call), value, call);
  const ValueId key = place.part == Part::Entry ? resolution_->argument(call, place.key, "") : 0;
  if (taints_[key].any())
    writeInto(base, keyField, key, call);
}

TaintAnalysis::Content TaintAnalysis::callModelled(ValueId id, llvm::ArrayRef<FlowStep> flows) {
  Content result;
  const Content callbacks = callFunctionsGiven(id);
  for (const FlowStep &step : flows) {
    const Content content = readPlace(step.from, id, callbacks);
    const ValueId base = valueAt(step.to, id);
    const bool isUnknown = base && objects_[base].empty();
    if (step.to.kind == Kind::Result) {
      merge(result.taint, content.taint, content.taint.from);
      result.objects.insert(content.objects);
    } else if (step.to.kind == Kind::Raised) {
      raise(resolution_->bindings().regionAt(facts_->value(id).span.begin), content,
            valueAt(step.from, id));
    } else if (isUnknown || step.to.part == Part::Whole) {
      writeVariable(base, content.taint, step.from.kind == Kind::Source ? id : content.taint.from);
    } else {
      writeValue(step.to, step.from, id, valueAt(step.from, id));
    }
  }
  for (const SymbolRow &row : resolution_->symbols()[resolution_->calleeOf(id)].rows)
    for (Capability capability : row.sanitizes)
      result.taint.cleaned |= std::uint64_t{1} << static_cast<unsigned>(capability);
  return result;
}
