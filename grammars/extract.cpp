#include "grammars/extract.h"
#include "grammars/fact_table.h"
#include "grammars/lowering.h"
#include <tree_sitter/api.h>

// The walk. Nodes are lowered bottom-up: when the cursor leaves a node, its children are on a
// stack, each with the value it became, and the node's rule turns them into one value or statement.
// Two things cannot wait for the way up, because what lies below needs them: the scope that a
// function or class opens, and the region that a body opens; both are opened on the way down and
// closed on the way up.
//
// Nothing is looked up twice: the rule by node kind in a table, a child's role by field and kind
// among the few rows of its parent's rule.

using namespace assay;

namespace {

/// A node on the way from the root to the cursor.
struct Frame {
  const NodeRule *rule;
  std::uint16_t symbol;
  Role role;
  /// The variant's action when it does not depend on the children.
  Action opens;
  Span span;
  std::uint32_t firstChild;
  /// State of the surroundings, restored when the node is left.
  ScopeId outerScope;
  RegionId outerRegion;
  /// The region open for children of `regionRole`.
  RegionId bodyRegion;
  Role regionRole;
  ValueId condition;
};

class Extractor {
public:
  Extractor(llvm::StringRef text, const Language &language, FactSet &facts)
      : text_(text), table_(*language.facts), facts_(facts) {}

  void run(TSNode root);

private:
  void enter(TSNode node);
  void leave();
  void walk(TSTreeCursor &cursor);
  bool descends(TSTreeCursor &cursor, TSNode node);

  const NodeRule &ruleOf(std::uint16_t symbol) const {
    return table_.rules[symbol < table_.ruleOf.size() ? table_.ruleOf[symbol] : 0];
  }
  Role roleIn(const NodeRule &rule, std::uint16_t field, std::uint16_t symbol) const;
  const Variant *choose(const Frame &frame) const;
  Lowering at(const Frame &frame);
  void add(Child child);

  void openScope(Frame &frame, ScopeKind kind);
  void openRegion(Frame &frame, RegionKind kind, Span span);
  void closeRegion(Frame &frame);
  void prepare(Frame &parent, Role role, Span span);
  void markExit(bool leavesFunction);

  Child build(const Frame &frame, const Variant *variant);
  Child buildValue(const Frame &frame, Action action);
  Child buildStatement(const Frame &frame, Action action);
  Child buildFunction(const Frame &frame, Action action);
  Child buildPass(const Frame &frame);
  void buildEach(Frame &frame);

