#include "tools/clang/unit_arguments.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using namespace assay;

/// Options whose value is joined, or is the next argument.
static constexpr llvm::StringLiteral withValue[] = {
    "-I",       "-D", "-U",        "-isystem", "-iquote",  "-idirafter",  "-include",
    "-imacros", "-x", "-isysroot", "-target",  "-iprefix", "-iwithprefix"};
/// Options that are whole by themselves, or up to their value.
static constexpr llvm::StringLiteral whole[] = {"-std=",
                                                "--std=",
                                                "-ansi",
                                                "-nostdinc",
                                                "-nostdinc++",
                                                "-stdlib=",
                                                "--sysroot=",
                                                "--target=",
                                                "-m32",
                                                "-m64",
                                                "-march=",
                                                "-mcpu=",
                                                "-mavx",
                                                "-msse",
                                                "-pthread",
                                                "-fopenmp",
                                                "-fexceptions",
                                                "-fno-exceptions",
                                                "-frtti",
                                                "-fno-rtti",
                                                "-fms-extensions",
                                                "-fshort-enums",
                                                "-fshort-wchar",
                                                "-fsigned-char",
                                                "-funsigned-char",
                                                "-fgnu89-inline",
                                                "-fpermissive",
                                                "-fcoroutines",
                                                "-fconcepts",
                                                "-fPIC",
                                                "-fPIE",
                                                "-fno-builtin",
                                                "-ffreestanding",
                                                "-O0",
                                                "-O1",
                                                "-O2",
                                                "-O3",
                                                "-Os",
                                                "-Og"};

std::vector<std::string> assay::readingArguments(llvm::ArrayRef<std::string> command) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const llvm::StringRef argument = command[i];
    const auto *option =
        llvm::find_if(withValue, [&](llvm::StringRef name) { return argument.starts_with(name); });
    if (option != std::end(withValue)) {
      kept.push_back(argument.str());
      if (argument == *option && ++i < command.size())
        kept.push_back(command[i]);
    } else if (llvm::any_of(whole, [&](llvm::StringRef name) {
                 return argument == name || (name.ends_with("=") && argument.starts_with(name)) ||
                        (name.starts_with("-m") && argument.starts_with(name));
               })) {
      kept.push_back(argument.str());
    }
  }
  return kept;
}
