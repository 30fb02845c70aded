#include "analyzer/flow/taint.h"
#include "llvm/ADT/StringExtras.h"

using namespace assay;

// What a call gives back and what it passes on. The callee's objects say what is called.

/// Methods of one name that a call on something unknown may mean; a name that more classes define
/// is an interface of the program, and then nothing is assumed.
static constexpr std::size_t maxOverloads = 4;
static constexpr unsigned maxParameterBits = 32;
/// Parameters that calls are bound to; generated code has more, and there the last ones are
/// unknown.
static constexpr unsigned maxBoundParameters = 64;
/// Functions given to one unknown call that are looked into.
static constexpr unsigned maxCallbacks = 8;

/// The library has something of this name, not only where its data goes.
static bool isModelled(llvm::ArrayRef<SymbolRow> rows) {
  return llvm::any_of(rows, [](const SymbolRow &row) {
    return row.flows.empty() || !row.capabilities.empty() || !row.source.empty();
  });
}

ObjectSet TaintAnalysis::calleesOf(ValueId call) const {
  const auto parts = facts_->operandsOf(call);
  if (parts.empty())
    return {};
  ObjectSet callees = objects_[parts[0].value];
  const Value &callee = facts_->value(parts[0].value);
  if (!callees.empty() || callee.kind != ValueKind::Member)
    return callees;
  const SymbolId symbol = resolution_->calleeOf(call);
  if (foreign_->of(symbol) || isModelled(resolution_->symbols()[symbol].rows) ||
      !objects_[resolution_->receiverOf(call)].empty())
    return callees;
  if (const auto at = methods_.find(callee.text);
      at != methods_.end() && at->second.size() <= maxOverloads)
    for (const ScopeId scope : at->second)
      if (const ObjectId known = heap_.find(Object::Kind::Function, facts_->scopes[scope].function))
        callees.insert(known);
  return callees;
}

TaintAnalysis::Content TaintAnalysis::contentOf(ValueId id) const {
  Content content;
  content.taint = concrete(taints_[id], functionOf(facts_->value(id).scope));
  content.objects = objects_[id];
  return content;
}

/// The argument for a parameter. A method that names its receiver does not count it as an argument,
/// unless it is called as a plain function.
ValueId TaintAnalysis::given(ValueId call, ScopeId function, unsigned index,
                             const Parameter &parameter) const {
  const bool isShifted =
      summaries_[function].namesReceiver && !summaries_[function].receivers.empty();
  if (isShifted && index == 0)
    return resolution_->receiverOf(call);
  const auto position = static_cast<std::int16_t>(index - (isShifted ? 1 : 0));
  if (const ValueId found = resolution_->argument(call, position, ""))
    return found;
  const Value &target = facts_->value(parameter.target);
  if (target.kind == ValueKind::Name)
    for (const Operand &part : facts_->operandsOf(call).drop_front())
      if (part.name && part.name == target.text)
        return part.value;
  return 0;
}

/// `taint`, of a value in `function`, with the call's arguments in place of parameters.
Taint TaintAnalysis::substitute(const Taint &taint, ValueId call, ScopeId function) const {
  Taint result = taint;
  result.parameters = 0;
  if (!result.sources)
    result = {};
  unsigned index = 0;
  for (const Parameter &parameter : facts_->parametersOf(facts_->scopes[function])) {
    const unsigned bit = std::min(index, maxParameterBits - 1);
    const unsigned position = index++;
    if (position >= maxBoundParameters)
      break;
    if (!(taint.parameters >> bit & 1))
      continue;
    ValueId value = given(call, function, position, parameter);
    if (!value)
      value = parameter.fallback;
    Taint passed = taints_[value];
    passed.cleaned |= taint.cleaned;
    merge(result, passed, value);
  }
  return result;
}

void TaintAnalysis::pass(ValueId target, const Content &given, ValueId argument) {
  Content &into = passed_[target];
  const SourceMask before = into.taint.sources;
  Taint taint = given.taint;
  taint.parameters = 0;
  if (taint.sources)
    merge(into.taint, taint, argument);
  changed_ |= before != into.taint.sources;
  changed_ |= into.objects.insert(given.objects);
}

