#ifndef ASSAY_TOOLS_ASSAY_UNIT_OPTIONS_H
#define ASSAY_TOOLS_ASSAY_UNIT_OPTIONS_H

#include "tools/assay/options.h"
#include "tools/assay/scan.h"

namespace assay {

/// Options that say how C and C++ are read: through Clang where a compilation database says how
/// they are compiled.
class UnitOptions {
public:
  void addTo(Options &options);

  /// Finds the commands and the worker. A database that is named must be right; one that is found
  /// and broken is said on standard error and keeps nothing from being judged.
  llvm::Error prepare(ScanRequest &request) const;

private:
  std::string database_;
  bool noClang_ = false;
  unsigned seconds_ = 1800;
};

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_UNIT_OPTIONS_H
