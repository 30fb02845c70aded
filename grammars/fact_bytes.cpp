#include "grammars/fact_bytes.h"
#include "llvm/Support/Errc.h"
#include <cstring>
#include <type_traits>

using namespace assay;

namespace {

/// Each list as its length and its elements; texts as lengths and then their bytes.
class Writer {
public:
  template <typename T> void list(const std::vector<T> &elements) {
    static_assert(std::is_trivially_copyable_v<T>);
    number(elements.size());
    out_.append(reinterpret_cast<const char *>(elements.data()), elements.size() * sizeof(T));
  }

  void texts(const std::vector<llvm::StringRef> &texts) {
    number(texts.size());
    for (llvm::StringRef text : texts) {
      number(text.size());
      out_.append(text.begin(), text.end());
    }
  }

  void number(std::uint64_t value) {
    out_.append(reinterpret_cast<const char *>(&value), sizeof value);
  }

  std::string take() { return std::move(out_); }

private:
  std::string out_;
};

class Reader {
public:
  explicit Reader(llvm::StringRef bytes) : rest_(bytes) {}

  template <typename T> void list(std::vector<T> &elements) {
    const std::uint64_t count = number();
    if (count > rest_.size() / sizeof(T)) {
      isWhole_ = false;
      return;
    }
    elements.resize(count);
    if (count)
      std::memcpy(static_cast<void *>(elements.data()), rest_.data(), count * sizeof(T));
    rest_ = rest_.drop_front(count * sizeof(T));
  }

  void texts(std::vector<llvm::StringRef> &texts) {
    const std::uint64_t count = number();
    if (count > rest_.size() / sizeof(std::uint64_t)) {
      isWhole_ = false;
      return;
    }
    texts.resize(count);
    for (llvm::StringRef &text : texts) {
      const std::uint64_t size = number();
      isWhole_ = isWhole_ && size <= rest_.size();
      text = rest_.take_front(isWhole_ ? size : 0);
      rest_ = rest_.drop_front(text.size());
    }
  }

  std::uint64_t number() {
    std::uint64_t value = 0;
    if (rest_.size() < sizeof value) {
      isWhole_ = false;
      return 0;
    }
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.drop_front(sizeof value);
    return value;
  }

  [[nodiscard]] bool isDone() const { return isWhole_ && rest_.empty(); }

private:
  llvm::StringRef rest_;
  bool isWhole_ = true;
};

/// Whether every id points at something; see readFacts.
class Check {
public:
  Check(const FactSet &facts, std::uint32_t textSize) : facts_(facts), textSize_(textSize) {}

  [[nodiscard]] bool holds() const {
    return !facts_.values.empty() && !facts_.statements.empty() && facts_.regions.size() > 1 &&
           facts_.scopes.size() > 1 && !facts_.texts.empty() && facts_.texts[0].empty() &&
           eachHolds(facts_.values) && eachHolds(facts_.statements) && eachHolds(facts_.regions) &&
           eachHolds(facts_.scopes) && eachHolds(facts_.parameters) && eachHolds(facts_.operands) &&
           eachHolds(facts_.mixins) && eachHolds(facts_.storages) && eachHolds(facts_.sizes) &&
           eachHolds(facts_.dereferences) && eachHolds(facts_.addresses) &&
           eachHolds(facts_.comments);
  }

private:
  template <typename T> [[nodiscard]] bool eachHolds(const std::vector<T> &list) const {
    for (std::size_t id = 0; id < list.size(); ++id)
      if (!isSound(list[id], id))
        return false;
    return true;
  }
  [[nodiscard]] bool isValue(ValueId id) const { return id < facts_.values.size(); }
  [[nodiscard]] bool isText(TextId id) const { return id < facts_.texts.size(); }
  [[nodiscard]] bool isScope(ScopeId id) const { return id < facts_.scopes.size(); }
  [[nodiscard]] bool isSpan(Span span) const {
    return span.begin <= span.end && span.end <= textSize_;
  }
  static bool isRange(std::uint64_t first, std::uint64_t count, std::size_t size) {
    return first <= size && count <= size - first;
  }

  /// The byte of a bool may be anything.
  static bool isFlag(const bool &flag) {
    unsigned char byte = 0;
    std::memcpy(&byte, &flag, 1);
    return byte <= 1;
  }