/// Tells the function's parameters what this call passes.
void TaintAnalysis::bind(ValueId call, ScopeId function) {
  unsigned index = 0;
  const auto arguments = facts_->operandsOf(call).drop_front();
  for (const Parameter &parameter : facts_->parametersOf(facts_->scopes[function])) {
    const unsigned position = index++;
    if (position >= maxBoundParameters)
      break;
    const ValueId argument = given(call, function, position, parameter);
    const Value &target = facts_->value(parameter.target);
    if (target.kind == ValueKind::Name) {
      if (argument)
        pass(parameter.target, contentOf(argument), argument);
      for (const ObjectId object : objects_[argument])
        heap_.escapes(object, call);
      continue;
    }
    unsigned entryIndex = 0;
    for (const Operand &entry : facts_->operandsOf(target)) {
      const unsigned at = entryIndex++;
      if (entry.spread) {
        // The rest of the arguments: a collection that the call makes.
        const ObjectId rest =
            heap_.object(Object::Kind::Collection, call, 0, functionOf(facts_->value(call).scope));
        for (std::size_t left = position; left < arguments.size(); ++left)
          changed_ |= heap_.store(
              rest, arguments[left].spread ? anyField : fieldNamed(llvm::utostr(left - position)),
              {.value = arguments[left].value, .at = facts_->value(call).span.begin});
        Content content;
        content.objects.insert(rest);
        pass(entry.value, content, call);
      } else if (argument) {
        Content content = readField(
            objects_[argument],
            entry.name ? fieldNamed(facts_->text(entry.name)) : fieldNamed(llvm::utostr(at)), call);
        merge(content.taint, taints_[argument], argument);
        content.taint = concrete(content.taint, functionOf(facts_->value(call).scope));
        pass(entry.value, content, argument);
      }
    }
  }
}

/// The caller's variables get what the function assigns to its references.
void TaintAnalysis::writeBack(ValueId call, ScopeId function) {
  for (const auto &[index, value] : summaries_[function].written) {
    const Parameter &parameter = facts_->parametersOf(facts_->scopes[function])[index];
    const Taint taint = substitute(taints_[value], call, function);
    writeVariable(given(call, function, index, parameter), taint, value);
  }
}

TaintAnalysis::Content TaintAnalysis::callFunction(ValueId id, ScopeId function,
                                                   const ObjectSet &receivers) {
  Summary &summary = summaries_[function];
  changed_ |= summary.receivers.insert(receivers);
  bind(id, function);
  raiseFrom(id, function);
  writeBack(id, function);
  const Value &value = facts_->value(id);
  const ScopeId caller = functionOf(value.scope);
  for (const ObjectId object : receivers) {
    const RegionId region = resolution_->bindings().regionAt(value.span.begin);
    for (const ReceiverStore &store : summary.stores)
      changed_ |= heap_.store(object, store.field,
                              {.value = store.value,
                               .via = id,
                               .at = value.span.end,
                               .region = region,
                               .function = caller});
  }
  Content result;
  result.taint = substitute(summary.result, id, function);
  result.objects = summary.objects;
  if (result.taint.sources && !result.taint.from)
    result.taint.from = summary.result.from;
  for (const FieldId field : summary.returnedFields) {
    const Content content = readField(receivers, field, id);
    merge(result.taint, content.taint, content.taint.from);
    result.objects.insert(content.objects);
  }
  if (summary.returnsReceiver)
    result.objects.insert(receivers);
  return result;
}

ObjectSet TaintAnalysis::constructorsOf(ObjectId type, ValueId call) const {
  const ScopeId caller = functionOf(facts_->value(call).scope);
  for (const ObjectId known : inherited(type)) {
    ObjectSet constructors;
    const auto look = [&](llvm::StringRef name) {
      heap_.read(known, fieldNamed(name), call, caller,
                 [&](const Store &store) { constructors.insert(objects_[store.value]); });
    };
    for (const llvm::StringRef name : language_->constructors)
      look(name);
    look(facts_->text(facts_->scopes[heap_[known].scope].name));
    if (!constructors.empty())
      return constructors;
  }
  return {};
}

/// A call of a class: an instance, on which its constructor is called.
TaintAnalysis::Content TaintAnalysis::construct(ValueId id, ObjectId type) {
  Content result;
  result.objects.insert(heap_.object(Object::Kind::Instance, id, heap_[type].scope,
                                     functionOf(facts_->value(id).scope)));
  for (const ObjectId constructor : constructorsOf(type, id))
    if (heap_[constructor].kind == Object::Kind::Function)
      callFunction(id, heap_[constructor].scope, result.objects);
  return result;
}

/// An unknown function calls the functions it is given, with what it is given.
void TaintAnalysis::callBack(ValueId id, ScopeId function, Content &result) {
  const ValueId receiver = resolution_->receiverOf(id);
  const ScopeId caller = functionOf(facts_->value(id).scope);
  Content given;
  if (receiver) {
    given = readField(objects_[receiver], anyField, id);
    merge(given.taint, taints_[receiver], receiver);
  }
  for (const Operand &part : facts_->operandsOf(id).drop_front()) {
    const Content content = readField(objects_[part.value], anyField, id);
    merge(given.taint, taints_[part.value], part.value);
    merge(given.taint, content.taint, part.value);
    given.objects.insert(content.objects);
  }
  const ValueId from = given.taint.from;
  given.taint = concrete(given.taint, caller);
  given.objects.insert(heap_.object(Object::Kind::Continuation, id, 0, caller));
  for (const Parameter &parameter : facts_->parametersOf(facts_->scopes[function])) {
    pass(parameter.target, given, from);
    for (const Operand &entry : facts_->operandsOf(parameter.target))
      pass(entry.value, given, from);
  }
  const Summary &summary = summaries_[function];
  merge(result.taint, concrete(summary.result, function), summary.result.from);
  result.objects.insert(summary.objects);
}

