#include "analyzer/clang/file_lowering.h"
#include "clang/AST/Stmt.h"

// What stands in a function and runs: regions, loops, jumps.

using namespace assay;
using clang::Stmt;

RegionId FileLowering::region(RegionKind kind, const Stmt *whole, const Stmt *part,
                              ValueId condition) {
  const RegionId id = openRegion(low_.facts, kind, low_.scope, low_.region);
  Region &opened = low_.facts.regions[id];
  opened.condition = condition;
  opened.span = part ? spanOf(part->getSourceRange()) : around_;
  opened.construct = spanOf(whole->getSourceRange());
  if (kind == RegionKind::Branch || kind == RegionKind::Loop || kind == RegionKind::Handler)
    ++low_.facts.controlFlow;
  low_.region = id;
  return id;
}

void FileLowering::giveBack(const Stmt *stmt, ValueId value, StatementKind kind) {
  Statement &added = low_.facts.statements.emplace_back();
  added = {.kind = kind,
           .span = spanOf(stmt->getSourceRange()),
           .scope = low_.scope,
           .region = low_.region,
           .value = value};
  leave(stmt, Leaving::Function);
}

/// A throw may be one of the values that an expression chooses from.
void FileLowering::leave(const Stmt *stmt, Leaving leaving) {
  const bool runsAlways = !llvm::isa<clang::Expr>(stmt) || stmt == whole_;
  leaveRegion(low_.facts, low_.region, leaving, spanOf(stmt->getSourceRange()).end, runsAlways);
}

/// An assignment is a statement of its own already.
static bool isAssignment(const clang::Expr *expr) {
  if (const auto *binary = llvm::dyn_cast<clang::BinaryOperator>(expr))
    return binary->isAssignmentOp();
  if (const auto *unary = llvm::dyn_cast<clang::UnaryOperator>(expr))
    return unary->isIncrementDecrementOp();
  const auto *call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expr);
  return call && call->isAssignmentOp();
}

void FileLowering::evaluate(const clang::Expr *expr) {
  whole_ = expr->IgnoreUnlessSpelledInSource();
  const bool isDone = isAssignment(llvm::cast<clang::Expr>(whole_));
  const Span at = spanOf(expr->getSourceRange());
  const ValueId value = expression(expr);
  if (!isDone)
    low_.evaluate(value, at);
}

void FileLowering::statements(const Stmt *stmt) {
  const ScopeId outer = low_.scope;
  Scope &scope = low_.facts.scopes.emplace_back();
  scope.kind = ScopeKind::Block;
  scope.parent = outer;
  scope.span = spanOf(stmt->getSourceRange());
  low_.scope = static_cast<ScopeId>(low_.facts.scopes.size() - 1);
  for (const Stmt *child : stmt->children())
    if (child)
      statement(child);
  low_.scope = outer;
}

void FileLowering::branch(const clang::IfStmt *stmt) {
  if (stmt->getInit())
    statement(stmt->getInit());
  if (const clang::VarDecl *variable = stmt->getConditionVariable())
    declareVariable(variable);
  const RegionId outer = low_.region;
  const ValueId condition = stmt->getCond() ? expression(stmt->getCond()) : 0;
  low_.evaluate(condition, around_);
  const RegionId then = region(RegionKind::Branch, stmt, stmt->getThen(), condition);
  statement(stmt->getThen());
  closeRegion(low_.facts, then);
  low_.region = outer;
  if (!stmt->getElse())
    return;
  const RegionId otherwise = region(RegionKind::Else, stmt, stmt->getElse(), condition);
  statement(stmt->getElse());
  closeRegion(low_.facts, otherwise);
  low_.region = outer;
}

