#include "analyzer/rule.h"
#include "test/fuzz/fuzz.h"
#include "tools/lsp/server.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

// What an editor, or something that plays one, sends to the language server: from the bytes of the
// stream to what each method makes of its parameters. The first line says how the rest is meant:
// "raw", as it is, or else a message a line, framed here, after one that begins the session.

using namespace assay;

static void append(std::string &stream, llvm::StringRef body) {
  stream += ("Content-Length: " + llvm::Twine(body.size()) + "\r\n\r\n" + body).str();
}

static std::string streamOf(llvm::StringRef input) {
  if (takeLine(input) == "raw")
    return input.str();
  std::string stream;
  append(stream, R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{)"
                 R"("workspace":{"diagnostics":{"refreshSupport":true}},)"
                 R"("textDocument":{"diagnostic":{}}}}})");
  while (!input.empty())
    append(stream, takeLine(input));
  append(stream, R"({"jsonrpc":"2.0","id":2,"method":"shutdown"})");
  append(stream, R"({"jsonrpc":"2.0","method":"exit"})");
  return stream;
}

void assay::fuzz(llvm::StringRef input) {
  static const RuleSet rules;
  static const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const std::string stream = streamOf(input);
  const int file = ::memfd_create("input", MFD_CLOEXEC);
  require(file >= 0 &&
              ::write(file, stream.data(), stream.size()) == static_cast<ssize_t>(stream.size()),
          "there is memory for the input");
  ::lseek(file, 0, SEEK_SET);
  const int status = serveLanguage(
      file, nowhere,
      {.rules = rules, .policy = {}, .version = "0", .sourcesBelow = [](const std::string &) {
         // No message may make the fuzzer read its machine.
         return std::vector<std::string>();
       }});
  require(status == 0 || status == 1, "the server says how it ended");
  ::close(file);
}
