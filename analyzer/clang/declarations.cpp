#include "analyzer/clang/file_lowering.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"
#include "llvm/ADT/StringExtras.h"

// What stands in a file, namespace or class, and the functions that hold the rest.

using namespace assay;

FileLowering::FileLowering(const clang::ASTContext &context, clang::FileID file,
                           llvm::StringRef text, const UnitRecorder::File *recorded, FactSet &facts)
    : context_(context), sources_(context.getSourceManager()), file_(file),
      low_(facts, text, {}, 1, 1, {}), recorded_(recorded) {
  facts.clear();
  Scope &module = facts.scopes.emplace_back();
  module.kind = ScopeKind::Module;
  const RegionId body = openRegion(facts, RegionKind::Body, 1, 0);
  module.span = facts.regions[body].span = {0, static_cast<std::uint32_t>(text.size())};
  around_ = module.span;
  if (recorded)
    facts.comments = recorded->comments;
}

void FileLowering::includesBefore(std::uint32_t offset) {
  if (!recorded_ || low_.scope != 1)
    return;
  for (; nextInclude_ < recorded_->includes.size(); ++nextInclude_) {
    const UnitRecorder::Include &include = recorded_->includes[nextInclude_];
    if (include.begin >= offset)
      return;
    low_.import(intern(include.name), 0, 0, {include.begin, include.end});
  }
}

void FileLowering::finish() {
  includesBefore(static_cast<std::uint32_t>(-1));
  closeRegion(low_.facts, 1);
}

void FileLowering::define(TextId name, ScopeId inner, ValueId value, Span span) {
  Statement &statement = low_.facts.statements.emplace_back();
  statement = {.kind = StatementKind::Define,
               .declares = true,
               .span = span,
               .scope = low_.scope,
               .region = low_.region,
               .target = inner,
               .value = value,
               .name = name};
}

/// A member is worth a note only if it is an array: that bounds its index.
void FileLowering::noteStorage(ValueId name, clang::QualType type, bool isStatic) {
  type = type.getNonReferenceType();
  if (!name || type.isNull() || type->isDependentType())
    return;
  Storage storage;
  storage.name = name;
  storage.isStatic = isStatic;
  clang::QualType element = type;
  if (const clang::ArrayType *array = context_.getAsArrayType(type)) {
    storage.kind = StorageKind::Array;
    element = array->getElementType();
    if (const auto *sized = llvm::dyn_cast<clang::ConstantArrayType>(array))
      storage.extent = low_.make(ValueKind::Literal, low_.facts.value(name).span, {},
                                 internCopy(llvm::utostr(sized->getSize().getLimitedValue())),
                                 ValueDetail::Number);
  } else if (low_.facts.value(name).kind == ValueKind::Member) {
    return;
  } else if (type->isPointerType()) {
    storage.kind = StorageKind::Pointer;
    element = type->getPointeeType();
  }
  if (!element->isIncompleteType() && !element->isDependentType() && !element->isFunctionType() &&
      !element->isUndeducedType() && !element->isSizelessType())
    storage.elementBytes = static_cast<std::uint32_t>(
        std::min<std::int64_t>(context_.getTypeSizeInChars(element).getQuantity(), UINT32_MAX));
  storage.isInteger = element->isIntegerType();
  storage.isUnsigned = element->isUnsignedIntegerOrEnumerationType();
  low_.facts.storages.push_back(storage);
}

void FileLowering::parameters(const clang::FunctionDecl *function, ScopeId scope) {
  llvm::SmallVector<Parameter, 8> found;
  for (const clang::ParmVarDecl *parameter : function->parameters()) {
    const Span at = spanOf(parameter->getSourceRange());
    const bool isFallbackKnown = parameter->hasDefaultArg() &&
                                 !parameter->hasUnparsedDefaultArg() &&
                                 !parameter->hasUninstantiatedDefaultArg();
    Parameter &added = found.emplace_back();
    added.target = low_.name(intern(parameter->getName()), at);
    noteStorage(added.target, parameter->getType(), /*isStatic=*/false);
    added.fallback = isFallbackKnown ? expression(parameter->getDefaultArg()) : 0;
    const clang::QualType type = parameter->getType();
    added.byReference = type->isReferenceType() && !type.getNonReferenceType().isConstQualified();
  }
  low_.facts.scopes[scope].firstParameter =
      static_cast<std::uint32_t>(low_.facts.parameters.size());
  low_.facts.scopes[scope].parameterCount = static_cast<std::uint32_t>(found.size());
  low_.facts.parameters.insert(low_.facts.parameters.end(), found.begin(), found.end());
}