  [[nodiscard]] bool isSound(const Value &value, std::size_t id) const {
    if (value.kind > ValueKind::Unknown || value.detail > ValueDetail::Map || !isSpan(value.span) ||
        !isText(value.text) || !isScope(value.scope) ||
        !isRange(value.firstOperand, value.operandCount, facts_.operands.size()))
      return false;
    for (const Operand &operand : facts_.operandsOf(value))
      if (operand.value >= std::max<std::size_t>(id, 1))
        return false;
    return true;
  }
  [[nodiscard]] bool isSound(const Operand &operand, std::size_t) const {
    return isValue(operand.value) && isText(operand.name) && isFlag(operand.spread);
  }
  [[nodiscard]] bool isSound(const Statement &statement, std::size_t) const {
    const bool isTarget = statement.kind == StatementKind::Define ? isScope(statement.target)
                                                                  : isValue(statement.target);
    return statement.kind <= StatementKind::Unparsed && isTarget && isSpan(statement.span) &&
           isScope(statement.scope) && statement.region < facts_.regions.size() &&
           isValue(statement.value) && isText(statement.name) && isText(statement.module) &&
           isText(statement.symbol) && isFlag(statement.declares);
  }
  [[nodiscard]] bool isSound(const Region &region, std::size_t id) const {
    return region.kind <= RegionKind::Handler && region.leaving <= Leaving::Function &&
           region.parent < std::max<std::size_t>(id, 1) && isScope(region.scope) &&
           isValue(region.condition) && isValue(region.caught) && isSpan(region.span) &&
           isSpan(region.construct) && region.first <= region.last &&
           region.last <= facts_.statements.size() && region.firstValue <= region.lastValue &&
           region.lastValue <= facts_.values.size() && isFlag(region.iterates) &&
           isFlag(region.exits);
  }
  [[nodiscard]] bool isSound(const Scope &scope, std::size_t id) const {
    return scope.kind <= ScopeKind::Block && scope.parent < std::max<std::size_t>(id, 1) &&
           isText(scope.name) && isSpan(scope.span) && isValue(scope.function) &&
           scope.body < facts_.regions.size() &&
           isRange(scope.firstParameter, scope.parameterCount, facts_.parameters.size()) &&
           isRange(scope.firstBase, scope.baseCount, facts_.operands.size());
  }
  [[nodiscard]] bool isSound(const Parameter &parameter, std::size_t) const {
    return isValue(parameter.target) && isValue(parameter.fallback) &&
           isFlag(parameter.byReference);
  }
  [[nodiscard]] bool isSound(const std::pair<ScopeId, ValueId> &mixin, std::size_t) const {
    return isScope(mixin.first) && isValue(mixin.second);
  }
  [[nodiscard]] bool isSound(const Storage &storage, std::size_t) const {
    return isValue(storage.name) && isValue(storage.extent) && storage.kind <= StorageKind::Array &&
           isFlag(storage.isUnsigned) && isFlag(storage.isInteger) && isFlag(storage.isStatic);
  }
  [[nodiscard]] bool isSound(const SizeOf &size, std::size_t) const {
    return isValue(size.value) && isValue(size.of);
  }
  [[nodiscard]] bool isSound(ValueId value, std::size_t) const { return isValue(value); }
  [[nodiscard]] bool isSound(const Span &span, std::size_t) const { return isSpan(span); }

  const FactSet &facts_;
  std::uint32_t textSize_;
};

/// std::pair is not trivially copyable.
struct Mixin {
  ScopeId scope;
  ValueId base;
};

} // namespace

std::string assay::factBytes(const FactSet &facts) {
  Writer out;
  out.list(facts.values);
  out.list(facts.operands);
  out.list(facts.statements);
  out.list(facts.regions);
  out.list(facts.scopes);
  out.list(facts.parameters);
  std::vector<Mixin> mixins;
  for (const auto &[scope, base] : facts.mixins)
    mixins.push_back({scope, base});
  out.list(mixins);
  out.list(facts.storages);
  out.list(facts.sizes);
  out.list(facts.dereferences);
  out.list(facts.addresses);
  out.list(facts.comments);
  out.texts(facts.texts);
  out.texts(facts.cut);
  out.number(facts.controlFlow);
  out.number(facts.unparsedBytes);
  return out.take();
}

llvm::Error assay::readFacts(llvm::StringRef bytes, std::uint32_t textSize, FactSet &facts) {
  facts.clear();
  Reader in(bytes);
  in.list(facts.values);
  in.list(facts.operands);
  in.list(facts.statements);
  in.list(facts.regions);
  in.list(facts.scopes);
  in.list(facts.parameters);
  std::vector<Mixin> mixins;
  in.list(mixins);
  for (const Mixin &mixin : mixins)
    facts.mixins.emplace_back(mixin.scope, mixin.base);
  in.list(facts.storages);
  in.list(facts.sizes);
  in.list(facts.dereferences);
  in.list(facts.addresses);
  in.list(facts.comments);
  std::vector<llvm::StringRef> texts;
  in.texts(texts);
  facts.setTexts(std::move(texts));
  in.texts(facts.cut);
  facts.controlFlow = static_cast<std::uint32_t>(in.number());
  facts.unparsedBytes = static_cast<std::uint32_t>(in.number());
  if (in.isDone() && Check(facts, textSize).holds())
    return llvm::Error::success();
  facts.clear();
  return llvm::createStringError(llvm::errc::illegal_byte_sequence, "the facts are broken");
}
