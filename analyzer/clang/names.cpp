#include "analyzer/clang/file_lowering.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

// How things are called: by the names that symbols.yaml and rules use.

using namespace assay;

/// A class of the standard library that is best known by another name: basic_string<char> is
/// std.string.
static std::string withoutBasic(const clang::NamedDecl *decl, std::string name) {
  const auto *special = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(decl);
  if (!special || !special->isInStdNamespace() || !llvm::StringRef(name).starts_with("basic_"))
    return name;
  name.erase(0, llvm::StringRef("basic_").size());
  const clang::TemplateArgumentList &arguments = special->getTemplateArgs();
  const bool isWide = arguments.size() && arguments[0].getKind() == clang::TemplateArgument::Type &&
                      arguments[0].getAsType()->isWideCharType();
  return (isWide ? "w" : "") + name;
}

/// "a.b.c": namespaces and classes around `decl`, but no function, inline or unnamed namespace.
static std::string qualifiedName(const clang::NamedDecl *decl) {
  llvm::SmallVector<std::string, 4> parts;
  if (const clang::IdentifierInfo *own = decl->getIdentifier())
    parts.push_back(withoutBasic(decl, own->getName().str()));
  for (const clang::DeclContext *at = decl->getDeclContext(); at; at = at->getParent()) {
    if (at->isFunctionOrMethod() || at->isInlineNamespace())
      continue;
    const auto *around = llvm::dyn_cast<clang::NamedDecl>(at);
    if (around && around->getIdentifier() && !llvm::isa<clang::EnumDecl>(around))
      parts.push_back(withoutBasic(around, around->getName().str()));
  }
  return llvm::join(llvm::reverse(parts), ".");
}

/// The compiler's own name of a library function means the function: __builtin_memcpy,
/// __builtin___memcpy_chk.
static llvm::StringRef withoutBuiltin(llvm::StringRef name) {
  if (!name.consume_front("__builtin_") || name == "alloca")
    return name == "alloca" ? llvm::StringRef("__builtin_alloca") : name;
  if (name.consume_front("__"))
    name.consume_back("_chk");
  return name;
}

ValueId FileLowering::path(llvm::StringRef dotted, Span at) {
  llvm::SmallVector<llvm::StringRef, 4> parts;
  dotted.split(parts, '.', -1, /*KeepEmpty=*/false);
  ValueId value = 0;
  for (llvm::StringRef part : parts)
    value = value ? low_.make(ValueKind::Member, at, {{value}}, internCopy(part))
                  : low_.name(internCopy(part), at);
  return value;
}

bool FileLowering::isHere(const clang::Decl *decl) const {
  return sources_.getFileID(sources_.getExpansionLoc(decl->getLocation())) == file_;
}

/// What a reference to `decl` is. Local variables and what this file defines are known by their
/// own name, all else by the qualified one.
ValueId FileLowering::reference(const clang::ValueDecl *decl, Span at) {
  const clang::IdentifierInfo *name = decl->getIdentifier();
  if (!name)
    return low_.make(ValueKind::Unknown, at, {});
  const clang::DeclContext *around = decl->getDeclContext();
  const bool isLocal = around->isFunctionOrMethod() || llvm::isa<clang::ParmVarDecl>(decl) ||
                       llvm::isa<clang::BindingDecl>(decl);
  if (isLocal)
    return low_.name(intern(name->getName()), at);
  const auto *function = llvm::dyn_cast<clang::FunctionDecl>(decl);
  const clang::Decl *defined = function ? function->getDefinition() : decl;
  if (defined && isHere(defined))
    return low_.name(intern(name->getName()), at);
  return path(withoutBuiltin(qualifiedName(decl)), at);
}

/// The name under which a type is written: a typedef of a library by its own name, and any other
/// type by the class that it is.
ValueId FileLowering::typeName(clang::QualType type, Span at) {
  if (const auto *alias = type->getAs<clang::TypedefType>())
    if (sources_.isInSystemHeader(alias->getDecl()->getLocation()) &&
        !llvm::isa<clang::CXXRecordDecl>(alias->getDecl()->getDeclContext()))
      return path(qualifiedName(alias->getDecl()), at);
  if (const clang::CXXRecordDecl *record = type->getAsCXXRecordDecl())
    return path(qualifiedName(record), at);
  if (const auto *special = type->getAs<clang::TemplateSpecializationType>())
    if (const clang::TemplateDecl *named = special->getTemplateName().getAsTemplateDecl())
      return path(qualifiedName(named), at);
  return 0;
}

/// What comes from a macro of a system header is known by the macro's name: PROT_EXEC, SOCK_RAW.
/// 0 if `expr` does not.
ValueId FileLowering::systemMacro(const clang::Expr *expr) {
  clang::SourceLocation at = expr->getBeginLoc();
  if (!at.isMacroID() || !sources_.isMacroBodyExpansion(at) ||
      !sources_.isInSystemHeader(sources_.getSpellingLoc(at)))
    return 0;
  // The outermost macro that a system header defines.
  for (;;) {
    const clang::SourceLocation around = sources_.getImmediateMacroCallerLoc(at);
    if (!around.isMacroID() || !sources_.isInSystemHeader(sources_.getSpellingLoc(around)))
      break;
    at = around;
  }
  const llvm::StringRef name =
      clang::Lexer::getImmediateMacroName(at, sources_, context_.getLangOpts());
  const Span span = spanOf(expr->getSourceRange());
  if (name == "NULL")
    return low_.make(ValueKind::Literal, span, {}, intern(name), ValueDetail::Null);
  if (name == "true" || name == "false")
    return low_.make(ValueKind::Literal, span, {}, intern(name),
                     name == "true" ? ValueDetail::True : ValueDetail::False);
  return low_.name(intern(name), span);
}

/// Where it stands in this file. What a macro hides stands where the macro is used.
Span FileLowering::spanOf(clang::SourceRange range) const {
  if (range.isInvalid())
    return around_;
  clang::SourceLocation begin = sources_.getFileLoc(range.getBegin());
  clang::SourceLocation end = sources_.getFileLoc(range.getEnd());
  const clang::SourceLocation last = range.getEnd();
  if (last.isMacroID() && !sources_.isMacroArgExpansion(last))
    end = sources_.getExpansionRange(last).getEnd();
  auto [beginFile, first] = sources_.getDecomposedLoc(begin);
  auto [endFile, after] = sources_.getDecomposedLoc(end);
  if (beginFile != file_ || endFile != file_ || after < first)
    return around_;
  after += clang::Lexer::MeasureTokenLength(end, sources_, context_.getLangOpts());
  return {first, std::min(after, static_cast<unsigned>(low_.source.size()))};
}

/// A class or pointer that holds text: what + joins.
bool FileLowering::isText(clang::QualType type) const {
  const clang::CXXRecordDecl *record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->getIdentifier() && record->getName().contains_insensitive("string");
}
