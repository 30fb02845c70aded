#include "tools/assay/scan_root.h"
#include <filesystem>

using namespace assay;
namespace fs = std::filesystem;

std::string assay::scanRootOf(llvm::StringRef path) {
  std::error_code error;
  const fs::path start = fs::weakly_canonical(path.str(), error);
  for (fs::path folder = start; !error; folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", error))
      return folder.string();
    // Something that is no folder has nothing below it.
    if (error == std::errc::not_a_directory)
      error.clear();
    if (folder == folder.parent_path())
      break;
  }
  return fs::current_path(error).string();
}

/// Empty if it is not below.
static std::string below(const fs::path &root, const fs::path &absolute) {
  const fs::path relative = absolute.lexically_relative(root);
  return relative.empty() || *relative.begin() == ".." ? "" : relative.string();
}

std::string assay::pathBelow(llvm::StringRef root, llvm::StringRef path) {
  if (root.empty())
    return path.str();
  std::error_code error;
  const fs::path absolute = fs::absolute(path.str(), error).lexically_normal();
  if (std::string relative = below(root.str(), absolute); !relative.empty())
    return relative;
  // A symbolic link may lead below it.
  const fs::path real = fs::weakly_canonical(absolute, error);
  if (error)
    return absolute.string();
  std::string relative = below(root.str(), real);
  return relative.empty() ? real.string() : relative;
}
