#include "runtime/seccomp_filter.h"
#include "llvm/ADT/ArrayRef.h"

using namespace assay;

#include "filters.inc"

std::vector<sock_filter> assay::seccompFilter(const Permissions &permissions,
                                              FirstExecution first) {
  std::vector<sock_filter> filter = filterTable[filterVariant(permissions)].vec();
  for (sock_filter &instruction : filter)
    if (instruction.k == filterPlaceholder)
      instruction.k = first.descriptor;
  return filter;
}
