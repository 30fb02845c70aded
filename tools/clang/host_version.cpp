#include "tools/clang/host_version.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/StringRef.h"
#include <cstdio>
#include <unistd.h>

void assay::requireOwnHost(const char *plugin) {
  // "Debian clang version 19.1.7 (3)"
  const std::string full = clang::getClangFullVersion();
  const llvm::StringRef version = llvm::StringRef(full).split("version ").second;
  unsigned major = 0;
  if (!version.take_until([](char c) { return c == '.'; }).getAsInteger(10, major) &&
      major == CLANG_VERSION_MAJOR)
    return;
  std::fprintf(stderr,
               "%s: was built for LLVM %d and cannot be loaded into %s; use the one for it\n",
               plugin, CLANG_VERSION_MAJOR, full.c_str());
  _exit(2);
}
