#ifndef ASSAY_RUNTIME_PLAN_IMAGE_H
#define ASSAY_RUNTIME_PLAN_IMAGE_H

#include "runtime/child_plan.h"
#include "llvm/ADT/StringRef.h"
#include <string>

// A ChildPlan as bytes, from one program of a build to another of the same build: no version, no
// byte order. Equal plans give equal bytes.

namespace assay {

std::string encodeRoom(const ChildPlan &plan);
std::string encodeProgram(const ChildPlan &plan);

/// Fill in their half of `plan`. False if the bytes are not a whole plan. Files' texts are borrowed
/// from `image`, the rest is copied.
bool decodeRoom(llvm::StringRef image, ChildPlan &plan);
bool decodeProgram(llvm::StringRef image, ChildPlan &plan);

} // namespace assay

#endif // ASSAY_RUNTIME_PLAN_IMAGE_H
