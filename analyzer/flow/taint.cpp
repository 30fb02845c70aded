#include "analyzer/flow/taint.h"
#include "llvm/ADT/StringExtras.h"
#include <algorithm>

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

static bool isReceiverName(const Language &language, llvm::StringRef name) {
  return llvm::is_contained(language.receivers, name);
}

void TaintAnalysis::prepareScopes() {
  functions_.assign(facts_->scopes.size(), 0);
  for (ScopeId id = 1; id < facts_->scopes.size(); ++id) {
    const Scope &scope = facts_->scopes[id];
    const bool isFunction = scope.kind == ScopeKind::Function;
    functions_[id] = isFunction ? id : functions_[scope.parent];
    unsigned index = 0;
    for (const Parameter &parameter : facts_->parametersOf(scope)) {
      const Value &target = facts_->value(parameter.target);
      summaries_[id].namesReceiver |= index == 0 && target.kind == ValueKind::Name &&
                                      isReceiverName(*language_, facts_->text(target.text));
      if (parameter.byReference)
        references_[std::uint64_t{id} << 32 | target.text] = index;
      const unsigned bit = std::min(index++, maxParameterBits - 1);
      parameters_[parameter.target] = {id, bit, false};
      for (const Operand &part : facts_->operandsOf(parameter.target))
        parameters_[part.value] = {id, bit, true};
    }
  }
}

void TaintAnalysis::prepare() {
  taints_.assign(facts_->values.size(), {});
  objects_.assign(facts_->values.size(), {});
  summaries_.assign(facts_->scopes.size(), {});
  stored_.clear();
  parameters_.clear();
  references_.clear();
  passed_.clear();
  continued_.clear();
  raised_.clear();
  additions_.clear();
  caught_.clear();
  methods_.clear();
  parameterSinks_.clear();
  forwards_.clear();
  reported_.clear();
  hits_.clear();
  foreignReaches_ = {};
  heap_.start(*facts_, resolution_->bindings());
  prepareScopes();
  prepareHandlers();
  functionsByPlace_.clear();
  // What stands in a class is a field of the class.
  for (StatementId id = 1; id < facts_->statements.size(); ++id) {
    const Statement &statement = facts_->statements[id];
    if (statement.kind == StatementKind::Define && statement.value)
      functionsByPlace_.push_back(id);
    if (facts_->scopes[statement.scope].kind != ScopeKind::Class || !statement.value)
      continue;
    const bool isDefine = statement.kind == StatementKind::Define;
    if (!isDefine && statement.kind != StatementKind::Assign)
      continue;
    const TextId name = isDefine ? statement.name : facts_->value(statement.target).text;
    const ObjectId type =
        heap_.object(Object::Kind::Class, 0, statement.scope, functions_[statement.scope]);
    heap_.store(type, fieldNamed(facts_->text(name)), {.value = statement.value});
    if (isDefine)
      methods_[name].push_back(facts_->value(statement.value).scope
                                   ? facts_->value(statement.value).scope
                                   : statement.target);
  }
  llvm::sort(functionsByPlace_, [&](StatementId a, StatementId b) {
    return facts_->statements[a].span.begin < facts_->statements[b].span.begin;
  });
}

void TaintAnalysis::visitAll() {
  for (ValueId id = 1; id < facts_->values.size(); ++id)
    changed_ |= visit(id);
  for (const Statement &statement : facts_->statements) {
    if (resolution_->bindings().isDead(statement.region, statement.span.begin))
      continue;
    if (statement.kind == StatementKind::Assign)
      visitAssign(statement);
    else if (statement.kind == StatementKind::Return && statement.value)
      visitReturn(statement);
    else if (statement.kind == StatementKind::Throw && statement.value)
      visitThrow(statement);
  }
}

/// Keeps the objects and what is stored in them.
void TaintAnalysis::forgetTaints() {
  taints_.assign(facts_->values.size(), {});
  stored_.clear();
  for (Summary &summary : summaries_)
    summary.result = {};
  for (auto &entry : passed_)
    entry.second.taint = {};
  for (auto &entry : raised_)
    entry.second.taint = {};
  for (auto &entry : continued_)
    entry.second.taint = {};
}

void TaintAnalysis::run(const FactSet &facts, const Resolution &resolution,
                        const Language &language, llvm::ArrayRef<SourceMask> sourceOf,
                        const ForeignCalls &foreign) {
  facts_ = &facts;
  language_ = &language;
  resolution_ = &resolution;
  sourceOf_ = sourceOf;
  foreign_ = &foreign;
  prepare();
  // First what is stored where: a read that does not know yet of a later store that replaces an
  // earlier one would see too much, and taint never shrinks.
  for (unsigned pass = 0; pass < maxObjectPasses; ++pass)
    visitAll();
  forgetTaints();
  for (unsigned pass = 0; pass < maxPasses; ++pass) {
    changed_ = false;
    visitAll();
    if (!changed_)
      break;
  }
  for (ValueId id = 1; id < facts.values.size(); ++id)
    if (facts.value(id).kind == ValueKind::Call && runs(id)) {
      visitSinks(id);
      visitForeignSinks(id);
    }
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

bool TaintAnalysis::isReceiver(ValueId id) const {
  const Value &value = facts_->value(id);
  return value.kind == ValueKind::Name &&
         (isReceiverName(*language_, facts_->text(value.text)) ||
          llvm::is_contained(language_->bases, facts_->text(value.text)));
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
  if ((sourceOf_[id] & ~foreignSource) && !resolution_->isTarget(id)) {
    content.taint.sources |= sourceOf_[id];
    content.taint.cleaned = 0;
    content.taint.from = 0;
  }
  content.taint.sources |= sourceOf_[id] & foreignSource;
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
