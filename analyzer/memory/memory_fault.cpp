#include "analyzer/memory/memory_fault.h"

using namespace assay;

static constexpr llvm::StringLiteral faultNames[memoryFaultCount] = {"use-after-free",
                                                                     "use-after-possible-free",
                                                                     "freed-twice",
                                                                     "possibly-freed-twice",
                                                                     "leak",
                                                                     "lost-by-realloc",
                                                                     "null-use",
                                                                     "null-unchecked",
                                                                     "index-outside",
                                                                     "index-unchecked",
                                                                     "index-negative",
                                                                     "write-outside",
                                                                     "read-outside",
                                                                     "text-outside",
                                                                     "text-unchecked",
                                                                     "end-outside",
                                                                     "size-unchecked",
                                                                     "size-wraps",
                                                                     "size-may-wrap",
                                                                     "result-wraps",
                                                                     "asked-then-opened",
                                                                     "unlocked-write",
                                                                     "called-in-handler"};

llvm::StringRef assay::nameOf(MemoryFault fault) {
  return faultNames[static_cast<unsigned>(fault)];
}
