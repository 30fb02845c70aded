#ifndef ASSAY_GRAMMARS_C_STORAGE_H
#define ASSAY_GRAMMARS_C_STORAGE_H

#include "grammars/lowering.h"

// What a declaration of C or C++ says of memory: sizes, pointers, signs. Types are read as words:
// a typedef of the program, a struct or a class has no known size. Sizes are those of 64-bit Linux.

namespace assay::c {

/// A type as its words tell.
struct Element {
  std::uint32_t bytes = 0;
  bool isUnsigned = false;
  bool isInteger = false;
  bool isStatic = false;
};

/// Of "static unsigned char"; a pointer if there is a '*' in it.
Element elementOf(llvm::StringRef words);

/// Adds what the node says of the names that it declares: its children that are Target or have no
/// role, each followed by the extents of its array, which are Key. Those of a declaration in parts
/// get their type when the whole is there, so it is asked for the parts and then for the whole.
void noteStorages(Lowering &lowering);

} // namespace assay::c

#endif // ASSAY_GRAMMARS_C_STORAGE_H
