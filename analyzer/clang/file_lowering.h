#ifndef ASSAY_ANALYZER_CLANG_FILE_LOWERING_H
#define ASSAY_ANALYZER_CLANG_FILE_LOWERING_H

#include "analyzer/clang/unit.h"
#include "grammars/lowering.h"
#include "grammars/region.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/SourceManager.h"

// The lowering behind lowerUnit(); no other file includes this. declarations.cpp has what stands in
// a file or class, statements.cpp and expressions.cpp what stands in a function, names.cpp how
// things are called.

namespace assay {

/// Clang reads nesting of at most 256 brackets, but chains of operators, else-ifs and initialisers
/// are as deep as they are long. The lowering goes no deeper than this, about 1 MiB of stack.
inline constexpr unsigned maxUnitDepth = 1500;

/// Adds what stands in one file to a FactSet.
class FileLowering {
public:
  FileLowering(const clang::ASTContext &context, clang::FileID file, llvm::StringRef text,
               const UnitRecorder::File *recorded, FactSet &facts);

  /// A declaration of this file, in the order of the source.
  void declare(const clang::Decl *decl);
  void finish();

private:
  // declarations.cpp
  void includesBefore(std::uint32_t offset);
  void declareFunction(const clang::FunctionDecl *function);
  void declareRecord(const clang::CXXRecordDecl *record);
  void declareVariable(const clang::VarDecl *variable);
  void noteStorage(ValueId name, clang::QualType type, bool isStatic);
  void parameters(const clang::FunctionDecl *function, ScopeId scope);
  ValueId function(const clang::FunctionDecl *function, Span span);
  void define(TextId name, ScopeId inner, ValueId value, Span span);

  /// The syntax is nested too deeply to go on; says so once.
  [[nodiscard]] bool isTooDeep();

  // statements.cpp
  void statement(const clang::Stmt *stmt);
  void statements(const clang::Stmt *stmt);
  void evaluate(const clang::Expr *expr);
  void branch(const clang::IfStmt *stmt);
  void loop(const clang::Stmt *whole, const clang::Expr *condition, const clang::Stmt *body,
            const clang::Expr *step);
  void each(const clang::CXXForRangeStmt *stmt);
  void choose(const clang::SwitchStmt *stmt);
  void attempt(const clang::CXXTryStmt *stmt);
  void giveBack(const clang::Stmt *stmt, ValueId value, StatementKind kind);
  void leave(const clang::Stmt *stmt, Leaving leaving);
  RegionId region(RegionKind kind, const clang::Stmt *whole, const clang::Stmt *part,
                  ValueId condition);

  // expressions.cpp
  ValueId expression(const clang::Expr *expr);
  ValueId build(const clang::Expr *expr);
  ValueId buildLiteral(const clang::Expr *expr);
  ValueId buildCall(const clang::CallExpr *call);
  ValueId buildOperatorCall(const clang::CXXOperatorCallExpr *call);
  ValueId buildConstruction(const clang::CXXConstructExpr *construct);
  ValueId buildBinary(const clang::BinaryOperator *expr);
  ValueId buildUnary(const clang::UnaryOperator *expr);
  ValueId buildList(const clang::InitListExpr *list);
  ValueId buildSize(const clang::UnaryExprOrTypeTraitExpr *expr);
  ValueId buildParts(const clang::Stmt *stmt);
  ValueId buildStatements(const clang::StmtExpr *expr);
  ValueId assign(const clang::Expr *target, ValueId value, Span at);
  ValueId update(const clang::Expr *target, llvm::StringRef spelling, ValueId value, bool joins,
                 Span at);
  ValueId extraction(const clang::CXXOperatorCallExpr *call);
  llvm::SmallVector<Operand, 8> operands(llvm::iterator_range<clang::CallExpr::const_arg_iterator>);
  ValueId lambda(const clang::LambdaExpr *expr);

  // names.cpp
  ValueId reference(const clang::ValueDecl *decl, Span at);
  ValueId systemMacro(const clang::Expr *expr);
  ValueId typeName(clang::QualType type, Span at);
  ValueId path(llvm::StringRef dotted, Span at);
  [[nodiscard]] bool isHere(const clang::Decl *decl) const;
  /// Of a text that lives as long as the unit.
  TextId intern(llvm::StringRef text) { return low_.facts.intern(text); }
  TextId internCopy(llvm::StringRef text) { return intern(low_.facts.copy(text)); }

  [[nodiscard]] Span spanOf(clang::SourceRange range) const;
  [[nodiscard]] bool isText(clang::QualType type) const;

  const clang::ASTContext &context_;
  const clang::SourceManager &sources_;
  clang::FileID file_;
  Lowering low_;
  const UnitRecorder::File *recorded_;
  std::size_t nextInclude_ = 0;
  unsigned depth_ = 0;
  /// Of the statement at hand: what macros hide has this span.
  Span around_;
  /// The expression that is the statement at hand.
  const clang::Stmt *whole_ = nullptr;
};

} // namespace assay

#endif // ASSAY_ANALYZER_CLANG_FILE_LOWERING_H
