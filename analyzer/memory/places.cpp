#include "analyzer/memory/function_check.h"

// Variables and their members, and what is assigned to them.

using namespace assay;

void MemoryFacts::build(const FactSet &set, const Resolution &resolved) {
  facts = &set;
  resolution = &resolved;
  storages.clear();
  sizes.clear();
  moduleStorages.clear();
  moduleElements.clear();
  const auto count = static_cast<unsigned>(set.values.size());
  dereferences.clear();
  dereferences.resize(count);
  addresses.clear();
  addresses.resize(count);
  for (std::size_t at = 0; at < set.storages.size(); ++at) {
    const ValueId name = set.storages[at].name;
    storages[name] = at;
    const ScopeKind scope = set.scopes[set.value(name).scope].kind;
    if (scope == ScopeKind::Module && set.value(name).kind == ValueKind::Name)
      moduleStorages[set.value(name).text] = at;
  }
  for (std::size_t at = 0; at < set.sizes.size(); ++at)
    sizes[set.sizes[at].value] = at;
  for (const ValueId value : set.dereferences)
    dereferences.set(value);
  for (const ValueId value : set.addresses)
    addresses.set(value);
  for (const Statement &statement : set.statements)
    if (statement.kind == StatementKind::Assign && statement.declares &&
        set.scopes[statement.scope].kind == ScopeKind::Module) {
      const Value &value = set.value(statement.value);
      if (value.kind == ValueKind::Collection && value.detail == ValueDetail::List)
        moduleElements[set.value(statement.target).text] = value.operandCount;
    }
}

void FunctionCheck::report(MemoryFault fault, Span at, SymbolId symbol) {
  if (!isBehindJump_)
    found_.push_back({fault, at, symbol});
}

PlaceId FunctionCheck::find(PlaceId base, TextId name) {
  const std::uint64_t key = std::uint64_t{base} << 32 | name;
  const auto known = ids_.find(key);
  return known == ids_.end() ? add(base, name) : known->second;
}

PlaceId FunctionCheck::add(PlaceId base, TextId name) {
  if (places_.size() >= maxPlaces)
    return 0;
  const auto id = static_cast<PlaceId>(places_.size());
  ids_[std::uint64_t{base} << 32 | name] = id;
  Place &place = places_.emplace_back();
  place.base = base;
  state_.resize(places_.size());
  if (base) {
    // What is in memory that came from outside came from outside.
    state_[id].number.isOutside = state_[base].holdsOutside;
    return id;
  }
  const auto known = all_.moduleStorages.find(name);
  if (known == all_.moduleStorages.end())
    return id;
  place.storage = facts_.storages[known->second];
  if (place.storage.kind != StorageKind::Array)
    return id;
  if (const auto extent = constantOf(place.storage.extent))
    place.elements = *extent;
  else if (const auto given = all_.moduleElements.find(name);
           given != all_.moduleElements.end() && !place.storage.extent)
    place.elements = given->second;
  if (place.elements >= 0 && place.storage.elementBytes)
    state_[id].bytes = place.elements * place.storage.elementBytes;
  return id;
}

/// An element whose number is written: argv[1].
bool FunctionCheck::isEntry(ValueId value) const {
  const Value &index = facts_.value(value);
  if (index.kind != ValueKind::Index || index.operandCount != 2)
    return false;
  const Value &key = facts_.value(facts_.operandsOf(index)[1].value);
  return key.kind == ValueKind::Literal && key.detail == ValueDetail::Number;
}

/// 0 for what is no variable, member or element of one.
PlaceId FunctionCheck::placeOf(ValueId value) {
  llvm::SmallVector<ValueId, 4> path;
  PlaceId place = 0;
  for (ValueId at = value;;) {
    const Value &now = facts_.value(at);
    if (const auto known = assigned_.find(at); known != assigned_.end()) {
      place = known->second;
      break;
    }
    if (now.kind == ValueKind::Name) {
      place = find(0, now.text);
      break;
    }
    const bool isPassed = now.kind == ValueKind::Unknown && now.operandCount == 1 &&
                          !all_.dereferences.test(facts_.operandsOf(now)[0].value);
    if ((now.kind != ValueKind::Member && !isPassed && !isEntry(at)) || path.size() > 8)
      return 0;
    if (!isPassed)
      path.push_back(at);
    at = facts_.operandsOf(now)[0].value;
  }
  for (; place && !path.empty(); path.pop_back()) {
    const Value &member = facts_.value(path.back());
    const bool isMember = member.kind == ValueKind::Member;
    place =
        find(place, isMember ? member.text : facts_.value(facts_.operandsOf(member)[1].value).text);
    const auto known = all_.storages.find(path.back());
    if (!place || known == all_.storages.end() || places_[place].elements >= 0)
      continue;
    // The array that a member is.
    places_[place].storage = facts_.storages[known->second];
    places_[place].elements = constantOf(places_[place].storage.extent).value_or(-1);
    if (places_[place].elements >= 0 && places_[place].storage.elementBytes)
      state_[place].bytes = places_[place].elements * places_[place].storage.elementBytes;
  }
  return place;
}