void FileLowering::loop(const Stmt *whole, const clang::Expr *condition, const Stmt *body,
                        const clang::Expr *step) {
  const RegionId outer = low_.region;
  const bool testsFirst = !llvm::isa<clang::DoStmt>(whole);
  ValueId tested = testsFirst && condition ? expression(condition) : 0;
  low_.evaluate(tested, around_);
  const RegionId id = region(RegionKind::Loop, whole, body, tested);
  statement(body);
  if (step)
    evaluate(step);
  closeRegion(low_.facts, id);
  low_.region = outer;
  if (testsFirst || !condition)
    return;
  tested = expression(condition);
  low_.evaluate(tested, around_);
  low_.facts.regions[id].condition = tested;
}

void FileLowering::each(const clang::CXXForRangeStmt *stmt) {
  if (stmt->getInit())
    statement(stmt->getInit());
  const RegionId outer = low_.region;
  const Span at = spanOf(stmt->getRangeInit()->getSourceRange());
  const ValueId from = expression(stmt->getRangeInit());
  const ValueId element = low_.make(ValueKind::Index, at, {{from}, {0}});
  const clang::VarDecl *variable = stmt->getLoopVariable();
  const Span named = spanOf(variable->getSourceRange());
  if (const auto *parts = llvm::dyn_cast<clang::DecompositionDecl>(variable)) {
    for (const clang::BindingDecl *part : parts->bindings())
      low_.assign(low_.name(intern(part->getName()), named), element, named, /*declares=*/true);
  } else if (variable->getIdentifier()) {
    low_.assign(low_.name(intern(variable->getName()), named), element, named, /*declares=*/true);
  }
  const RegionId id = region(RegionKind::Loop, stmt, stmt->getBody(), from);
  low_.facts.regions[id].iterates = true;
  statement(stmt->getBody());
  closeRegion(low_.facts, id);
  low_.region = outer;
}

/// Each case is a branch: what stands between two labels.
void FileLowering::choose(const clang::SwitchStmt *stmt) {
  if (stmt->getInit())
    statement(stmt->getInit());
  if (const clang::VarDecl *variable = stmt->getConditionVariable())
    declareVariable(variable);
  low_.evaluate(expression(stmt->getCond()), around_);
  const RegionId outer = low_.region;
  const auto *body = llvm::dyn_cast<clang::CompoundStmt>(stmt->getBody());
  if (!body) {
    const RegionId only = region(RegionKind::Branch, stmt, stmt->getBody(), 0);
    statement(stmt->getBody());
    closeRegion(low_.facts, only);
    low_.region = outer;
    return;
  }
  RegionId open = 0;
  for (const Stmt *child : body->body()) {
    if (llvm::isa<clang::SwitchCase>(child)) {
      if (open)
        closeRegion(low_.facts, open);
      low_.region = outer;
      open = region(RegionKind::Branch, stmt, child, 0);
    }
    statement(child);
    if (open)
      low_.facts.regions[open].span.end = spanOf(child->getSourceRange()).end;
  }
  if (open)
    closeRegion(low_.facts, open);
  low_.region = outer;
}

void FileLowering::attempt(const clang::CXXTryStmt *stmt) {
  const RegionId outer = low_.region;
  const RegionId tried = region(RegionKind::Try, stmt, stmt->getTryBlock(), 0);
  statement(stmt->getTryBlock());
  closeRegion(low_.facts, tried);
  low_.region = outer;
  for (unsigned i = 0; i < stmt->getNumHandlers(); ++i) {
    const clang::CXXCatchStmt *handler = stmt->getHandler(i);
    const Span at = spanOf(handler->getSourceRange());
    const ValueId type = handler->getExceptionDecl()
                             ? typeName(handler->getCaughtType().getNonReferenceType(), at)
                             : 0;
    const RegionId id = region(RegionKind::Handler, handler, handler->getHandlerBlock(), type);
    const ValueId caught = low_.make(ValueKind::Unknown, at, {});
    low_.facts.regions[id].caught = caught;
    if (const clang::VarDecl *named = handler->getExceptionDecl(); named && named->getIdentifier())
      low_.assign(low_.name(intern(named->getName()), at), caught, at, /*declares=*/true);
    statement(handler->getHandlerBlock());
    closeRegion(low_.facts, id);
    low_.region = outer;
  }
}