  llvm::StringRef text_;
  const FactTable &table_;
  FactSet &facts_;
  std::vector<Frame> frames_;
  std::vector<Child> children_;
  ScopeId scope_ = 0;
  RegionId region_ = 0;
};

bool isContainer(Action action) {
  switch (action) {
  case Action::Block:
  case Action::BlockScope:
  case Action::Branch:
  case Action::Loop:
  case Action::Each:
  case Action::Try:
  case Action::Handler:
  case Action::Class:
    return true;
  default:
    return false;
  }
}

Role Extractor::roleIn(const NodeRule &rule, std::uint16_t field, std::uint16_t symbol) const {
  for (const RoleRow &row : table_.roles.slice(rule.firstRole, rule.roleCount))
    if ((row.field == field) && (row.symbol == 0 || row.symbol == symbol))
      return row.role;
  return Role::None;
}

Lowering Extractor::at(const Frame &frame) {
  return Lowering(facts_, text_, frame.span, scope_, region_,
                  llvm::MutableArrayRef(children_).drop_front(frame.firstChild));
}

const Variant *Extractor::choose(const Frame &frame) const {
  const llvm::ArrayRef<Child> children = llvm::ArrayRef(children_).drop_front(frame.firstChild);
  for (const Variant &variant :
       table_.variants.slice(frame.rule->firstVariant, frame.rule->variantCount)) {
    bool holds = true;
    for (const Requirement &wanted :
         table_.requirements.slice(variant.firstRequirement, variant.requirementCount))
      holds = holds && llvm::any_of(children, [&](const Child &child) {
                return child.symbol == wanted.symbol;
              });
    if (holds)
      return &variant;
  }
  return nullptr;
}

void Extractor::openScope(Frame &frame, ScopeKind kind) {
  Scope &scope = facts_.scopes.emplace_back();
  scope.kind = kind;
  scope.parent = frame.outerScope;
  scope.span = frame.span;
  scope_ = static_cast<ScopeId>(facts_.scopes.size() - 1);
}

void Extractor::openRegion(Frame &frame, RegionKind kind, Span span) {
  Region &region = facts_.regions.emplace_back();
  region.kind = kind;
  region.parent = region_;
  region.scope = scope_;
  region.condition = frame.condition;
  region.iterates = frame.opens == Action::Each;
  region.span = span;
  region.construct = frame.span;
  region.first = static_cast<StatementId>(facts_.statements.size());
  region.firstValue = static_cast<ValueId>(facts_.values.size());
  region_ = static_cast<RegionId>(facts_.regions.size() - 1);
  frame.bodyRegion = region_;
  if (kind == RegionKind::Body && facts_.scopes[scope_].body == 0)
    facts_.scopes[scope_].body = region_;
}

void Extractor::closeRegion(Frame &frame) {
  if (!frame.bodyRegion)
    return;
  Region &region = facts_.regions[frame.bodyRegion];
  region.last = static_cast<StatementId>(facts_.statements.size());
  region.lastValue = static_cast<ValueId>(facts_.values.size());
  if (!region.condition)
    region.condition = frame.condition;
  region_ = region.parent;
  frame.bodyRegion = 0;
}

/// Opens the region that a child in `role` runs in, unless the child before it opened it.
void Extractor::prepare(Frame &parent, Role role, Span span) {
  if (parent.bodyRegion && parent.regionRole == role) {
    facts_.regions[parent.bodyRegion].span.end = span.end;
    return;
  }
  closeRegion(parent);
  if (role != Role::Body && role != Role::Alternative)
    return;
  RegionKind kind = RegionKind::None;
  switch (parent.opens) {
  case Action::Function:
  case Action::Lambda:
    kind = RegionKind::Body;
    break;
  case Action::Branch:
    ++facts_.controlFlow;
    kind = role == Role::Body ? RegionKind::Branch : RegionKind::Else;
    break;
  case Action::Each:
    if (role == Role::Body)
      buildEach(parent);
    [[fallthrough]];
  case Action::Loop:
    ++facts_.controlFlow;
    kind = role == Role::Body ? RegionKind::Loop : RegionKind::Else;
    break;
  case Action::Try:
    kind = RegionKind::Try;
    break;
  case Action::Handler:
    ++facts_.controlFlow;
    kind = RegionKind::Handler;
    break;
  default:
    return;
  }
  openRegion(parent, kind, span);
  parent.regionRole = role;
}

/// The loop variable gets an element of what is iterated over, once per round.
void Extractor::buildEach(Frame &frame) {
  Lowering lowering = at(frame);
  const Child *target = lowering.find(Role::Target);
  const Child *iterable = lowering.find(Role::Iterable);
  if (!target || !target->value)
    return;
  const ValueId from = iterable ? iterable->value : 0;
  const ValueId element =
      from ? lowering.make(ValueKind::Index, iterable->span, {{from}, {0}}) : ValueId{0};
  lowering.assign(target->value, element, frame.span, /*declares=*/true);
  frame.condition = from;
}

/// A break, return or throw: what it leaves may end.
void Extractor::markExit(bool leavesFunction) {
  for (RegionId at = region_; at; at = facts_.regions[at].parent) {
    Region &region = facts_.regions[at];
    if (region.kind == RegionKind::Body)
      return;
    region.exits = region.exits || region.kind == RegionKind::Loop ||
                   (leavesFunction && region.kind == RegionKind::Handler);
    if (!leavesFunction && region.kind == RegionKind::Loop)
      return;
  }
}

void Extractor::enter(TSNode node) {
  const std::uint16_t symbol = ts_node_symbol(node);
  Frame frame{};
  frame.rule = &ruleOf(symbol);
  frame.symbol = symbol;
  frame.span = {ts_node_start_byte(node), ts_node_end_byte(node)};
  frame.firstChild = static_cast<std::uint32_t>(children_.size());
  frame.outerScope = scope_;
  frame.outerRegion = region_;
  frame.opens =
      frame.rule->variantCount ? table_.variants[frame.rule->firstVariant].action : Action::Pass;
  switch (frame.opens) {
  case Action::Function:
  case Action::Lambda:
    openScope(frame, ScopeKind::Function);
    break;
  case Action::Class:
    openScope(frame, ScopeKind::Class);
    break;
  case Action::BlockScope:
    openScope(frame, ScopeKind::Block);
    break;
  default:
    break;
  }
  frames_.push_back(frame);
}

void Extractor::add(Child child) {
  if (!frames_.empty()) {
    Frame &parent = frames_.back();
    if (child.role == Role::Condition) {
      parent.condition = child.value ? child.value : parent.condition;
      at(parent).evaluate(child.value, child.span);
    } else if (child.value && !child.isStatement && isContainer(parent.opens) &&
               (child.role == Role::None || child.role == Role::Body ||
                child.role == Role::Alternative)) {
      at(parent).evaluate(child.value, child.span);
    } else if (child.role == Role::Body && child.value && parent.opens == Action::Lambda) {
      Statement &statement = facts_.statements.emplace_back();
      statement = {.kind = StatementKind::Return,
                   .span = child.span,
                   .scope = scope_,
                   .region = region_,
                   .value = child.value};
    }
  }
  children_.push_back(child);
}

void Extractor::leave() {
  Frame &frame = frames_.back();
  closeRegion(frame);
  const Variant *variant = choose(frame);
  const bool splices = variant && variant->action == Action::Splice;
  Child result;
  if (!splices)
    result = build(frame, variant);
  const Frame left = frame;
  frames_.pop_back();
  scope_ = left.outerScope;
  region_ = left.outerRegion;
  if (splices) {
    for (Child &child : llvm::MutableArrayRef(children_).drop_front(left.firstChild))
      if (child.role == Role::None)
        child.role = left.role;
    return;
  }
  children_.resize(left.firstChild);
  result.role = left.role;
  result.symbol = left.symbol;
  result.span = left.span;
  add(result);
}

Child Extractor::buildPass(const Frame &frame) {
  Child result;
  llvm::SmallVector<Operand, 8> parts;
  for (const Child &child : llvm::ArrayRef(children_).drop_front(frame.firstChild)) {
    if (!child.value || child.role == Role::Ignored)
      continue;
    parts.push_back({child.value, child.name, child.spread});
    result = child;
  }
  if (parts.size() > 1) {
    result = {};
    result.value = at(frame).make(ValueKind::Unknown, frame.span, parts);
  }
  return result;
}

Child Extractor::build(const Frame &frame, const Variant *variant) {
  const Action action = variant ? variant->action : Action::Pass;
  switch (action) {
  case Action::Pass:
  case Action::Splice:
    return buildPass(frame);
  case Action::Skip:
  case Action::Block:
  case Action::BlockScope:
  case Action::Branch:
  case Action::Loop:
  case Action::Each:
  case Action::Try:
  case Action::Handler:
    if (action == Action::Each && !frame.condition) {
      // A comprehension's clause has no body of its own.
      buildEach(frames_.back());
      ++facts_.controlFlow;
    }
    return {};
  case Action::Comment:
    facts_.comments.push_back(frame.span);
    return {};
  case Action::Lower: {
    Lowering lowering = at(frame);
    variant->lower(lowering);
    return lowering.result;
  }
  case Action::Evaluate:
  case Action::Assign:
  case Action::Declare:
  case Action::Update:
  case Action::Return:
  case Action::Throw:
  case Action::Break:
  case Action::Import:
    return buildStatement(frame, action);
  case Action::Function:
  case Action::Lambda:
  case Action::Class:
    return buildFunction(frame, action);
  default:
    return buildValue(frame, action);
  }
}

/// All children that have a value, in order, whatever their role.
llvm::SmallVector<Operand, 8> allOperands(const Lowering &lowering) {
  llvm::SmallVector<Operand, 8> parts;
  for (const Child &child : lowering.children)
    if (child.value && child.role != Role::Ignored)
      parts.push_back({child.value, child.name, child.spread});
  return parts;
}

/// The name that a child in role Name spells: as is, or by its constant value.
TextId nameOf(Lowering &lowering, const Child *child) {
  if (!child)
    return 0;
  if (!child->value)
    return lowering.intern(child->span);
  const Value &value = lowering.facts.value(child->value);
  return value.kind == ValueKind::Literal || value.kind == ValueKind::Name ? value.text : 0;
}

/// The first anonymous token: an operator's spelling.
TextId operatorOf(Lowering &lowering) {
  for (const Child &child : lowering.children)
    if (!child.value && child.role == Role::None)
      return lowering.intern(child.span);
  return 0;
}

Child Extractor::buildValue(const Frame &frame, Action action) {
  Lowering lowering = at(frame);
  Child result;
  switch (action) {
  case Action::Name:
    result.value = lowering.name(lowering.intern(frame.span), frame.span);
    break;
  case Action::String:
    result.value = lowering.string(lowering.text(), frame.span);
    break;
  case Action::Number:
    result.value = lowering.make(ValueKind::Literal, frame.span, {}, lowering.intern(frame.span),
                                 ValueDetail::Number);
    break;
  case Action::True:
  case Action::False:
  case Action::Null: {
    const ValueDetail detail = action == Action::True    ? ValueDetail::True
                               : action == Action::False ? ValueDetail::False
                                                         : ValueDetail::Null;
    result.value =
        lowering.make(ValueKind::Literal, frame.span, {}, lowering.intern(frame.span), detail);
    break;
  }
  case Action::Member: {
    const Child *base = lowering.find(Role::Base);
    result.value = lowering.make(ValueKind::Member, frame.span, {{base ? base->value : 0}},
                                 nameOf(lowering, lowering.find(Role::Name)));
    break;
  }
  case Action::Index: {
    const Child *base = lowering.find(Role::Base);
    const Child *key = lowering.find(Role::Key);
    result.value = lowering.make(ValueKind::Index, frame.span,
                                 {{base ? base->value : 0}, {key ? key->value : 0}});
    break;
  }
  case Action::Call: {
    const Child *callee = lowering.find(Role::Callee);
    result.value =
        lowering.call(callee ? callee->value : 0, lowering.operands(Role::Argument), frame.span);
    break;
  }
  case Action::Named: {
    const Child *value = lowering.find(Role::Value);
    const Child *name = lowering.find(Role::Name);
    result.name = nameOf(lowering, name);
    result.value = value ? value->value : 0;
    if (!value && name)
      result.value = name->value ? name->value : lowering.name(result.name, name->span);
    // A computed key is part of the value: what flows into it flows into the map.
    if (name && name->value && !result.name)
      result.value = lowering.make(ValueKind::Unknown, frame.span, {{result.value}, {name->value}});
    break;
  }
  case Action::Spread:
    result = buildPass(frame);
    result.spread = true;
    break;
  case Action::Concat:
    result.value = lowering.make(ValueKind::Concat, frame.span, allOperands(lowering));
    break;
  case Action::Format:
    result.value = lowering.make(ValueKind::Format, frame.span, allOperands(lowering));
    break;
  case Action::List:
  case Action::Map:
    result.value = lowering.make(ValueKind::Collection, frame.span, allOperands(lowering), 0,
                                 action == Action::List ? ValueDetail::List : ValueDetail::Map);
    break;
  case Action::Choice:
    ++facts_.controlFlow;
    result.value =
        lowering.make(ValueKind::Operator, frame.span, allOperands(lowering), facts_.intern("?:"));
    break;
  case Action::Operator:
    result.value =
        lowering.make(ValueKind::Operator, frame.span, allOperands(lowering), operatorOf(lowering));
    break;
  default:
    result.value = lowering.make(ValueKind::Unknown, frame.span, allOperands(lowering));
    break;
  }
  return result;
}

Child Extractor::buildStatement(const Frame &frame, Action action) {
  Lowering lowering = at(frame);
  Child result;
  switch (action) {
  case Action::Evaluate:
    for (const Child &child : lowering.children)
      if (child.value && !child.isStatement)
        lowering.evaluate(child.value, frame.span);
    break;
  case Action::Assign:
  case Action::Declare: {
    const Child *value = lowering.find(Role::Value);
    result.value = value ? value->value : 0;
    result.isStatement = true;
    for (const Child &child : llvm::SmallVector<Child, 4>(lowering.children))
      if (child.role == Role::Target && child.value)
        lowering.assign(child.value, result.value, frame.span, action == Action::Declare);
    break;
  }
  case Action::Update: {
    const Child *target = lowering.find(Role::Target);
    const Child *value = lowering.find(Role::Value);
    const TextId spelling = operatorOf(lowering);
    if (!target || !target->value)
      break;
    const bool joins = lowering.facts.text(spelling).starts_with("+");
    result.value = lowering.make(joins ? ValueKind::Concat : ValueKind::Operator, frame.span,
                                 {{target->value}, {value ? value->value : 0}}, spelling);
    result.isStatement = true;
    lowering.assign(target->value, result.value, frame.span, /*declares=*/false);
    break;
  }
  case Action::Return:
  case Action::Throw: {
    const auto parts = allOperands(lowering);
    ValueId value = parts.size() == 1 ? parts[0].value : 0;
    if (parts.size() > 1)
      value = lowering.make(ValueKind::Unknown, frame.span, parts);
    facts_.statements.push_back(
        {.kind = action == Action::Return ? StatementKind::Return : StatementKind::Evaluate,
         .span = frame.span,
         .scope = scope_,
         .region = region_,
         .value = value});
    markExit(/*leavesFunction=*/true);
    break;
  }
  case Action::Break:
    markExit(/*leavesFunction=*/false);
    break;
  case Action::Import: {
    const Child *module = lowering.find(Role::Module);
    const Child *symbol = lowering.find(Role::Symbol);
    const Child *alias = lowering.find(Role::Alias);
    lowering.import(nameOf(lowering, module), nameOf(lowering, symbol), nameOf(lowering, alias),
                    frame.span);
    break;
  }
  default:
    break;
  }
  return result;
}

Child Extractor::buildFunction(const Frame &frame, Action action) {
  Lowering lowering = at(frame);
  const ScopeId inner = scope_;
  const TextId name = nameOf(lowering, lowering.find(Role::Name));
  Child result;
  if (action == Action::Class) {
    const auto bases = lowering.operands(Role::Base);
    facts_.scopes[inner].firstBase = static_cast<std::uint32_t>(facts_.operands.size());
    facts_.scopes[inner].baseCount = static_cast<std::uint32_t>(bases.size());
    facts_.operands.insert(facts_.operands.end(), bases.begin(), bases.end());
  } else {
    facts_.scopes[inner].firstParameter = static_cast<std::uint32_t>(facts_.parameters.size());
    for (const Child &child : lowering.children) {
      if (child.role != Role::Parameter || !child.value)
        continue;
      // A parameter with a fallback is Named: the name is the parameter, the value its fallback.
      if (child.name)
        facts_.parameters.push_back({lowering.name(child.name, child.span), child.value});
      else
        facts_.parameters.push_back({child.value, 0});
    }
    facts_.scopes[inner].parameterCount =
        static_cast<std::uint32_t>(facts_.parameters.size()) - facts_.scopes[inner].firstParameter;
  }
  facts_.scopes[inner].name = name;
  ValueId function = 0;
  if (action != Action::Class) {
    function = lowering.make(ValueKind::Function, frame.span, {});
    facts_.scopes[inner].function = function;
  }
  if (action == Action::Lambda) {
    result.value = function;
    return result;
  }
  facts_.statements.push_back({.kind = StatementKind::Define,
                               .declares = true,
                               .span = frame.span,
                               .scope = frame.outerScope,
                               .region = frame.outerRegion,
                               .target = inner,
                               .value = function,
                               .name = name});
  return result;
}

/// Lowers a node that needs no look at its children; true if they must be visited.
bool Extractor::descends(TSTreeCursor &cursor, TSNode node) {
  const std::uint16_t symbol = ts_node_symbol(node);
  const Span span{ts_node_start_byte(node), ts_node_end_byte(node)};
  Role role = Role::None;
  if (!frames_.empty()) {
    Frame &parent = frames_.back();
    if (parent.rule->roleCount) {
      const std::uint16_t field =
          parent.rule->usesFields ? ts_tree_cursor_current_field_id(&cursor) : 0;
      if (field || ts_node_is_named(node))
        role = roleIn(*parent.rule, field, symbol);
      if (role != parent.regionRole || !parent.bodyRegion)
        prepare(parent, role, span);
    }
  }
  if (symbol == static_cast<std::uint16_t>(-1))
    facts_.unparsedBytes += span.end - span.begin;

  const NodeRule &rule = ruleOf(symbol);
  const Action action =
      rule.variantCount ? table_.variants[rule.firstVariant].action : Action::Pass;
  Child child;
  child.role = role;
  child.symbol = symbol;
  child.span = span;
  if (role == Role::Ignored || action == Action::Skip) {
    children_.push_back(child);
    return false;
  }
  if (rule.leaf) {
    Lowering lowering(facts_, text_, span, scope_, region_, {});
    if (rule.leaf(lowering)) {
      child.value = lowering.result.value;
      child.name = lowering.result.name;
      add(child);
      return false;
    }
  }
  if (ts_node_child_count(node) != 0) {
    enter(node);
    frames_.back().role = role;
    return true;
  }
  if (role == Role::Name && action == Action::Name) {
    children_.push_back(child);
    return false;
  }
  if (rule.variantCount == 0) {
    if (ts_node_is_named(node) || frames_.back().rule->usesTokens)
      children_.push_back(child);
    return false;
  }
  enter(node);
  frames_.back().role = role;
  leave();
  return false;
}

void Extractor::walk(TSTreeCursor &cursor) {
  for (;;) {
    if (descends(cursor, ts_tree_cursor_current_node(&cursor))) {
      if (frames_.size() < maxSyntaxDepth && ts_tree_cursor_goto_first_child(&cursor))
        continue;
      if (frames_.size() >= maxSyntaxDepth && facts_.cut.empty())
        facts_.cut.push_back("syntax nested deeper than 2000 levels was left out");
      leave();
    }
    while (!ts_tree_cursor_goto_next_sibling(&cursor)) {
      if (!ts_tree_cursor_goto_parent(&cursor))
        return;
      leave();
    }
  }
}

void Extractor::run(TSNode root) {
  // The module's scope and body hold everything else.
  Scope &module = facts_.scopes.emplace_back();
  module.kind = ScopeKind::Module;
  scope_ = 1;
  Region &body = facts_.regions.emplace_back();
  body.kind = RegionKind::Body;
  body.scope = 1;
  region_ = 1;
  facts_.scopes[1].body = 1;
  module.span = body.span = {0, static_cast<std::uint32_t>(text_.size())};
  body.first = 1;
  TSTreeCursor cursor = ts_tree_cursor_new(root);
  walk(cursor);
  ts_tree_cursor_delete(&cursor);
  facts_.regions[1].last = static_cast<StatementId>(facts_.statements.size());
  facts_.regions[1].lastValue = static_cast<ValueId>(facts_.values.size());
}

} // namespace

void assay::extract(const SyntaxTree &tree, llvm::StringRef text, const Language &language,
                    FactSet &facts) {
  facts.clear();
  if (!tree.raw()) {
    facts.cut.push_back("the parser gave up: the text is too ambiguous or too broken");
    return;
  }
  Extractor(text, language, facts).run(ts_tree_root_node(tree.raw()));
}