void FunctionCheck::declare(PlaceId place, ValueId name, ValueId value) {
  Storage storage;
  if (const auto known = all_.storages.find(name); known != all_.storages.end())
    storage = facts_.storages[known->second];
  const Value &given = facts_.value(value);
  std::int64_t elements = -1;
  if (storage.kind == StorageKind::Array && storage.extent) {
    if (const Number extent = number(storage.extent); extent.isExact())
      elements = extent.low;
  } else if (const Constant &text = resolution_.constantOf(value); text.isText())
    elements = static_cast<std::int64_t>(text.text.size()) + 1;
  else if (given.kind == ValueKind::Collection && given.detail == ValueDetail::List)
    elements = given.operandCount;
  if (storage.kind != StorageKind::Array)
    elements = -1;
  places_[place].storage = storage;
  places_[place].elements = elements;
  places_[place].isLocal = !storage.isStatic;
  state_[place] = {};
  state_[place].number.isUnsigned = storage.kind == StorageKind::Single && storage.isUnsigned;
  if (elements >= 0 && storage.elementBytes)
    state_[place].bytes = elements * storage.elementBytes;
}

/// Anything may have happened to it.
void FunctionCheck::forget(PlaceId place) {
  const Place &known = places_[place];
  PlaceState fresh;
  if (known.storage.kind == StorageKind::Array) {
    fresh.bytes = state_[place].bytes;
    fresh.holdsOutside = state_[place].holdsOutside;
  }
  fresh.number.isUnsigned = known.storage.kind == StorageKind::Single && known.storage.isUnsigned;
  state_[place] = fresh;
  for (PlaceId member = place + 1; member < places_.size(); ++member)
    if (places_[member].base == place) {
      const std::int64_t bytes = state_[member].bytes;
      state_[member] = {};
      state_[member].bytes = places_[member].elements >= 0 ? bytes : -1;
    }
}

/// What other functions reach: members, and variables of the module.
void FunctionCheck::forgetShared() {
  for (PlaceId place = 1; place < places_.size(); ++place)
    if (!places_[place].isLocal)
      forget(place);
}

/// What a place that gets the value then is.
PlaceState FunctionCheck::valueState(ValueId value) {
  const Value &now = facts_.value(value);
  if (const auto call = results_.find(value); call != results_.end())
    return call->second;
  PlaceState state;
  if (const PlaceId place = placeOf(value)) {
    state = state_[place];
    state.isOwner = false;
    // Freed and unchecked are matters of the place that they were asked of.
    if (state.pointer != Pointer::NonNull && state.pointer != Pointer::Freed)
      state.pointer = Pointer::Unknown;
    return state;
  }
  const auto parts = facts_.operandsOf(now);
  if (now.kind == ValueKind::Index && !parts.empty()) {
    const PlaceId base = placeOf(parts[0].value);
    state.number.isOutside = base && state_[base].holdsOutside;
  }
  return state;
}

/// Something else leads to the memory as well, or will: it is not lost with the place. What a
/// function is given is its own affair.
void FunctionCheck::escape(ValueId value) {
  llvm::SmallVector<ValueId, 8> todo{value};
  for (unsigned steps = 0; !todo.empty() && steps < maxValues; ++steps) {
    const ValueId id = todo.pop_back_val();
    const Value &now = facts_.value(id);
    if (!id || now.kind == ValueKind::Call || now.kind == ValueKind::Literal)
      continue;
    const bool isPart =
        now.kind == ValueKind::Member || now.kind == ValueKind::Index ||
        (now.operandCount == 1 && all_.dereferences.test(facts_.operandsOf(now)[0].value));
    const bool isAddress = all_.addresses.test(id);
    for (PlaceId place = placeOf(id); place; place = isAddress ? places_[place].base : 0)
      state_[place].isOwner = false;
    if (isPart && !isAddress)
      continue;
    for (const Operand &operand : facts_.operandsOf(now))
      todo.push_back(operand.value);
  }
}

void FunctionCheck::assign(const Statement &statement) {
  const ValueId target = statement.target;
  const Value &name = facts_.value(target);
  if (all_.dereferences.test(target) && !statement.declares) {
    escape(statement.value);
    if (const PlaceId through = placeOf(target))
      follow(through, statement.span, 0);
    return;
  }
  if (name.kind == ValueKind::Index) {
    use(target);
    if (!isEntry(target))
      return escape(statement.value);
  }
  if (name.kind == ValueKind::Member)
    useOne(target);
  PlaceId place = 0;
  if (facts_.value(statement.value).kind != ValueKind::Index)
    escape(statement.value);
  const Number before = number(statement.value);
  PlaceState now = statement.value ? valueState(statement.value) : PlaceState();
  if (statement.declares && name.kind == ValueKind::Name) {
    place = find(0, name.text);
    if (place)
      declare(place, target, statement.value);
  } else {
    place = placeOf(target);
  }
  if (!place || !statement.value)
    return;
  const Value &value = facts_.value(statement.value);
  const bool isArray = places_[place].storage.kind == StorageKind::Array;
  if (!statement.declares || !isArray) {
    const bool isUnsigned = places_[place].storage.isUnsigned;
    if (state_[place].isOwner && !statement.declares && now.pointer != Pointer::Unchecked &&
        value.kind != ValueKind::Operator && value.kind != ValueKind::Concat)
      state_[place].isOwner = false;
    forget(place);
    state_[place] = now;
    state_[place].number = before;
    state_[place].number.isUnsigned |=
        isUnsigned && places_[place].storage.kind == StorageKind::Single;
    const std::uint32_t bytes = places_[place].storage.elementBytes;
    state_[place].number.isNarrow |= before.mayWrap && bytes && bytes <= 4;
    state_[place].isOwner = now.isOwner && places_[place].isLocal;
    if (value.detail == ValueDetail::Null)
      state_[place].pointer = Pointer::Null;
  }
  if (before.mayWrap && before.isOutside && !before.isBoundAbove() &&
      (value.kind == ValueKind::Operator || value.kind == ValueKind::Concat))
    report(MemoryFault::ResultWraps, statement.span);
  assigned_[statement.value] = place;
}
