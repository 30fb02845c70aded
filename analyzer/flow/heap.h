#ifndef ASSAY_ANALYZER_FLOW_HEAP_H
#define ASSAY_ANALYZER_FLOW_HEAP_H

#include "analyzer/resolve/bindings.h"
#include "grammars/fact.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <array>
#include <vector>

// Objects that a file makes, and what is stored in their fields. An object is named by the place
// that makes it: a collection that is written out, a call of a class, a function, a class. Fields
// are names, constant keys and positions; what is stored under a key that is not constant is under
// anyField. A store ends earlier stores of the same field in the same function when it is on every
// way from them to the reader, as regions tell; a store by another function ends nothing.

namespace assay {

using ObjectId = std::uint32_t;
/// Hash of a field's name or key.
using FieldId = std::uint32_t;

inline constexpr FieldId anyField = 1;
/// Under this are collections whose entries are entries of this one: {...other}.
inline constexpr FieldId spreadField = 2;
/// Keys that are not constant: part of the whole, of no entry.
inline constexpr FieldId keyField = 3;

FieldId fieldNamed(llvm::StringRef name);

struct Object {
  enum class Kind : std::uint8_t { None, Collection, Instance, Function, Class, Continuation };

  Kind kind = Kind::None;
  /// The value that makes it: Collection, Call or Function; 0 for a class.
  ValueId site = 0;
  /// Function, Class: its own. Instance: the class, or the function that constructs.
  ScopeId scope = 0;
  /// The function that makes it.
  ScopeId maker = 0;
  /// Where it is first passed to another function of the file; 0 if it is not.
  ValueId escape = 0;
  llvm::SmallVector<FieldId, 4> fields;
};

/// A few objects that a value may be. Full sets forget the rest: `maxObjects` is what a branch or
/// a dispatch over strategies holds; more means a table of handlers.
class ObjectSet {
public:
  static constexpr unsigned maxObjects = 6;

  /// True if it was not there.
  bool insert(ObjectId id) {
    for (const ObjectId known : *this)
      if (known == id)
        return false;
    if (count_ == maxObjects)
      return false;
    ids_[count_++] = id;
    return true;
  }
  bool insert(const ObjectSet &others) {
    bool grows = false;
    for (const ObjectId id : others)
      grows |= insert(id);
    return grows;
  }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  [[nodiscard]] const ObjectId *begin() const { return ids_.data(); }
  [[nodiscard]] const ObjectId *end() const { return ids_.data() + count_; }

private:
  std::array<ObjectId, maxObjects> ids_{};
  std::uint32_t count_ = 0;
};

/// `value` is put into a field.
struct Store {
  /// 0: the field is emptied.
  ValueId value = 0;
  /// The call inside which it happens, when the store is a callee's to its receiver.
  ValueId via = 0;
  /// Behind which byte offset, 0 for what is there from the start; and who does it.
  std::uint32_t at = 0;
  RegionId region = 0;
  ScopeId function = 0;
};

class Heap {
public:
  /// Stores remembered per field: a table filled line by line stays whole, generated code does not.
  static constexpr std::size_t maxStores = 64;
  /// Fields remembered per object.
  static constexpr std::size_t maxFields = 1024;

  void start(const FactSet &facts, const Bindings &bindings);

  /// The object of a kind that is made at a site; scope and maker count for a new one only.
  ObjectId object(Object::Kind kind, ValueId site, ScopeId scope, ScopeId maker);
  /// 0 if there is none.
  [[nodiscard]] ObjectId find(Object::Kind kind, std::uint32_t siteOrScope) const {
    return bySite_.lookup(std::uint64_t{siteOrScope} << 8 | static_cast<unsigned>(kind));
  }
  [[nodiscard]] const Object &operator[](ObjectId id) const { return objects_[id]; }
  /// True if the heap did not know.
  bool store(ObjectId object, FieldId field, const Store &store);
  void escapes(ObjectId object, ValueId call);
  /// Calls `visit` for each store of the field that `reader` in `function` can see.
  void read(ObjectId object, FieldId field, ValueId reader, ScopeId function,
            llvm::function_ref<void(const Store &)> visit) const;
  [[nodiscard]] bool has(ObjectId object, FieldId field) const {
    return cells_.contains(keyOf(object, field));
  }

private:
  static std::uint64_t keyOf(ObjectId object, FieldId field) {
    return std::uint64_t{object} << 32 | field;
  }

  const FactSet *facts_ = nullptr;
  const Bindings *bindings_ = nullptr;
  std::vector<Object> objects_;
  llvm::DenseMap<std::uint64_t, ObjectId> bySite_;
  /// By place.
  llvm::DenseMap<std::uint64_t, std::vector<Store>> cells_;
};

} // namespace assay

#endif // ASSAY_ANALYZER_FLOW_HEAP_H