/// The functions that an unknown call is given run.
TaintAnalysis::Content TaintAnalysis::callFunctionsGiven(ValueId id) {
  Content result;
  unsigned callbacks = 0;
  for (const Operand &part : facts_->operandsOf(id).drop_front())
    for (const ObjectId object : objects_[part.value])
      if (heap_[object].kind == Object::Kind::Function && ++callbacks <= maxCallbacks)
        callBack(id, heap_[object].scope, result);
  // function.call(...), function.apply(...)
  for (const ObjectId object : objects_[resolution_->receiverOf(id)])
    if (heap_[object].kind == Object::Kind::Function)
      callBack(id, heap_[object].scope, result);
  if (const auto at = continued_.find(id); at != continued_.end()) {
    merge(result.taint, at->second.taint, at->second.taint.from);
    result.objects.insert(at->second.objects);
  }
  return result;
}

TaintAnalysis::Content TaintAnalysis::callUnknown(ValueId id) {
  if (const ForeignFunction *function = foreign_->of(resolution_->calleeOf(id)))
    return callForeign(id, *function);
  if (const auto flows = flowsOf(id); !flows.empty())
    return callModelled(id, flows);
  Content result;
  const ValueId receiver = resolution_->receiverOf(id);
  // A method of a collection that is given one of its keys looks that entry up.
  const ValueId key = resolution_->argument(id, 0, "");
  const Constant &constant = resolution_->constantOf(key);
  if (receiver && constant.isText() && !taints_[receiver].any())
    for (const ObjectId object : objects_[receiver])
      if (heap_[object].kind == Object::Kind::Collection &&
          heap_.has(object, fieldNamed(constant.text)) && facts_->operandsOf(id).size() == 2)
        return readField(objects_[receiver], fieldNamed(constant.text), id);
  keep(id);
  result.taint = operandsTaint(id, /*skipFirst=*/true);
  // A function that is data, such as a stream's own to read it, brings what it is a part of.
  const ValueId callee = facts_->operandsOf(id)[0].value;
  if (facts_->value(callee).kind == ValueKind::Name)
    merge(result.taint, taints_[callee], callee);
  if (receiver) {
    merge(result.taint, deep(receiver), receiver);
    result.objects.insert(readField(objects_[receiver], anyField, id).objects);
  }
  for (const SymbolRow &row : resolution_->symbols()[resolution_->calleeOf(id)].rows)
    for (Capability capability : row.sanitizes)
      result.taint.cleaned |= std::uint64_t{1} << static_cast<unsigned>(capability);
  const std::uint64_t cleaned = result.taint.cleaned;
  const Content given = callFunctionsGiven(id);
  merge(result.taint, given.taint, given.taint.from);
  result.objects.insert(given.objects);
  result.taint.cleaned |= cleaned;
  return result;
}

TaintAnalysis::Content TaintAnalysis::visitCall(ValueId id) {
  if (facts_->operandsOf(id).empty())
    return {};
  const ValueId callee = facts_->operandsOf(id)[0].value;
  ObjectSet receivers = objects_[resolution_->receiverOf(id)];
  Content result;
  bool isKnown = false;
  // super(...) runs the base's constructor on the same object, and super().name(...) its method.
  if (const ValueId receiver = resolution_->receiverOf(id); receiver && isSuper(receiver))
    receivers = receiversAt(facts_->value(id).scope);
  if (isSuper(id)) {
    result.objects = receiversAt(facts_->value(id).scope);
    for (const ObjectId base : basesOf(id))
      for (const ObjectId constructor : constructorsOf(base, id))
        if (heap_[constructor].kind == Object::Kind::Function && facts_->operandsOf(id).size() > 1)
          callFunction(id, heap_[constructor].scope, result.objects);
    return result;
  }
  for (const ObjectId object : calleesOf(id)) {
    Content part;
    const Object::Kind kind = heap_[object].kind;
    if (kind == Object::Kind::Function) {
      const ScopeId function = heap_[object].scope;
      ObjectSet on = receivers;
      if (facts_->value(callee).kind == ValueKind::Name && !summaries_[function].stores.empty()) {
        on = {};
        on.insert(heap_.object(Object::Kind::Instance, id, function,
                               functionOf(facts_->value(id).scope)));
      }
      part = callFunction(id, function, on);
      if (facts_->value(callee).kind == ValueKind::Name)
        part.objects.insert(on);
    } else if (kind == Object::Kind::Class) {
      part = construct(id, object);
    } else if (kind == Object::Kind::Continuation) {
      Content &into = continued_[heap_[object].site];
      for (const Operand &given : facts_->operandsOf(id).drop_front()) {
        const Content content = contentOf(given.value);
        const SourceMask before = into.taint.sources;
        merge(into.taint, content.taint, given.value);
        changed_ |= before != into.taint.sources || into.objects.insert(content.objects);
      }
      continue;
    } else {
      continue;
    }
    isKnown = true;
    merge(result.taint, part.taint, part.taint.from);
    result.objects.insert(part.objects);
  }
  return isKnown ? result : callUnknown(id);
}