/// The Function value of what has a body.
ValueId FileLowering::function(const clang::FunctionDecl *function, Span span) {
  const ScopeId outerScope = low_.scope;
  const RegionId outerRegion = low_.region;
  Scope &scope = low_.facts.scopes.emplace_back();
  scope.kind = ScopeKind::Function;
  scope.parent = outerScope;
  scope.span = span;
  if (const clang::IdentifierInfo *name = function->getIdentifier())
    scope.name = intern(name->getName());
  const auto inner = static_cast<ScopeId>(low_.facts.scopes.size() - 1);
  low_.scope = inner;
  parameters(function, inner);
  const RegionId body = openRegion(low_.facts, RegionKind::Body, inner, outerRegion);
  low_.facts.regions[body].span = spanOf(function->getBody()->getSourceRange());
  low_.facts.regions[body].construct = span;
  low_.region = body;
  if (const auto *constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(function))
    for (const clang::CXXCtorInitializer *initializer : constructor->inits()) {
      if (!initializer->isWritten() || !initializer->getInit())
        continue;
      const ValueId value = expression(initializer->getInit());
      if (const clang::FieldDecl *field = initializer->getAnyMember();
          field && field->getIdentifier())
        low_.assign(low_.name(intern(field->getName()), span), value, span, /*declares=*/false);
    }
  statement(function->getBody());
  closeRegion(low_.facts, body);
  low_.region = outerRegion;
  const ValueId value = low_.make(ValueKind::Function, span, {});
  low_.facts.scopes[inner].function = value;
  low_.scope = outerScope;
  return value;
}

ValueId FileLowering::lambda(const clang::LambdaExpr *expr) {
  return function(expr->getCallOperator(), spanOf(expr->getSourceRange()));
}

void FileLowering::declareFunction(const clang::FunctionDecl *decl) {
  if (!decl->doesThisDeclarationHaveABody() || decl->isDefaulted() || !decl->getBody())
    return;
  const Span span = spanOf(decl->getSourceRange());
  const ValueId value = function(decl, span);
  const ScopeId inner = low_.facts.value(value).scope;
  define(low_.facts.scopes[inner].name, inner, value, span);
}

void FileLowering::declareRecord(const clang::CXXRecordDecl *record) {
  if (!record->isThisDeclarationADefinition())
    return;
  const ScopeId outer = low_.scope;
  const Span span = spanOf(record->getSourceRange());
  llvm::SmallVector<Operand, 4> bases;
  for (const clang::CXXBaseSpecifier &base : record->bases())
    if (const ValueId name = typeName(base.getType(), span))
      bases.push_back({name});
  Scope &scope = low_.facts.scopes.emplace_back();
  scope.kind = ScopeKind::Class;
  scope.parent = outer;
  scope.span = span;
  scope.name = intern(record->getName());
  scope.firstBase = static_cast<std::uint32_t>(low_.facts.operands.size());
  scope.baseCount = static_cast<std::uint32_t>(bases.size());
  low_.facts.operands.insert(low_.facts.operands.end(), bases.begin(), bases.end());
  const auto inner = static_cast<ScopeId>(low_.facts.scopes.size() - 1);
  low_.scope = inner;
  for (const clang::Decl *member : record->decls())
    declare(member);
  low_.scope = outer;
  define(low_.facts.scopes[inner].name, inner, 0, span);
}

void FileLowering::declareVariable(const clang::VarDecl *variable) {
  const Span at = spanOf(variable->getSourceRange());
  const ValueId value = variable->getInit() ? expression(variable->getInit()) : 0;
  if (const auto *parts = llvm::dyn_cast<clang::DecompositionDecl>(variable)) {
    llvm::SmallVector<Operand, 4> names;
    for (const clang::BindingDecl *part : parts->bindings())
      names.push_back({low_.name(intern(part->getName()), at)});
    low_.assign(low_.make(ValueKind::Collection, at, names, 0, ValueDetail::List), value, at,
                /*declares=*/true);
    return;
  }
  if (!variable->getIdentifier())
    return;
  const ValueId name = low_.name(intern(variable->getName()), at);
  noteStorage(name, variable->getType(), !variable->hasLocalStorage());
  low_.assign(name, value, at, /*declares=*/true);
}

/// What a declaration declares that is a function, class or variable, template or not.
void FileLowering::declare(const clang::Decl *decl) {
  if (decl->isImplicit())
    return;
  includesBefore(spanOf(decl->getSourceRange()).begin);
  if (const auto *tmpl = llvm::dyn_cast<clang::TemplateDecl>(decl)) {
    if (const clang::NamedDecl *pattern = tmpl->getTemplatedDecl())
      declare(pattern);
  } else if (const auto *function = llvm::dyn_cast<clang::FunctionDecl>(decl)) {
    declareFunction(function);
  } else if (const auto *variable = llvm::dyn_cast<clang::VarDecl>(decl)) {
    declareVariable(variable);
  } else if (const auto *record = llvm::dyn_cast<clang::CXXRecordDecl>(decl)) {
    declareRecord(record);
  } else if (const auto *field = llvm::dyn_cast<clang::FieldDecl>(decl)) {
    if (field->hasInClassInitializer() && field->getInClassInitializer() && field->getIdentifier())
      low_.assign(low_.name(intern(field->getName()), spanOf(field->getSourceRange())),
                  expression(field->getInClassInitializer()), spanOf(field->getSourceRange()),
                  /*declares=*/true);
  } else if (const auto *friends = llvm::dyn_cast<clang::FriendDecl>(decl)) {
    if (friends->getFriendDecl())
      declare(friends->getFriendDecl());
  } else if (const auto *code = llvm::dyn_cast<clang::FileScopeAsmDecl>(decl)) {
    const Span at = spanOf(code->getSourceRange());
    low_.evaluate(low_.call(low_.name(intern("asm"), at), {{expression(code->getAsmString())}}, at),
                  at);
  }
}
