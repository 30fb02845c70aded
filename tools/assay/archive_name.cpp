#include "tools/assay/archive_name.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

std::string assay::plainName(llvm::StringRef name) {
  std::string plain = name.starts_with("/") ? "/" : "";
  for (llvm::StringRef rest = name; !rest.empty();) {
    const auto [part, after] = rest.split('/');
    rest = after;
    if (part.empty() || part == ".")
      continue;
    if (!plain.empty() && plain.back() != '/')
      plain += '/';
    plain += part;
  }
  return plain;
}

std::string assay::followedFrom(llvm::StringRef link, llvm::StringRef target) {
  llvm::SmallVector<llvm::StringRef> parts;
  if (!target.starts_with("/"))
    link.take_front(link.rfind('/') + 1).split(parts, '/', -1, /*KeepEmpty=*/false);
  for (llvm::StringRef rest = target; !rest.empty();) {
    const auto [part, after] = rest.split('/');
    rest = after;
    if (part == ".." && parts.empty())
      return "";
    if (part == "..")
      parts.pop_back();
    else if (!part.empty() && part != ".")
      parts.push_back(part);
  }
  return llvm::join(parts, "/");
}
