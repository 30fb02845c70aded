// Build-time tool: compiles the seccomp filter for each set of permissions and prints the C++ table
// that ready_filter.cpp includes.
//
//     assay-filter-table OUT
#include "runtime/seccomp_filter.h"
#include "llvm/Support/raw_ostream.h"

using namespace assay;

static Permissions permissionsOf(unsigned variant) {
  Permissions permissions;
  permissions.fork = variant & 1;
  permissions.exec = variant & 2;
  permissions.privateNetwork = variant & 4;
  permissions.executableMemory = variant & 8;
  return permissions;
}

static llvm::Error printTable(llvm::raw_ostream &out) {
  std::string index;
  for (unsigned variant = 0; variant < filterVariants; ++variant) {
    auto filter = buildSeccompFilter(permissionsOf(variant), {filterPlaceholder});
    if (!filter)
      return filter.takeError();
    out << "static constexpr sock_filter variant" << variant << "[] = {\n";
    for (const sock_filter &instruction : *filter)
      out << "{" << instruction.code << "," << unsigned{instruction.jt} << ","
          << unsigned{instruction.jf} << "," << instruction.k << "u},\n";
    out << "};\n";
    index += "variant" + std::to_string(variant) + ", ";
  }
  out << "static constexpr llvm::ArrayRef<sock_filter> filterTable[] = {" << index << "};\n";
  return llvm::Error::success();
}

int main(int argc, char **argv) {
  if (argc != 2) {
    llvm::errs() << "usage: assay-filter-table OUT\n";
    return 2;
  }
  std::error_code error;
  llvm::raw_fd_ostream out(argv[1], error);
  if (error) {
    llvm::errs() << argv[1] << ": " << error.message() << '\n';
    return 1;
  }
  if (auto problem = printTable(out)) {
    llvm::errs() << llvm::toString(std::move(problem)) << '\n';
    return 1;
  }
  return 0;
}
