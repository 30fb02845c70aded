#include "analyzer/clang/file_lowering.h"
#include "clang/AST/ExprConcepts.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

// What stands in a function and has a value. Conversions are the value that they convert; what has
// no meaning here is Unknown and keeps its parts.

using namespace assay;
using clang::Stmt;

/// Without what the compiler adds: conversions, temporaries, clean-ups, default arguments.
static const clang::Expr *spelt(const clang::Expr *expr) {
  for (const clang::Expr *before = nullptr; expr && expr != before;) {
    before = expr;
    expr = expr->IgnoreUnlessSpelledInSource();
    if (const auto *cast = llvm::dyn_cast<clang::ExplicitCastExpr>(expr))
      expr = cast->getSubExpr();
    else if (const auto *opaque = llvm::dyn_cast<clang::OpaqueValueExpr>(expr))
      expr = opaque->getSourceExpr() ? opaque->getSourceExpr() : expr;
    else if (const auto *list = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(expr))
      expr = list->getSubExpr();
    else if (const auto *constant = llvm::dyn_cast<clang::ConstantExpr>(expr))
      expr = constant->getSubExpr();
    else if (const auto *generic = llvm::dyn_cast<clang::GenericSelectionExpr>(expr))
      expr = generic->isResultDependent() ? expr : generic->getResultExpr();
    else if (const auto *compound = llvm::dyn_cast<clang::CompoundLiteralExpr>(expr))
      expr = compound->getInitializer();
  }
  return expr;
}

bool FileLowering::isTooDeep() {
  if (depth_ < maxUnitDepth)
    return false;
  if (low_.facts.cut.empty())
    low_.facts.cut.push_back("syntax nested deeper than 1500 levels was left out");
  return true;
}

ValueId FileLowering::expression(const clang::Expr *expr) {
  expr = spelt(expr);
  if (!expr || llvm::isa<clang::CXXDefaultArgExpr, clang::CXXDefaultInitExpr>(expr))
    return 0;
  if (isTooDeep())
    return 0;
  ++depth_;
  const ValueId value = build(expr);
  --depth_;
  return value;
}

