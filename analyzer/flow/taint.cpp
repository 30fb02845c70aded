#include "analyzer/flow/taint.h"
#include <algorithm>

using namespace assay;

/// Parameters beyond these share the last bit.
static constexpr unsigned maxParameterBits = 32;
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
  foreignReaches_.fill({});
  heap_.start(*facts_, resolution_->bindings());
  prepareScopes();
  prepareValues();
  prepareStatements();
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

/// Nothing ever comes into the value, nor goes on from it: a constant, the target of an assignment,
/// a name that nothing in the file defines, and what is made of such only.
bool TaintAnalysis::isInert(ValueId id, const llvm::BitVector &inert) const {
  const Value &value = facts_->value(id);
  const auto parts = facts_->operandsOf(value);
  const auto isInertPart = [&](const Operand &part) {
    return part.value < id && inert[part.value];
  };
  switch (value.kind) {
  case ValueKind::None:
  case ValueKind::Literal:
    return true;
  case ValueKind::Name:
    return resolution_->isTarget(id) ||
           (!sourceOf_[id] && !receivers_[id] && resolution_->definitionsOf(id).empty());
  case ValueKind::Member:
  case ValueKind::Index:
    return !sourceOf_[id] && (parts.empty() || isInertPart(parts[0]));
  case ValueKind::Concat:
  case ValueKind::Format:
  case ValueKind::Operator:
    return !sourceOf_[id] && llvm::all_of(parts, isInertPart);
  case ValueKind::Call:
  case ValueKind::Collection:
  case ValueKind::Function:
  case ValueKind::Unknown:
    return false;
  }
  return false;
}

void TaintAnalysis::prepareValues() {
  const std::size_t count = facts_->values.size();
  receivers_.clear();
  receivers_.resize(static_cast<unsigned>(count));
  llvm::BitVector inert(static_cast<unsigned>(count));
  inert.set(0);
  visited_.clear();
  for (ValueId id = 1; id < count; ++id) {
    const Value &value = facts_->value(id);
    if (value.kind == ValueKind::Name &&
        (isReceiverName(*language_, facts_->text(value.text)) ||
         llvm::is_contained(language_->bases, facts_->text(value.text))))
      receivers_.set(id);
    if (isInert(id, inert))
      inert.set(id);
    else
      visited_.push_back(id);
  }
}

void TaintAnalysis::prepareStatements() {
  visitedStatements_.clear();
  for (StatementId id = 1; id < facts_->statements.size(); ++id) {
    const Statement &statement = facts_->statements[id];
    const bool moves = statement.kind == StatementKind::Assign ||
                       (statement.value && (statement.kind == StatementKind::Return ||
                                            statement.kind == StatementKind::Throw));
    if (moves && !resolution_->bindings().isDead(statement.region, statement.span.begin))
      visitedStatements_.push_back(id);
  }
}

void TaintAnalysis::visitAll() {
  for (const ValueId id : visited_)
    changed_ |= visit(id);
  for (const StatementId id : visitedStatements_) {
    const Statement &statement = facts_->statements[id];
    if (statement.kind == StatementKind::Assign)
      visitAssign(statement);
    else if (statement.kind == StatementKind::Return)
      visitReturn(statement);
    else
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
  visitAllSinks();
}

void TaintAnalysis::visitAllSinks() {
  for (const ValueId id : visited_) {
    if (facts_->value(id).kind != ValueKind::Call)
      continue;
    const SymbolId callee = resolution_->calleeOf(id);
    const bool isForeign = !foreign_->namesOf(callee).empty();
    if ((resolution_->symbols()[callee].rows.empty() && !isForeign) || !runs(id))
      continue;
    visitSinks(id);
    if (isForeign)
      visitForeignSinks(id);
  }
}
