#include "analyzer/clang/judge_unit.h"
#include "grammars/source_file.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace assay;

void assay::judgeUnit(
    clang::ASTContext &context, const UnitRecorder &recorder, Assessor &assessor,
    llvm::function_ref<void(clang::FileID, const SourceFile *, llvm::Expected<Assessment>)>
        report) {
  const Language &language = *findLanguage(context.getLangOpts().CPlusPlus ? "cpp" : "c");
  lowerUnit(context, recorder, [&](const UnitFile &file, FactSet &facts) {
    auto source = SourceFile::fromText(file.path, file.text);
    if (source)
      report(file.id, &*source, assessor.assess(*source, language, facts));
    else
      report(file.id, nullptr, source.takeError());
  });
}

clang::SourceLocation assay::locationOf(const clang::ASTContext &context, clang::FileID file,
                                        Position position) {
  return context.getSourceManager().translateLineCol(file, position.line, position.column);
}