ValueId FileLowering::buildLiteral(const clang::Expr *expr) {
  const Span at = spanOf(expr->getSourceRange());
  const auto constant = [&](ValueDetail detail, llvm::StringRef text) {
    return low_.make(ValueKind::Literal, at, {}, internCopy(text), detail);
  };
  if (const ValueId named = systemMacro(expr))
    return named;
  if (const auto *boolean = llvm::dyn_cast<clang::CXXBoolLiteralExpr>(expr))
    return boolean->getValue() ? constant(ValueDetail::True, "true")
                               : constant(ValueDetail::False, "false");
  if (llvm::isa<clang::CXXNullPtrLiteralExpr, clang::GNUNullExpr>(expr))
    return constant(ValueDetail::Null, "nullptr");
  if (const auto *character = llvm::dyn_cast<clang::CharacterLiteral>(expr)) {
    char utf8[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
    char *end = utf8;
    if (character->getValue() >= 0x80 && character->getKind() == clang::CharacterLiteralKind::Ascii)
      *end++ = static_cast<char>(character->getValue());
    else if (!llvm::ConvertCodePointToUTF8(character->getValue(), end))
      end = utf8;
    return low_.string(low_.facts.copy({utf8, static_cast<std::size_t>(end - utf8)}), at);
  }
  if (const auto *string = llvm::dyn_cast<clang::StringLiteral>(expr)) {
    std::string text;
    if (string->getCharByteWidth() == 1)
      text = string->getBytes();
    else
      for (unsigned i = 0; i < string->getLength(); ++i) {
        char utf8[UNI_MAX_UTF8_BYTES_PER_CODE_POINT];
        char *end = utf8;
        if (llvm::ConvertCodePointToUTF8(string->getCodeUnit(i), end))
          text.append(utf8, end);
      }
    return low_.string(low_.facts.copy(text), at);
  }
  // A number, as written.
  llvm::SmallString<32> buffer;
  const clang::SourceLocation written = sources_.getSpellingLoc(expr->getBeginLoc());
  return constant(ValueDetail::Number,
                  clang::Lexer::getSpelling(written, buffer, sources_, context_.getLangOpts()));
}

llvm::SmallVector<Operand, 8>
FileLowering::operands(llvm::iterator_range<clang::CallExpr::const_arg_iterator> arguments) {
  llvm::SmallVector<Operand, 8> parts;
  for (const clang::Expr *argument : arguments)
    if (!llvm::isa<clang::CXXDefaultArgExpr>(argument))
      parts.push_back({expression(argument), 0, llvm::isa<clang::PackExpansionExpr>(argument)});
  return parts;
}

/// All that is computed inside, when nothing better is known.
ValueId FileLowering::buildParts(const Stmt *stmt) {
  llvm::SmallVector<Operand, 8> parts;
  for (const Stmt *child : stmt->children()) {
    const auto *part = llvm::dyn_cast_or_null<clang::Expr>(child);
    if (const ValueId value = part ? expression(part) : 0)
      parts.push_back({value});
  }
  return low_.make(ValueKind::Unknown, spanOf(stmt->getSourceRange()), parts);
}

ValueId FileLowering::buildCall(const clang::CallExpr *call) {
  ValueId callee = expression(call->getCallee());
  // A function that a pointer is made of is the function.
  if (const auto *deref = llvm::dyn_cast<clang::UnaryOperator>(call->getCallee()->IgnoreParens());
      deref && deref->getOpcode() == clang::UO_Deref)
    callee = expression(deref->getSubExpr());
  const auto arguments = operands(call->arguments());
  const Span at = spanOf(call->getSourceRange());
  const ValueId value = low_.call(callee, arguments, at);
  const clang::FunctionDecl *called = call->getDirectCallee();
  // getline(stream, line) gives the line a value.
  if (called && called->getIdentifier() && called->getName() == "getline" &&
      called->isInStdNamespace() && arguments.size() >= 2)
    low_.assign(arguments[1].value, value, at, /*declares=*/false);
  return value;
}

/// target = value; the value is the target's.
ValueId FileLowering::assign(const clang::Expr *target, ValueId value, Span at) {
  ValueId to = expression(target);
  // *pointer and (a, b) hold what they are made of.
  for (const Value *whole = &low_.facts.value(to);
       whole->kind == ValueKind::Unknown && whole->operandCount == 1; whole = &low_.facts.value(to))
    to = low_.facts.operandsOf(*whole)[0].value;
  if (to)
    low_.assign(to, value, at, /*declares=*/false);
  return value;
}

ValueId FileLowering::update(const clang::Expr *target, llvm::StringRef spelling, ValueId value,
                             bool joins, Span at) {
  const ValueId before = expression(target);
  const ValueId after = low_.make(joins ? ValueKind::Concat : ValueKind::Operator, at,
                                  {{before}, {value}}, intern(spelling));
  return assign(target, after, at);
}

ValueId FileLowering::buildBinary(const clang::BinaryOperator *expr) {
  const Span at = spanOf(expr->getSourceRange());
  const bool isText = this->isText(expr->getType());
  if (expr->isAssignmentOp()) {
    const ValueId value = expression(expr->getRHS());
    return expr->getOpcode() == clang::BO_Assign
               ? assign(expr->getLHS(), value, at)
               : update(expr->getLHS(), expr->getOpcodeStr(), value, isText, at);
  }
  const ValueId left = expression(expr->getLHS());
  const ValueId right = expression(expr->getRHS());
  if (expr->getOpcode() == clang::BO_Comma)
    return low_.make(ValueKind::Unknown, at, {{left}, {right}});
  return low_.make(ValueKind::Operator, at, {{left}, {right}}, intern(expr->getOpcodeStr()));
}

ValueId FileLowering::buildUnary(const clang::UnaryOperator *expr) {
  const Span at = spanOf(expr->getSourceRange());
  const llvm::StringRef spelling = clang::UnaryOperator::getOpcodeStr(expr->getOpcode());
  if (expr->isIncrementDecrementOp())
    return update(expr->getSubExpr(), spelling, 0, /*joins=*/false, at);
  const ValueId of = expression(expr->getSubExpr());
  if (expr->getOpcode() == clang::UO_AddrOf && of)
    low_.facts.addresses.push_back(of);
  if (expr->getOpcode() == clang::UO_AddrOf || expr->getOpcode() == clang::UO_Extension)
    return of;
  if (expr->getOpcode() == clang::UO_Deref) {
    low_.facts.dereferences.push_back(of);
    return low_.make(ValueKind::Unknown, at, {{of}});
  }
  return low_.make(ValueKind::Operator, at, {{of}}, intern(spelling));
}

/// stream >> variable gives the variable a value.
ValueId FileLowering::extraction(const clang::CXXOperatorCallExpr *call) {
  const ValueId stream = expression(call->getArg(0));
  const Span at = spanOf(call->getSourceRange());
  assign(call->getArg(1), stream, at);
  return low_.make(ValueKind::Unknown, at, {{stream}});
}

ValueId FileLowering::buildOperatorCall(const clang::CXXOperatorCallExpr *call) {
  const Span at = spanOf(call->getSourceRange());
  const clang::OverloadedOperatorKind kind = call->getOperator();
  const llvm::StringRef spelling = clang::getOperatorSpelling(kind);
  const unsigned count = call->getNumArgs();
  const auto argument = [&](unsigned i) { return expression(call->getArg(i)); };
  const bool isStream = count == 2 && !call->getArg(0)->getType()->isScalarType();
  if (kind == clang::OO_Call)
    return low_.call(argument(0), operands(llvm::drop_begin(call->arguments())), at);
  if (kind == clang::OO_Subscript && count == 2)
    return low_.make(ValueKind::Index, at, {{argument(0)}, {argument(1)}});
  if (kind == clang::OO_Equal && count == 2)
    return assign(call->getArg(0), argument(1), at);
  if (kind == clang::OO_GreaterGreater && isStream)
    return extraction(call);
  if (call->isAssignmentOp() && count == 2)
    return update(call->getArg(0), spelling, argument(1), kind == clang::OO_PlusEqual, at);
  if ((kind == clang::OO_Arrow || kind == clang::OO_Star) && count == 1)
    return argument(0);
  llvm::SmallVector<Operand, 2> parts;
  for (unsigned i = 0; i < count; ++i)
    parts.push_back({argument(i)});
  const bool joins = kind == clang::OO_Plus && isText(call->getType());
  return low_.make(joins ? ValueKind::Concat : ValueKind::Operator, at, parts, intern(spelling));
}

/// An object of a class; a copy, a move and a conversion that nobody wrote are what they are made
/// from.
ValueId FileLowering::buildConstruction(const clang::CXXConstructExpr *construct) {
  const clang::CXXConstructorDecl *constructor = construct->getConstructor();
  const bool isCopy = constructor->isCopyOrMoveConstructor() && construct->getNumArgs() == 1;
  const bool isWritten = llvm::isa<clang::CXXTemporaryObjectExpr>(construct) ||
                         construct->getParenOrBraceRange().isValid();
  const bool isConversion = construct->getNumArgs() >= 1 && !isWritten;
  if (isCopy || isConversion)
    return expression(construct->getArg(0));
  const Span at = spanOf(construct->getSourceRange());
  llvm::SmallVector<Operand, 8> parts;
  for (const clang::Expr *argument : construct->arguments())
    if (!llvm::isa<clang::CXXDefaultArgExpr>(argument))
      parts.push_back({expression(argument)});
  return low_.call(typeName(construct->getType(), at), parts, at);
}

ValueId FileLowering::buildSize(const clang::UnaryExprOrTypeTraitExpr *expr) {
  const Span at = spanOf(expr->getSourceRange());
  clang::Expr::EvalResult size;
  if (expr->isValueDependent() || !expr->EvaluateAsInt(size, context_))
    return low_.make(ValueKind::Operator, at, {}, intern("sizeof"));
  const ValueId value =
      low_.make(ValueKind::Literal, at, {}, internCopy(llvm::toString(size.Val.getInt(), 10)),
                ValueDetail::Number);
  const clang::Expr *of = expr->isArgumentType() ? nullptr : spelt(expr->getArgumentExpr());
  const auto *variable = llvm::dyn_cast_or_null<clang::DeclRefExpr>(of);
  low_.facts.sizes.push_back(
      {value, variable ? reference(variable->getDecl(), spanOf(of->getSourceRange())) : 0,
       static_cast<std::uint32_t>(size.Val.getInt().getLimitedValue(UINT32_MAX))});
  return value;
}

/// A list, or an object whose fields have names.
ValueId FileLowering::buildList(const clang::InitListExpr *list) {
  const clang::InitListExpr *semantic = list->getSemanticForm() ? list->getSemanticForm() : list;
  const clang::RecordDecl *record = semantic->getType()->getAsRecordDecl();
  llvm::SmallVector<Operand, 8> parts;
  const auto add = [&](const clang::Expr *entry, TextId name) {
    if (entry && !llvm::isa<clang::ImplicitValueInitExpr>(entry))
      parts.push_back({expression(entry), name});
  };
  unsigned at = 0;
  if (record && !record->isUnion()) {
    for (const clang::FieldDecl *field : record->fields())
      if (!field->isUnnamedBitField() && at < semantic->getNumInits())
        add(semantic->getInit(at++),
            field->getIdentifier() ? intern(field->getIdentifier()->getName()) : 0);
  } else {
    for (const clang::Expr *entry : semantic->inits())
      add(entry, 0);
  }
  return low_.make(ValueKind::Collection, spanOf(list->getSourceRange()), parts, 0,
                   record ? ValueDetail::Map : ValueDetail::List);
}

/// ({ statements }), which what stands around may pass over.
ValueId FileLowering::buildStatements(const clang::StmtExpr *expr) {
  const RegionId outer = low_.region;
  const RegionId inner = region(RegionKind::Branch, expr, expr->getSubStmt(), 0);
  statement(expr->getSubStmt());
  closeRegion(low_.facts, inner);
  low_.region = outer;
  return low_.make(ValueKind::Unknown, spanOf(expr->getSourceRange()), {});
}

ValueId FileLowering::build(const clang::Expr *expr) {
  const Span at = spanOf(expr->getSourceRange());
  switch (expr->getStmtClass()) {
  case Stmt::IntegerLiteralClass:
  case Stmt::FloatingLiteralClass:
  case Stmt::CharacterLiteralClass:
  case Stmt::StringLiteralClass:
  case Stmt::CXXBoolLiteralExprClass:
  case Stmt::CXXNullPtrLiteralExprClass:
  case Stmt::GNUNullExprClass:
    return buildLiteral(expr);
  case Stmt::DeclRefExprClass:
    return reference(llvm::cast<clang::DeclRefExpr>(expr)->getDecl(), at);
  case Stmt::CXXThisExprClass:
    return low_.name(intern("this"), at);
  case Stmt::MemberExprClass: {
    const auto *member = llvm::cast<clang::MemberExpr>(expr);
    const clang::ValueDecl *decl = member->getMemberDecl();
    const clang::Expr *base = member->getBase()->IgnoreImpCasts();
    const auto *self = llvm::dyn_cast<clang::CXXThisExpr>(base);
    if (!decl->getIdentifier())
      return expression(base);
    const TextId name = intern(decl->getName());
    const ValueId value = self && self->isImplicit()
                              ? low_.name(name, at)
                              : low_.make(ValueKind::Member, at, {{expression(base)}}, name);
    noteStorage(value, decl->getType(), /*isStatic=*/false);
    return value;
  }
  case Stmt::CXXDependentScopeMemberExprClass: {
    const auto *member = llvm::cast<clang::CXXDependentScopeMemberExpr>(expr);
    const clang::Expr *base = member->isImplicitAccess() ? nullptr : member->getBase();
    return low_.make(ValueKind::Member, at, {{base ? expression(base) : 0}},
                     internCopy(member->getMember().getAsString()));
  }
  case Stmt::UnresolvedLookupExprClass:
  case Stmt::UnresolvedMemberExprClass: {
    const auto *overloads = llvm::cast<clang::OverloadExpr>(expr);
    const auto *member = llvm::dyn_cast<clang::UnresolvedMemberExpr>(expr);
    if (member && !member->isImplicitAccess())
      return low_.make(ValueKind::Member, at, {{expression(member->getBase())}},
                       internCopy(member->getMemberName().getAsString()));
    for (const clang::NamedDecl *decl : overloads->decls())
      if (const auto *function = decl->getUnderlyingDecl()->getAsFunction())
        return reference(function, at);
    return low_.name(internCopy(overloads->getName().getAsString()), at);
  }
  case Stmt::ArraySubscriptExprClass: {
    const auto *subscript = llvm::cast<clang::ArraySubscriptExpr>(expr);
    return low_.make(ValueKind::Index, at,
                     {{expression(subscript->getBase())}, {expression(subscript->getIdx())}});
  }
  case Stmt::CXXOperatorCallExprClass:
    return buildOperatorCall(llvm::cast<clang::CXXOperatorCallExpr>(expr));
  case Stmt::CallExprClass:
  case Stmt::CXXMemberCallExprClass:
    return buildCall(llvm::cast<clang::CallExpr>(expr));
  case Stmt::UserDefinedLiteralClass:
    return expression(llvm::cast<clang::UserDefinedLiteral>(expr)->getCookedLiteral());
  case Stmt::CXXConstructExprClass:
  case Stmt::CXXTemporaryObjectExprClass:
    return buildConstruction(llvm::cast<clang::CXXConstructExpr>(expr));
  case Stmt::CXXUnresolvedConstructExprClass: {
    const auto *construct = llvm::cast<clang::CXXUnresolvedConstructExpr>(expr);
    llvm::SmallVector<Operand, 8> parts;
    for (const clang::Expr *argument : construct->arguments())
      parts.push_back({expression(argument)});
    return low_.call(typeName(construct->getTypeAsWritten(), at), parts, at);
  }
  case Stmt::CXXNewExprClass: {
    const auto *made = llvm::cast<clang::CXXNewExpr>(expr);
    if (const clang::Expr *initializer = made->getInitializer(); initializer && !made->isArray())
      return expression(initializer);
    llvm::SmallVector<Operand, 2> parts;
    if (made->isArray() && *made->getArraySize())
      parts.push_back({expression(*made->getArraySize())});
    return low_.make(ValueKind::Unknown, at, parts);
  }
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass:
    return buildBinary(llvm::cast<clang::BinaryOperator>(expr));
  case Stmt::UnaryOperatorClass:
    return buildUnary(llvm::cast<clang::UnaryOperator>(expr));
  case Stmt::ConditionalOperatorClass:
  case Stmt::BinaryConditionalOperatorClass: {
    const auto *choice = llvm::cast<clang::AbstractConditionalOperator>(expr);
    ++low_.facts.controlFlow;
    return low_.make(ValueKind::Operator, at,
                     {{expression(choice->getCond())},
                      {expression(choice->getTrueExpr())},
                      {expression(choice->getFalseExpr())}},
                     intern("?:"));
  }
  case Stmt::UnaryExprOrTypeTraitExprClass: {
    return buildSize(llvm::cast<clang::UnaryExprOrTypeTraitExpr>(expr));
  }
  case Stmt::InitListExprClass:
    return buildList(llvm::cast<clang::InitListExpr>(expr));
  case Stmt::LambdaExprClass:
    return lambda(llvm::cast<clang::LambdaExpr>(expr));
  case Stmt::StmtExprClass:
    return buildStatements(llvm::cast<clang::StmtExpr>(expr));
  case Stmt::CXXThrowExprClass: {
    const clang::Expr *raised = llvm::cast<clang::CXXThrowExpr>(expr)->getSubExpr();
    giveBack(expr, raised ? expression(raised) : 0, StatementKind::Throw);
    return 0;
  }
  default:
    return buildParts(expr);
  }
}
