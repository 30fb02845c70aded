#include "grammars/table/table_text.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cstdlib>

using namespace assay;

void assay::fail(const llvm::Twine &message) {
  llvm::errs() << message << '\n';
  std::exit(1);
}

void assay::fail(llvm::Error error) { fail(llvm::toString(std::move(error))); }

std::string assay::quoted(llvm::StringRef text) {
  std::string out = "\"";
  llvm::raw_string_ostream stream(out);
  llvm::printEscapedString(text, stream);
  stream << '"';
  // printEscapedString writes \XX in hexadecimal; C++ wants \xXX and an end to the escape.
  std::string fixed;
  for (std::size_t at = 0; at < out.size(); ++at) {
    if (out[at] == '\\' && at + 2 < out.size() && out[at + 1] != '\\')
      fixed += "\\x" + out.substr(at + 1, 2) + "\"\"", at += 2;
    else if (out[at] == '\\')
      fixed += "\\\\", ++at;
    else
      fixed += out[at];
  }
  return fixed;
}

std::string assay::truth(bool value) { return value ? "true" : "false"; }

std::string assay::read(const llvm::Twine &path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  if (!buffer)
    fail(path + ": " + buffer.getError().message());
  return (*buffer)->getBuffer().str();
}

std::string assay::identifier(llvm::StringRef name) {
  std::string text = name.str();
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

bool assay::has(const std::string &file, const std::vector<std::string> &folders) {
  return folders.size() == 1 || llvm::sys::fs::exists(file);
}
