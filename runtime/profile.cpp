#include "runtime/profile.h"
#include "llvm/ADT/STLExtras.h"

using namespace assay;

#include "profiles.inc"

llvm::ArrayRef<Profile> assay::profiles() { return profileTable; }

const Profile *assay::findProfile(llvm::StringRef name) {
  const auto *found =
      llvm::find_if(profileTable, [&](const Profile &profile) { return profile.name == name; });
  return found == std::end(profileTable) ? nullptr : found;
}
