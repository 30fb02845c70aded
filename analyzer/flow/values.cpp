#include "analyzer/flow/taint.h"
#include <algorithm>

// What values hold, by what they are made of.

using namespace assay;

/// Parameters beyond these share the last bit.
static constexpr unsigned maxParameterBits = 32;
/// Objects looked into when a whole collection is used.
static constexpr unsigned maxDeepObjects = 32;

void TaintAnalysis::merge(Taint &into, const Taint &taint, ValueId from) {
  if (!taint.any())
    return;
  const SourceMask sources = into.sources | taint.sources;
  // The way back to what a rule may follow is worth more than to what may come to be known.
  if (taint.isFollowed() ? !into.isFollowed() : !into.any()) {
    into = taint;
    into.from = from;
  } else if (taint.isFollowed()) {
    into.parameters |= taint.parameters;
    into.cleaned &= taint.cleaned;
  }
  into.sources = sources;
}

bool TaintAnalysis::runs(ValueId id) const {
  const std::uint32_t position = facts_->value(id).span.begin;
  const Bindings &bindings = resolution_->bindings();
  return !bindings.isDead(bindings.regionAt(position), position);
}

ScopeId TaintAnalysis::functionOf(ScopeId scope) const { return functions_[scope]; }

Taint TaintAnalysis::concrete(Taint taint, ScopeId scope) const {
  if (!taint.parameters || !scope)
    return taint;
  unsigned index = 0;
  for (const Parameter &parameter : facts_->parametersOf(facts_->scopes[scope])) {
    const unsigned bit = std::min(index++, maxParameterBits - 1);
    if (!(taint.parameters >> bit & 1))
      continue;
    taint.sources |= sourceOf_[parameter.target];
    if (const auto at = passed_.find(parameter.target); at != passed_.end())
      taint.sources |= at->second.taint.sources;
  }
  taint.parameters = 0;
  return taint;
}

/// What the value holds and what is in the objects it may be, as when all of it becomes a text.
Taint TaintAnalysis::deep(ValueId id) const {
  Taint taint;
  merge(taint, taints_[id], id);
  const ScopeId function = functionOf(facts_->value(id).scope);
  llvm::SmallVector<ObjectId, 8> todo(objects_[id].begin(), objects_[id].end());
  unsigned reads = 0;
  for (std::size_t next = 0; next < todo.size() && next < maxDeepObjects; ++next) {
    const Object &object = heap_[todo[next]];
    if (object.kind != Object::Kind::Collection && object.kind != Object::Kind::Instance)
      continue;
    for (const FieldId field : llvm::ArrayRef(object.fields).take_front(maxDeepReads))
      heap_.read(todo[next], field, id, function, [&](const Store &store) {
        if (++reads > maxDeepReads)
          return;
        Content content;
        readStore(store, function, content);
        merge(taint, content.taint, store.value);
        for (const ObjectId inner : content.objects)
          if (!llvm::is_contained(todo, inner))
            todo.push_back(inner);
      });
  }
  return taint;
}

Taint TaintAnalysis::operandsTaint(ValueId id, bool skipFirst) const {
  Taint taint;
  const auto parts = facts_->operandsOf(id);
  for (const Operand &part : parts.drop_front(skipFirst && !parts.empty() ? 1 : 0))
    merge(taint, deep(part.value), part.value);
  return taint;
}

/// The receivers of the method around a scope: the innermost that has some.
ObjectSet TaintAnalysis::receiversAt(ScopeId scope) {
  ScopeId outermost = 0;
  for (; scope; scope = functionOf(facts_->scopes[scope].parent)) {
    scope = functionOf(scope);
    if (!scope)
      break;
    outermost = scope;
    if (!summaries_[scope].receivers.empty())
      return summaries_[scope].receivers;
  }
  ObjectSet own;
  if (outermost)
    own.insert(heap_.object(Object::Kind::Instance, 0, outermost, outermost));
  return own;
}

/// The name of the base, or a call of it: `super` or `super()`.
bool TaintAnalysis::isSuper(ValueId id) const {
  if (facts_->value(id).kind == ValueKind::Call && !facts_->operandsOf(id).empty())
    id = facts_->operandsOf(id)[0].value;
  return facts_->value(id).kind == ValueKind::Name &&
         llvm::is_contained(language_->bases, facts_->text(facts_->value(id).text));
}

/// The base classes of the class around a value.
ObjectSet TaintAnalysis::basesOf(ValueId id) const {
  ObjectSet bases;
  ScopeId scope = facts_->value(id).scope;
  while (scope && facts_->scopes[scope].kind != ScopeKind::Class)
    scope = facts_->scopes[scope].parent;
  if (!scope)
    return bases;
  const ObjectId own = heap_.find(Object::Kind::Class, scope);
  for (const ObjectId type : inherited(own))
    if (type != own)
      bases.insert(type);
  return bases;
}

