#include "analyzer/flow/taint.h"
#include "llvm/ADT/StringExtras.h"

// The part of the taint analysis that stores into objects and reads from them.

using namespace assay;

/// Members of members that a store makes on its way.
static constexpr std::size_t maxChain = 32;

/// The constant name or key by which a Member or Index looks into its base.
FieldId TaintAnalysis::fieldOf(ValueId id) const {
  const Value &value = facts_->value(id);
  if (value.kind == ValueKind::Member)
    return value.text ? fieldNamed(facts_->text(value.text)) : anyField;
  const auto parts = facts_->operandsOf(value);
  if (parts.size() < 2)
    return anyField;
  const Constant &key = resolution_->constantOf(parts[1].value);
  return key.isKnown() ? fieldNamed(key.text) : anyField;
}

/// What a store brings to a reader in another place.
void TaintAnalysis::readStore(const Store &store, ScopeId reader, Content &into) const {
  if (!store.value)
    return;
  const ScopeId writer = functionOf(facts_->value(store.value).scope);
  Taint taint = taints_[store.value];
  if (store.via)
    taint = substitute(taint, store.via, writer);
  const ScopeId owner = store.via ? functionOf(facts_->value(store.via).scope) : writer;
  merge(into.taint, owner == reader ? taint : concrete(taint, owner), store.value);
  into.objects.insert(objects_[store.value]);
}

/// The class of an instance, then its bases.
ObjectSet TaintAnalysis::inherited(ObjectId object) const {
  ObjectSet types;
  const Object &from = heap_[object];
  if (from.kind != Object::Kind::Instance && from.kind != Object::Kind::Class)
    return types;
  llvm::SmallVector<ScopeId, 4> todo{from.scope};
  for (std::size_t next = 0; next < todo.size() && next < maxBases; ++next) {
    const Scope &type = facts_->scopes[todo[next]];
    const bool isClass = type.kind == ScopeKind::Class;
    if (const ObjectId known = heap_.find(isClass ? Object::Kind::Class : Object::Kind::Function,
                                          isClass ? todo[next] : type.function))
      types.insert(known);
    if (!isClass)
      continue;
    for (const Operand &base :
         llvm::ArrayRef(facts_->operands).slice(type.firstBase, type.baseCount))
      for (const ObjectId known : objects_[base.value])
        if (heap_[known].kind == Object::Kind::Class)
          todo.push_back(heap_[known].scope);
  }
  return types;
}

TaintAnalysis::Content TaintAnalysis::readField(const ObjectSet &objects, FieldId field,
                                                ValueId reader) const {
  Content content;
  const ScopeId function = functionOf(facts_->value(reader).scope);
  const auto read = [&](ObjectId object, FieldId wanted) {
    heap_.read(object, wanted, reader, function,
               [&](const Store &store) { readStore(store, function, content); });
  };
  for (const ObjectId object : objects) {
    if (field == anyField) {
      for (const FieldId each : llvm::ArrayRef(heap_[object].fields).take_front(maxDeepReads))
        if (each != keyField)
          read(object, each);
      continue;
    }
    read(object, field);
    if (!heap_.has(object, field))
      for (const ObjectId type : inherited(object))
        if (heap_.has(type, field)) {
          read(type, field);
          break;
        }
    read(object, anyField);
    // In a list, entries that are spread have other positions there.
    const bool isList = facts_->value(heap_[object].site).detail == ValueDetail::List;
    if (isList && heap_.has(object, field))
      continue;
    heap_.read(object, spreadField, reader, function, [&](const Store &store) {
      merge(content.taint, taints_[store.value], store.value);
      for (const ObjectId other : objects_[store.value]) {
        const auto fields =
            isList ? llvm::ArrayRef<FieldId>(heap_[other].fields) : llvm::ArrayRef<FieldId>(field);
        for (const FieldId each : fields.take_front(maxDeepReads))
          heap_.read(other, each, reader, function,
                     [&](const Store &inner) { readStore(inner, function, content); });
      }
    });
  }
  return content;
}

TaintAnalysis::Content TaintAnalysis::visitField(ValueId id) {
  const auto parts = facts_->operandsOf(id);
  if (parts.empty())
    return {};
  const ValueId base = parts[0].value;
  ObjectSet objects = objects_[base];
  if (isSuper(base))
    objects = basesOf(base);
  Content content = readField(objects, fieldOf(id), id);
  merge(content.taint, taints_[base], base);
  return content;
}

/// A collection holds nothing itself: its entries are in its fields.
void TaintAnalysis::visitCollection(ValueId id) {
  const Value &value = facts_->value(id);
  const ScopeId function = functionOf(value.scope);
  const ObjectId object = heap_.object(Object::Kind::Collection, id, 0, function);
  objects_[id].insert(object);
  Store store;
  store.region = resolution_->bindings().regionAt(value.span.begin);
  store.function = function;
  bool isCountable = value.detail != ValueDetail::Map;
  std::size_t index = 0;
  for (const Operand &entry : facts_->operandsOf(value)) {
    isCountable = isCountable && !entry.spread;
    FieldId field = anyField;
    if (entry.spread)
      field = spreadField;
    else if (entry.name)
      field = fieldNamed(facts_->text(entry.name));
    else if (isCountable)
      field = fieldNamed(llvm::utostr(index));
    ++index;
    store.value = entry.value;
    heap_.store(object, field, store);
  }
  // Methods written inside: {name() {...}}.
  std::uint32_t position = value.span.begin;
  while (value.detail == ValueDetail::Map && position < value.span.end) {
    const auto at = llvm::lower_bound(functionsByPlace_, position,
                                      [&](StatementId statement, std::uint32_t begin) {
                                        return facts_->statements[statement].span.begin < begin;
                                      });
    if (at == functionsByPlace_.end())
      break;
    const Statement &method = facts_->statements[*at];
    if (method.span.begin >= value.span.end)
      break;
    store.value = method.value;
    if (method.scope == value.scope)
      heap_.store(object, fieldNamed(facts_->text(method.name)), store);
    position = method.span.end;
  }
}

