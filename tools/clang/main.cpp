#include "analyzer/clang/unit.h"
#include "grammars/fact_bytes.h"
#include "tools/clang/unit_arguments.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendActions.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Support/JSON.h"
#include <cerrno>
#include <csignal>
#include <iostream>
#include <sys/resource.h>
#include <unistd.h>

// assay-clang: reads C and C++ as the compiler does, for `assay`, which judges what it gives back.
// One request a line on standard input:
//   {"file": F, "directory": D, "arguments": [...]}
// and for each, on standard output, any number of files of the unit and an end, each a line of
// JSON:
//   {"path": P, "main": true, "skipped": false, "text": SIZE, "facts": SIZE}     followed by the
//   facts, as bytes
//   {"end": true, "cxx": true, "error": MESSAGE}               no "error" if all was understood
// It runs nothing, writes no file and opens no connection. What it reads is hostile: a request that
// crashes it or takes too long is its caller's to handle.

using namespace assay;

namespace {

/// A unit that needs more is not one that people compile.
constexpr rlim_t maxWorkerBytes = rlim_t{6} << 30;

/// Sanitizers reserve more addresses than there is memory.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool limitsMemory = false;
#else
constexpr bool limitsMemory = true;
#endif

void write(llvm::StringRef bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      _exit(1); // nobody listens
    bytes = bytes.drop_front(static_cast<std::size_t>(written));
  }
}

void writeLine(llvm::json::Object line) {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << llvm::json::Value(std::move(line)) << '\n';
  write(text);
}

/// Keeps the first error, and prints none.
class FirstError : public clang::DiagnosticConsumer {
public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic &diagnostic) override {
    DiagnosticConsumer::HandleDiagnostic(level, diagnostic);
    if (level < clang::DiagnosticsEngine::Error || !message.empty())
      return;
    llvm::SmallString<128> text;
    diagnostic.FormatDiagnostic(text);
    if (diagnostic.hasSourceManager() && diagnostic.getLocation().isValid()) {
      const clang::PresumedLoc at =
          diagnostic.getSourceManager().getPresumedLoc(diagnostic.getLocation());
      message = (llvm::Twine(at.getFilename()) + ":" + llvm::Twine(at.getLine()) + ": ").str();
    }
    message += text.str();
  }

  std::string message;
};

class LowerConsumer : public clang::ASTConsumer {
public:
  explicit LowerConsumer(clang::CompilerInstance &compiler)
      : compiler_(compiler), recorder_(compiler.getPreprocessor()) {}

  /// What system headers do inside is not ours to judge.
  bool shouldSkipFunctionBody(clang::Decl *decl) override {
    return compiler_.getSourceManager().isInSystemHeader(decl->getLocation());
  }

  void HandleTranslationUnit(clang::ASTContext &context) override {
    if (compiler_.getDiagnostics().hasErrorOccurred())
      return;
    lowerUnit(context, recorder_, [](const UnitFile &file, FactSet &facts) {
      const std::string bytes = factBytes(facts);
      writeLine(llvm::json::Object{{"path", llvm::json::fixUTF8(file.path)},
                                   {"main", file.isMain},
                                   {"skipped", file.hasSkipped},
                                   {"text", static_cast<std::int64_t>(file.text.size())},
                                   {"facts", static_cast<std::int64_t>(bytes.size())}});
      write(bytes);
    });
  }

private:
  clang::CompilerInstance &compiler_;
  UnitRecorder recorder_;
};

class LowerAction : public clang::ASTFrontendAction {
public:
  explicit LowerAction(bool &isCxx) : isCxx_(isCxx) {}

  bool BeginInvocation(clang::CompilerInstance &compiler) override {
    compiler.getFrontendOpts().SkipFunctionBodies = true;
    return true;
  }

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance &compiler,
                                                        llvm::StringRef) override {
    isCxx_ = compiler.getLangOpts().CPlusPlus;
    return std::make_unique<LowerConsumer>(compiler);
  }

private:
  bool &isCxx_;
};

std::string stringIn(const llvm::json::Object &object, llvm::StringRef key) {
  return object.getString(key).value_or("").str();
}

void answer(const llvm::json::Object &request) {
  const std::string file = stringIn(request, "file");
  std::vector<std::string> given;
  if (const llvm::json::Array *arguments = request.getArray("arguments"))
    for (const llvm::json::Value &argument : *arguments)
      given.push_back(argument.getAsString().value_or("").str());
  std::vector<std::string> command{"clang", "-fsyntax-only", "-w", "-fno-color-diagnostics",
                                   "-working-directory=" + stringIn(request, "directory")};
  llvm::append_range(command, readingArguments(given));
  command.insert(command.end(), {"--", file});

  llvm::IntrusiveRefCntPtr<clang::FileManager> files(new clang::FileManager({}));
  bool isCxx = false;
  FirstError errors;
  clang::tooling::ToolInvocation invocation(command, std::make_unique<LowerAction>(isCxx),
                                            files.get());
  invocation.setDiagnosticConsumer(&errors);
  const bool isDone = invocation.run();
  if (!isDone && errors.message.empty())
    errors.message = "the compile command is not understood";
  llvm::json::Object end{{"end", true}, {"cxx", isCxx}};
  if (!errors.message.empty())
    end["error"] = llvm::json::fixUTF8(errors.message);
  writeLine(std::move(end));
}

} // namespace

int main() {
  std::signal(SIGPIPE, SIG_IGN);
  const rlimit limit{maxWorkerBytes, maxWorkerBytes};
  if (limitsMemory)
    setrlimit(RLIMIT_AS, &limit);
  for (std::string line; std::getline(std::cin, line);) {
    llvm::Expected<llvm::json::Value> request = llvm::json::parse(line);
    if (!request || !request->getAsObject()) {
      if (!request)
        llvm::consumeError(request.takeError());
      std::cerr << "assay-clang: a request is a JSON object on a line; `assay scan` makes them\n";
      return 2;
    }
    answer(*request->getAsObject());
  }
  return 0;
}
