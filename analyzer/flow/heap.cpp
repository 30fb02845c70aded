#include "analyzer/flow/heap.h"
#include "llvm/ADT/STLExtras.h"

using namespace assay;

FieldId assay::fieldNamed(llvm::StringRef name) {
  const auto hash = static_cast<FieldId>(llvm::CachedHashStringRef(name).hash());
  return hash > keyField ? hash : hash + keyField + 1;
}

void Heap::start(const FactSet &facts, const Bindings &bindings) {
  facts_ = &facts;
  bindings_ = &bindings;
  objects_.assign(1, {});
  bySite_.clear();
  cells_.clear();
}

ObjectId Heap::object(Object::Kind kind, ValueId site, ScopeId scope, ScopeId maker) {
  const std::uint64_t key = std::uint64_t{site ? site : scope} << 8 | static_cast<unsigned>(kind);
  const auto [at, isNew] = bySite_.try_emplace(key, static_cast<ObjectId>(objects_.size()));
  if (isNew) {
    Object &made = objects_.emplace_back();
    made.kind = kind;
    made.site = site;
    made.scope = scope;
    made.maker = maker;
  }
  return at->second;
}

bool Heap::store(ObjectId object, FieldId field, const Store &store) {
  const auto found = cells_.find(keyOf(object, field));
  if (found == cells_.end()) {
    if (objects_[object].fields.size() >= maxFields)
      return false;
    objects_[object].fields.push_back(field);
  }
  std::vector<Store> &cell = cells_[keyOf(object, field)];
  const auto isSame = [&](const Store &known) {
    return known.value == store.value && known.via == store.via && known.at == store.at;
  };
  if (cell.size() >= maxStores || llvm::any_of(cell, isSame))
    return false;
  cell.insert(
      llvm::upper_bound(cell, store, [](const Store &a, const Store &b) { return a.at < b.at; }),
      store);
  return true;
}

void Heap::escapes(ObjectId object, ValueId call) {
  ValueId &escape = objects_[object].escape;
  if (!escape || facts_->value(call).span.begin < facts_->value(escape).span.begin)
    escape = call;
}

void Heap::read(ObjectId object, FieldId field, ValueId reader, ScopeId function,
                llvm::function_ref<void(const Store &)> visit) const {
  const auto found = cells_.find(keyOf(object, field));
  if (found == cells_.end())
    return;
  // Another function sees the object as it is when it is first passed on, and all that comes later.
  const bool isOwn = function == objects_[object].maker;
  const ScopeId view = isOwn ? function : objects_[object].maker;
  const ValueId place = isOwn ? reader : objects_[object].escape;
  if (!place) {
    for (const Store &store : found->second)
      visit(store);
    return;
  }
  const std::uint32_t position = facts_->value(place).span.end;
  const RegionId here = bindings_->regionAt(facts_->value(place).span.begin);
  bool isEnded = false;
  for (const Store &store : llvm::reverse(found->second)) {
    const bool isForeign = store.function != view;
    if (store.at >= position && store.via != place) {
      if (isForeign || !isOwn || bindings_->shareLoop(here, store.region))
        visit(store);
      continue;
    }
    if (isForeign || !isEnded)
      visit(store);
    isEnded =
        isEnded || (!isForeign && field > keyField && bindings_->encloses(store.region, here));
  }
}
