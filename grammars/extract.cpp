#include "grammars/extractor.h"
#include "grammars/region.h"
#include <algorithm>

// The walk. Nodes are lowered bottom-up: when the cursor leaves a node, its children are on a
// stack, each with the value it became, and the node's rule turns them into one value or statement.
// Two things cannot wait for the way up, because what lies below needs them: the scope that a
// function or class opens, and the region that a body opens; both are opened on the way down and
// closed on the way up.
//
// Nothing is looked up twice: the rule by node kind in a table, a child's role by field and kind
// among the few rows of its parent's rule.

using namespace assay;

/// The kind of nodes that tree-sitter could not parse (ts_builtin_sym_error).
static constexpr auto errorSymbol = static_cast<std::uint16_t>(-1);

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

void Extractor::enter(const WalkNode &node, const NodeRule &rule, Role role) {
  Frame frame{};
  frame.role = role;
  frame.rule = &rule;
  frame.symbol = node.symbol;
  frame.span = node.span;
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
  case Action::Label:
    reenterRegion(facts_, region_);
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
  if (frame.opens == Action::Label)
    reenterRegion(facts_, region_);
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

Child Extractor::build(const Frame &frame, const Variant *variant) {
  const Action action = variant ? variant->action : Action::Pass;
  switch (action) {
  case Action::Pass:
  case Action::Splice:
    return buildPass(frame);
  case Action::Skip:
  case Action::Block:
  case Action::BlockScope:
  case Action::Label:
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
  case Action::Continue:
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

/// The role of the node at hand; opens the region that it runs in.
Role Extractor::takeRole(const TreeWalk &walk) {
  if (frames_.empty())
    return Role::None;
  Frame &parent = frames_.back();
  if (parent.rule->roleCount == 0)
    return Role::None;
  Role role = Role::None;
  const std::uint16_t field = parent.rule->usesFields ? walk.field() : std::uint16_t{0};
  if (field || walk.node().isNamed)
    role = roleIn(*parent.rule, field, walk.node().symbol);
  if (role != parent.regionRole || !parent.bodyRegion)
    prepare(parent, role, walk.node().span);
  return role;
}

/// Lowers a node that needs no look at its children; true if they must be visited.
bool Extractor::descends(const TreeWalk &walk) {
  const WalkNode &node = walk.node();
  Child child;
  child.symbol = node.symbol;
  child.span = node.span;
  child.role = takeRole(walk);
  if (child.symbol == errorSymbol && child.span.end > unparsedEnd_) {
    // What stands in an error that was counted does not count again.
    facts_.unparsedBytes += child.span.end - std::max(child.span.begin, unparsedEnd_);
    unparsedEnd_ = child.span.end;
  }

  const NodeRule &rule = ruleOf(child.symbol);
  const Action action =
      rule.variantCount ? table_.variants[rule.firstVariant].action : Action::Pass;
  if (child.role == Role::Ignored || action == Action::Skip) {
    children_.push_back(child);
    return false;
  }
  if (rule.leaf) {
    Lowering lowering(facts_, text_, child.span, scope_, region_, {});
    if (rule.leaf(lowering)) {
      child.value = lowering.result.value;
      child.name = lowering.result.name;
      add(child);
      return false;
    }
  }
  if (node.hasChildren) {
    enter(node, rule, child.role);
    return true;
  }
  const bool isSpelling = child.role == Role::Name && action == Action::Name;
  if (isSpelling || rule.variantCount == 0) {
    // A name that is only spelt is no value; tokens matter where a pattern asks for them.
    if (node.isNamed || (!frames_.empty() && frames_.back().rule->usesTokens))
      children_.push_back(child);
    return false;
  }
  enter(node, rule, child.role);
  leave();
  return false;
}

void Extractor::visitAll(TreeWalk &walk) {
  for (;;) {
    if (descends(walk)) {
      if (frames_.size() < maxSyntaxDepth && walk.toFirstChild())
        continue;
      if (frames_.size() >= maxSyntaxDepth && facts_.cut.empty())
        facts_.cut.push_back("syntax nested deeper than 2000 levels was left out");
      leave();
    }
    while (!walk.toNextSibling()) {
      if (!walk.toParent())
        return;
      leave();
    }
  }
}

void Extractor::run(const TSTree &tree) {
  // The module's scope and body hold everything else.
  Scope &module = facts_.scopes.emplace_back();
  module.kind = ScopeKind::Module;
  scope_ = 1;
  region_ = assay::openRegion(facts_, RegionKind::Body, scope_, 0);
  module.span = facts_.regions[region_].span = {0, static_cast<std::uint32_t>(text_.size())};
  TreeWalk walk(tree);
  visitAll(walk);
  assay::closeRegion(facts_, region_);
}

void assay::extract(const SyntaxTree &tree, llvm::StringRef text, const Language &language,
                    FactSet &facts) {
  facts.clear();
  if (!tree.raw()) {
    facts.cut.push_back("the parser gave up: the text is too ambiguous or too broken");
    return;
  }
  Extractor(text, language, facts).run(*tree.raw());
}