/// A store into a.b.c makes what is not there yet, from a variable on that is declared without a
/// value: the object of `a`, that in its field `b`, and so on.
void TaintAnalysis::makeObjects(ValueId base) {
  llvm::SmallVector<ValueId, 8> chain;
  while (base && objects_[base].empty() && chain.size() < maxChain) {
    chain.push_back(base);
    const ValueKind kind = facts_->value(base).kind;
    if (kind == ValueKind::Name)
      break;
    if ((kind != ValueKind::Member && kind != ValueKind::Index) || taints_[base].any())
      return;
    base = facts_->operandsOf(base)[0].value;
  }
  for (const ValueId id : llvm::reverse(chain)) {
    const ScopeId function = functionOf(facts_->value(id).scope);
    ValueId site = id;
    DefinitionId definition = 0;
    if (facts_->value(id).kind == ValueKind::Name) {
      if (!baseDefinition(id, definition) || resolution_->bindings()[definition].value)
        return;
      site = resolution_->bindings()[definition].target;
    }
    const ObjectId made = heap_.object(Object::Kind::Collection, site, 0, function);
    changed_ |= objects_[site].insert(made);
    objects_[id].insert(made);
    if (site != id)
      continue;
    // As if it had been there from the start.
    for (const ObjectId holder : objects_[facts_->operandsOf(id)[0].value])
      changed_ |= heap_.store(holder, fieldOf(id), {.value = id, .function = function});
  }
}

/// An assignment to a parameter that is passed by reference is one to the caller's variable.
void TaintAnalysis::visitAssignToName(const Statement &statement) {
  const ScopeId function = functionOf(statement.scope);
  const TextId name = facts_->value(statement.target).text;
  const auto at = references_.find(std::uint64_t{function} << 32 | name);
  if (at == references_.end())
    return;
  auto &written = summaries_[function].written;
  const std::pair<unsigned, ValueId> write{at->second, statement.value};
  if (written.size() >= Heap::maxStores || llvm::is_contained(written, write))
    return;
  written.push_back(write);
  changed_ = true;
}

void TaintAnalysis::visitAssign(const Statement &statement) {
  const Value &target = facts_->value(statement.target);
  if (target.kind == ValueKind::Name && !references_.empty())
    return visitAssignToName(statement);
  if (target.kind != ValueKind::Member && target.kind != ValueKind::Index)
    return;
  const ValueId base = facts_->operandsOf(target)[0].value;
  if (objects_[base].empty())
    makeObjects(base);
  const FieldId field = fieldOf(statement.target);
  const ScopeId function = functionOf(statement.scope);
  if (isReceiver(base) && function) {
    auto &stores = summaries_[function].stores;
    if (stores.size() < Heap::maxStores && llvm::none_of(stores, [&](const ReceiverStore &known) {
          return known.field == field && known.value == statement.value;
        })) {
      stores.push_back({field, statement.value});
      changed_ = true;
    }
  }
  for (const ObjectId object : objects_[base]) {
    // A receiver's own stores are made by its callers.
    if (isReceiver(base) && heap_[object].site)
      continue;
    changed_ |= heap_.store(object, field,
                            {.value = statement.value,
                             .at = statement.span.end,
                             .region = statement.region,
                             .function = function});
  }
  const ValueId key = target.kind == ValueKind::Index && facts_->operandsOf(target).size() > 1
                          ? facts_->operandsOf(target)[1].value
                          : 0;
  if (taints_[key].any())
    for (const ObjectId object : objects_[base])
      changed_ |= heap_.store(object, keyField,
                              {.value = key,
                               .at = statement.span.end,
                               .region = statement.region,
                               .function = function});
  DefinitionId definition = 0;
  if (objects_[base].empty() && baseDefinition(base, definition))
    for (const ValueId part : {statement.value, key})
      store(definition, taints_[part], part);
}

void TaintAnalysis::store(DefinitionId definition, const Taint &taint, ValueId from) {
  if (!taint.any())
    return;
  Taint &into = stored_[definition];
  const Taint before = into;
  merge(into, taint, from);
  changed_ |= before.sources != into.sources || before.parameters != into.parameters;
}

/// The one definition of a Name, if it is certain and not a function's or a module's.
bool TaintAnalysis::baseDefinition(ValueId base, DefinitionId &definition) const {
  if (facts_->value(base).kind != ValueKind::Name)
    return false;
  const auto found = resolution_->definitionsOf(base);
  if (found.size() != 1)
    return false;
  definition = found[0];
  return resolution_->bindings()[definition].kind == Definition::Kind::Value;
}
