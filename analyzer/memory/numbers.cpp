#include "analyzer/memory/function_check.h"
#include "llvm/ADT/StringSwitch.h"

// What a number can be: intervals with 64 bits, and where it came from.

using namespace assay;

static Number exactly(std::int64_t value) {
  Number number;
  number.low = number.high = value;
  return number;
}

std::optional<std::int64_t> FunctionCheck::constantOf(ValueId value) const {
  const Constant &constant = resolution_.constantOf(value);
  std::int64_t number = 0;
  if (constant.detail == ValueDetail::True || constant.detail == ValueDetail::False)
    return constant.detail == ValueDetail::True;
  if (constant.detail != ValueDetail::Number || constant.text.rtrim("uUlL").getAsInteger(0, number))
    return std::nullopt;
  return number;
}

Number FunctionCheck::sizeOf(const SizeOf &size) {
  if (size.bytes)
    return exactly(size.bytes);
  Number number;
  number.isUnsigned = number.hasHigh = true;
  const PlaceId place = size.of ? placeOf(size.of) : 0;
  if (!place)
    return number;
  const Place &known = places_[place];
  if (known.storage.kind == StorageKind::Pointer)
    return exactly(8);
  if (known.storage.kind == StorageKind::Array && known.elements >= 0 && known.storage.elementBytes)
    return exactly(known.elements * known.storage.elementBytes);
  if (known.storage.kind == StorageKind::Single && known.storage.elementBytes)
    return exactly(known.storage.elementBytes);
  return number;
}

/// The end of an interval, or nothing if it does not fit.
template <typename Apply>
static bool ends(const Number &a, const Number &b, Number &result, Apply apply) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  const bool isKnown = a.low != Number::lowest && a.high != Number::highest &&
                       b.low != Number::lowest && b.high != Number::highest;
  if (!isKnown || apply(a, b, low, high))
    return false;
  result.low = low;
  result.high = high;
  return true;
}

static bool add(const Number &a, const Number &b, std::int64_t &low, std::int64_t &high) {
  return __builtin_add_overflow(a.low, b.low, &low) ||
         __builtin_add_overflow(a.high, b.high, &high);
}

static bool subtract(const Number &a, const Number &b, std::int64_t &low, std::int64_t &high) {
  return __builtin_sub_overflow(a.low, b.high, &low) ||
         __builtin_sub_overflow(a.high, b.low, &high);
}

static bool multiply(const Number &a, const Number &b, std::int64_t &low, std::int64_t &high) {
  return a.low < 0 || b.low < 0 || __builtin_mul_overflow(a.low, b.low, &low) ||
         __builtin_mul_overflow(a.high, b.high, &high);
}

/// Of a sum, difference or product, beside the interval.
static Number mixed(const Number &a, const Number &b) {
  Number both;
  both.isOutside = a.isOutside || b.isOutside;
  both.isParameter = a.isParameter || b.isParameter;
  both.mayWrap = a.mayWrap || b.mayWrap;
  both.isUnsigned = a.isUnsigned || b.isUnsigned;
  both.hasHigh = a.isBoundAbove() && b.isBoundAbove();
  both.hasLow = a.isBoundBelow() && b.isBoundBelow();
  return both;
}

static bool isOpen(const Number &number) {
  return (number.isOutside || number.isParameter) && !number.isBoundAbove();
}

static Number sum(const Number &a, const Number &b) {
  Number both = mixed(a, b);
  if (ends(a, b, both, add))
    both.hasHigh = a.hasHigh || b.hasHigh;
  both.mayWrap |= (isOpen(a) && a.isOutside) || (isOpen(b) && b.isOutside);
  const Number &text = a.measures ? a : b;
  both.measures = text.measures;
  both.countsEnd = text.countsEnd || (text.measures && (&text == &a ? b : a).low > 0) ||
                   (text.measures && !(&text == &a ? b : a).isExact());
  return both;
}

static Number product(const Number &a, const Number &b) {
  Number both = mixed(a, b);
  if (ends(a, b, both, multiply))
    both.hasHigh = a.hasHigh || b.hasHigh;
  both.factors =
      static_cast<std::uint8_t>(std::min(200, a.factors + b.factors + !a.isExact() + !b.isExact()));
  both.mayWrap |= isOpen(a) || isOpen(b);
  const Number &text = a.measures ? a : b;
  both.measures = text.measures;
  both.countsEnd = true;
  return both;
}

/// Of a rest and a mask: below the constant.
static Number below(const Number &of, std::int64_t end, bool keepsSign) {
  Number number;
  number.high = end;
  number.low = keepsSign && !of.isUnsigned && of.low < 0 ? -end : 0;
  number.hasLow = of.isBoundBelow();
  number.hasHigh = true;
  return number;
}

