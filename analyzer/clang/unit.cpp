#include "analyzer/clang/file_lowering.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Lex/PPCallbacks.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/MapVector.h"

using namespace assay;

class UnitRecorder::Callbacks : public clang::PPCallbacks {
public:
  explicit Callbacks(UnitRecorder &recorder) : recorder_(recorder) {}

  void InclusionDirective(clang::SourceLocation hash, const clang::Token &, llvm::StringRef name,
                          bool, clang::CharSourceRange range, clang::OptionalFileEntryRef,
                          llvm::StringRef, llvm::StringRef, const clang::Module *, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    const clang::SourceManager &sources = recorder_.preprocessor_.getSourceManager();
    if (sources.isInSystemHeader(hash))
      return;
    const auto [file, begin] = sources.getDecomposedExpansionLoc(hash);
    const unsigned end = sources.getDecomposedExpansionLoc(range.getEnd()).second;
    recorder_.files_[file.getHashValue()].includes.push_back({begin, end, name.str()});
  }

  void SourceRangeSkipped(clang::SourceRange range, clang::SourceLocation) override {
    const clang::SourceManager &sources = recorder_.preprocessor_.getSourceManager();
    if (!sources.isInSystemHeader(range.getBegin()))
      recorder_.files_[sources.getFileID(range.getBegin()).getHashValue()].hasSkipped = true;
  }

private:
  UnitRecorder &recorder_;
};

class UnitRecorder::Comments : public clang::CommentHandler {
public:
  explicit Comments(UnitRecorder &recorder) : recorder_(recorder) {}

  bool HandleComment(clang::Preprocessor &preprocessor, clang::SourceRange range) override {
    const clang::SourceManager &sources = preprocessor.getSourceManager();
    if (sources.isInSystemHeader(range.getBegin()))
      return false;
    const auto [file, begin] = sources.getDecomposedExpansionLoc(range.getBegin());
    const unsigned end = sources.getDecomposedExpansionLoc(range.getEnd()).second;
    recorder_.files_[file.getHashValue()].comments.push_back({begin, end});
    return false;
  }

private:
  UnitRecorder &recorder_;
};

UnitRecorder::UnitRecorder(clang::Preprocessor &preprocessor)
    : comments_(std::make_unique<Comments>(*this)), preprocessor_(preprocessor) {
  preprocessor.addPPCallbacks(std::make_unique<Callbacks>(*this));
  preprocessor.addCommentHandler(comments_.get());
}

UnitRecorder::~UnitRecorder() = default;

const UnitRecorder::File *UnitRecorder::find(clang::FileID file) const {
  const auto found = files_.find(file.getHashValue());
  return found == files_.end() ? nullptr : &found->second;
}

namespace {

using Declarations = llvm::MapVector<clang::FileID, std::vector<const clang::Decl *>>;

/// The declarations of each of the developer's own files, in the order of the source. Namespaces
/// and extern "C" hold no meaning of their own.
Declarations declarationsByFile(clang::ASTContext &context) {
  const clang::SourceManager &sources = context.getSourceManager();
  Declarations found;
  found[sources.getMainFileID()];
  std::vector<const clang::Decl *> todo{context.getTranslationUnitDecl()};
  while (!todo.empty()) {
    const clang::Decl *decl = todo.back();
    todo.pop_back();
    if (const clang::SourceLocation at = decl->getLocation();
        at.isValid() && sources.isInSystemHeader(sources.getExpansionLoc(at)))
      continue;
    if (llvm::isa<clang::TranslationUnitDecl, clang::NamespaceDecl, clang::LinkageSpecDecl,
                  clang::ExportDecl>(decl)) {
      const std::size_t before = todo.size();
      for (const clang::Decl *inner : llvm::cast<clang::DeclContext>(decl)->decls())
        todo.push_back(inner);
      std::reverse(todo.begin() + static_cast<std::ptrdiff_t>(before), todo.end());
      continue;
    }
    if (decl->getLocation().isValid())
      found[sources.getFileID(sources.getExpansionLoc(decl->getLocation()))].push_back(decl);
  }
  return found;
}

} // namespace

void assay::lowerUnit(clang::ASTContext &context, const UnitRecorder &recorder,
                      llvm::function_ref<void(const UnitFile &, FactSet &)> judge) {
  const clang::SourceManager &sources = context.getSourceManager();
  FactSet facts;
  for (const auto &[file, declarations] : declarationsByFile(context)) {
    const clang::OptionalFileEntryRef entry = sources.getFileEntryRefForID(file);
    const std::optional<llvm::StringRef> text = sources.getBufferDataOrNone(file);
    if (!entry || !text)
      continue;
    FileLowering lowering(context, file, *text, recorder.find(file), facts);
    for (const clang::Decl *decl : declarations)
      lowering.declare(decl);
    lowering.finish();
    const UnitRecorder::File *recorded = recorder.find(file);
    judge({entry->getName(), *text, file, recorded && recorded->hasSkipped,
           file == sources.getMainFileID()},
          facts);
  }
}