TaintAnalysis::Content TaintAnalysis::visitName(ValueId id) {
  Content content;
  const Value &value = facts_->value(id);
  const ScopeId function = functionOf(value.scope);
  if (isReceiver(id))
    content.objects.insert(receiversAt(value.scope));
  for (DefinitionId definition : resolution_->definitionsOf(id)) {
    const Definition &from = resolution_->bindings()[definition];
    if (from.kind == Definition::Kind::Parameter) {
      const auto at = parameters_.find(from.target);
      if (at == parameters_.end())
        continue;
      const auto passed = passed_.find(from.target);
      Taint parameter;
      parameter.sources = sourceOf_[from.target];
      // The caller's part is put in by each call, but inside an inner function or a pattern there
      // is no call to put it in.
      if (function == from.scope && !at->second.isPart)
        parameter.parameters = 1u << at->second.bit;
      else if (passed != passed_.end())
        parameter.sources |= passed->second.taint.sources;
      merge(content.taint, parameter, parameter.sources ? from.target : 0);
      if (passed != passed_.end())
        content.objects.insert(passed->second.objects);
      if (from.value)
        content.objects.insert(objects_[from.value]);
    } else if (from.kind == Definition::Kind::Class) {
      content.objects.insert(
          heap_.object(Object::Kind::Class, 0, from.inner, functionOf(from.scope)));
    } else if (from.value) {
      const ScopeId writer = functionOf(facts_->value(from.value).scope);
      const Taint &taint = taints_[from.value];
      merge(content.taint, writer == function ? taint : concrete(taint, writer), from.value);
      // A variable from outside keeps what an earlier call put in.
      if (writer == function && functionOf(from.scope) != function)
        merge(content.taint, concrete(taint, writer), from.value);
      content.objects.insert(objects_[from.value]);
    } else {
      content.objects.insert(objects_[from.target]);
    }
    if (const auto at = stored_.find(definition); at != stored_.end())
      merge(content.taint, at->second, at->second.from);
  }
  return content;
}

/// Comparisons give a truth value, which carries nothing of what was compared.
static bool isComparison(llvm::StringRef spelling) {
  return spelling == "==" || spelling == "!=" || spelling == "===" || spelling == "!==" ||
         spelling == "<" || spelling == ">" || spelling == "<=" || spelling == ">=" ||
         spelling == "in" || spelling == "not" || spelling == "is" || spelling == "!" ||
         spelling == "instanceof" || spelling == "typeof";
}

bool TaintAnalysis::visit(ValueId id) {
  const Value &value = facts_->value(id);
  Content content;
  switch (value.kind) {
  case ValueKind::None:
  case ValueKind::Literal:
    return false;
  case ValueKind::Function:
    return objects_[id].insert(heap_.object(Object::Kind::Function, id, value.scope,
                                            functionOf(facts_->scopes[value.scope].parent)));
  case ValueKind::Name:
    if (!resolution_->isTarget(id))
      content = visitName(id);
    break;
  case ValueKind::Member:
  case ValueKind::Index:
    content = visitField(id);
    break;
  case ValueKind::Call:
    content = visitCall(id);
    break;
  case ValueKind::Collection:
    if (objects_[id].empty())
      visitCollection(id);
    break;
  case ValueKind::Operator:
    for (const Operand &part : facts_->operandsOf(value))
      content.objects.insert(objects_[part.value]);
    if (!isComparison(facts_->text(value.text)))
      content.taint = operandsTaint(id, false);
    break;
  case ValueKind::Unknown:
    content.taint = operandsTaint(id, false);
    if (value.operandCount == 0)
      content = visitCaught(id);
    for (const Operand &part : facts_->operandsOf(value))
      content.objects.insert(objects_[part.value]);
    break;
  case ValueKind::Concat:
  case ValueKind::Format:
    content.taint = operandsTaint(id, false);
    break;
  }
  if ((sourceOf_[id] & ~foreignSources) && !resolution_->isTarget(id)) {
    content.taint.sources |= sourceOf_[id];
    content.taint.cleaned = 0;
    content.taint.from = 0;
  }
  content.taint.sources |= sourceOf_[id] & foreignSources;
  return learn(id, content);
}

/// True if that is more than was known of the value.
bool TaintAnalysis::learn(ValueId id, const Content &content) {
  Taint &known = taints_[id];
  const bool grows =
      (content.taint.sources & ~known.sources) || (content.taint.parameters & ~known.parameters);
  if (grows)
    known = content.taint;
  return objects_[id].insert(content.objects) || grows;
}

void TaintAnalysis::visitReturn(const Statement &statement) {
  const ScopeId scope = functionOf(statement.scope);
  if (!scope)
    return;
  Summary &summary = summaries_[scope];
  const Value &value = facts_->value(statement.value);
  if (isReceiver(statement.value) && !summary.returnsReceiver)
    summary.returnsReceiver = changed_ = true;
  if (isReceiver(statement.value))
    return;
  if (value.kind == ValueKind::Member && isReceiver(facts_->operandsOf(value)[0].value)) {
    const FieldId field = fieldOf(statement.value);
    if (!llvm::is_contained(summary.returnedFields, field)) {
      summary.returnedFields.push_back(field);
      changed_ = true;
    }
    return;
  }
  const Taint before = summary.result;
  merge(summary.result, taints_[statement.value], statement.value);
  changed_ |=
      before.sources != summary.result.sources || before.parameters != summary.result.parameters;
  changed_ |= summary.objects.insert(objects_[statement.value]);
}