static Number apply(llvm::StringRef op, const Number &a, const Number &b) {
  if (op == "+" || op == "+=")
    return sum(a, b);
  if (op == "*" || op == "*=")
    return product(a, b);
  Number both = mixed(a, b);
  if (op == "-" || op == "-=") {
    if (ends(a, b, both, subtract))
      both.hasHigh = a.hasHigh || b.hasHigh;
    // sizeof text - strlen(text): not negative where people write it.
    both.hasHigh |= a.isBoundAbove();
    both.hasLow |= !both.isOutside;
    both.isUnsigned = false;
    both.measures = a.measures;
    both.countsEnd = a.countsEnd;
    return both;
  }
  if (op == "/" || op == "/=" || op == ">>" || op == ">>=") {
    const bool isShift = op.starts_with(">");
    if (b.isExact() && b.low > 0 && (!isShift || b.low < 63) && a.low != Number::lowest &&
        a.high != Number::highest) {
      const std::int64_t by = isShift ? std::int64_t{1} << b.low : b.low;
      both.low = a.low / by;
      both.high = a.high / by;
    }
    both.hasHigh |= a.isBoundAbove();
    both.hasLow |= a.isBoundBelow();
    return both;
  }
  if (op == "<<" && b.isExact() && b.low >= 0 && b.low < 63)
    return product(a, exactly(std::int64_t{1} << b.low));
  if ((op == "%" || op == "%=") && b.isExact() && b.low > 0)
    return below(a, b.low - 1, /*keepsSign=*/true);
  if ((op == "&" || op == "&=") && (a.isExact() || b.isExact()) && (a.isExact() ? a : b).low >= 0)
    return below(a, (a.isExact() ? a : b).low, /*keepsSign=*/false);
  if (op == "%" || op == "&")
    both.hasHigh = both.hasLow = true;
  return both;
}

/// Of a value whose parts are known.
Number FunctionCheck::numberOf(ValueId id, llvm::ArrayRef<Number> parts) {
  const Value &value = facts_.value(id);
  const llvm::StringRef op = facts_.text(value.text);
  Number number;
  switch (value.kind) {
  case ValueKind::Name:
  case ValueKind::Member:
  case ValueKind::Index:
  case ValueKind::Call:
    return valueState(id).number;
  case ValueKind::Concat:
    return parts.size() == 2 ? sum(parts[0], parts[1]) : number;
  case ValueKind::Unknown:
    if (parts.size() == 1 && !all_.dereferences.test(facts_.operandsOf(value)[0].value))
      return parts[0];
    return valueState(id).number;
  case ValueKind::Operator:
    break;
  default:
    return number;
  }
  if (op == "++" || op == "--") {
    number.hasLow = number.hasHigh = true;
    return number;
  }
  if (op == "?:" && parts.size() == 3)
    return join(parts[1], parts[2]);
  if (op == "-" && parts.size() == 1 && parts[0].isExact() && parts[0].low != Number::lowest)
    return exactly(-parts[0].low);
  if (parts.size() == 2)
    return apply(op, parts[0], parts[1]);
  number.hasLow = number.hasHigh = op == "!" || op == "~";
  return number;
}

Number FunctionCheck::number(ValueId root) {
  llvm::DenseMap<ValueId, Number> known;
  llvm::SmallVector<ValueId, 16> todo{root};
  for (unsigned steps = 0; !todo.empty() && steps < maxValues; ++steps) {
    const ValueId id = todo.back();
    if (known.contains(id)) {
      todo.pop_back();
      continue;
    }
    if (const auto place = assigned_.find(id); place != assigned_.end()) {
      known[id] = state_[place->second].number;
      continue;
    }
    if (const auto size = all_.sizes.find(id); size != all_.sizes.end()) {
      known[id] = sizeOf(facts_.sizes[size->second]);
      continue;
    }
    // What a variable is here is known better from the way here than from the whole file.
    const PlaceId variable = facts_.value(id).kind == ValueKind::Name ? placeOf(id) : 0;
    const auto constant = constantOf(id);
    if (constant && !(variable && places_[variable].isLocal)) {
      known[id] = exactly(*constant);
      continue;
    }
    const Value &value = facts_.value(id);
    const bool hasParts = value.kind == ValueKind::Operator || value.kind == ValueKind::Concat ||
                          value.kind == ValueKind::Unknown;
    llvm::SmallVector<Number, 4> parts;
    bool isReady = true;
    if (hasParts)
      for (const Operand &operand : facts_.operandsOf(value)) {
        if (const auto part = known.find(operand.value); part != known.end())
          parts.push_back(part->second);
        else if (operand.value) {
          todo.push_back(operand.value);
          isReady = false;
        } else
          parts.push_back({});
      }
    if (isReady)
      known[id] = numberOf(id, parts);
  }
  return known.lookup(root);
}