void FileLowering::statement(const Stmt *stmt) {
  if (!stmt || isTooDeep())
    return;
  ++depth_;
  const Span outside = around_;
  around_ = spanOf(stmt->getSourceRange());
  switch (stmt->getStmtClass()) {
  case Stmt::CompoundStmtClass:
    statements(stmt);
    break;
  case Stmt::DeclStmtClass:
    for (const clang::Decl *decl : llvm::cast<clang::DeclStmt>(stmt)->decls())
      declare(decl);
    break;
  case Stmt::IfStmtClass:
    branch(llvm::cast<clang::IfStmt>(stmt));
    break;
  case Stmt::WhileStmtClass: {
    const auto *loop = llvm::cast<clang::WhileStmt>(stmt);
    if (const clang::VarDecl *variable = loop->getConditionVariable())
      declareVariable(variable);
    this->loop(stmt, loop->getCond(), loop->getBody(), nullptr);
    break;
  }
  case Stmt::DoStmtClass: {
    const auto *loop = llvm::cast<clang::DoStmt>(stmt);
    this->loop(stmt, loop->getCond(), loop->getBody(), nullptr);
    break;
  }
  case Stmt::ForStmtClass: {
    const auto *loop = llvm::cast<clang::ForStmt>(stmt);
    statement(loop->getInit());
    this->loop(stmt, loop->getCond(), loop->getBody(), loop->getInc());
    break;
  }
  case Stmt::CXXForRangeStmtClass:
    each(llvm::cast<clang::CXXForRangeStmt>(stmt));
    break;
  case Stmt::SwitchStmtClass:
    choose(llvm::cast<clang::SwitchStmt>(stmt));
    break;
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass:
    // A jump comes here, wherever in the switch it stands.
    reenterRegion(low_.facts, low_.region);
    statement(llvm::cast<clang::SwitchCase>(stmt)->getSubStmt());
    break;
  case Stmt::LabelStmtClass:
    reenterRegion(low_.facts, low_.region);
    statement(llvm::cast<clang::LabelStmt>(stmt)->getSubStmt());
    reenterRegion(low_.facts, low_.region);
    break;
  case Stmt::AttributedStmtClass:
    statement(llvm::cast<clang::AttributedStmt>(stmt)->getSubStmt());
    break;
  case Stmt::CXXTryStmtClass:
    attempt(llvm::cast<clang::CXXTryStmt>(stmt));
    break;
  case Stmt::ReturnStmtClass: {
    const clang::Expr *value = llvm::cast<clang::ReturnStmt>(stmt)->getRetValue();
    giveBack(stmt, value ? expression(value) : 0, StatementKind::Return);
    break;
  }
  case Stmt::CoreturnStmtClass: {
    const clang::Expr *value = llvm::cast<clang::CoreturnStmt>(stmt)->getOperand();
    giveBack(stmt, value ? expression(value) : 0, StatementKind::Return);
    break;
  }
  case Stmt::BreakStmtClass:
  case Stmt::GotoStmtClass:
  case Stmt::IndirectGotoStmtClass:
    leave(stmt, Leaving::Break);
    break;
  case Stmt::ContinueStmtClass:
    leave(stmt, Leaving::Continue);
    break;
  case Stmt::GCCAsmStmtClass: {
    const clang::StringLiteral *code = llvm::cast<clang::GCCAsmStmt>(stmt)->getAsmString();
    low_.evaluate(low_.call(low_.name(intern("asm"), around_), {{expression(code)}}, around_),
                  around_);
    break;
  }
  default:
    if (const auto *value = llvm::dyn_cast<clang::Expr>(stmt))
      evaluate(value);
    else
      for (const Stmt *child : stmt->children())
        statement(child);
    break;
  }
  around_ = outside;
  --depth_;
}
