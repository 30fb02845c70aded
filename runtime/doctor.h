#ifndef ASSAY_RUNTIME_DOCTOR_H
#define ASSAY_RUNTIME_DOCTOR_H

#include <string>
#include <vector>

namespace assay {

/// What one attempt to use a layer found.
struct LayerProbe {
  /// "seccomp", "user namespace", "landlock", "cgroup", "jail" ...
  std::string layer;
  /// No jail without it.
  bool isRequired = false;
  bool works = false;
  /// What was found: a version, or why it does not work.
  std::string found;
  /// What to do about it; empty if it works.
  std::string remedy;
};

/// Tries each layer by using it, in child processes, as the user who asks; the last probe runs
/// /bin/true in a whole jail. Takes some milliseconds and leaves nothing behind.
std::vector<LayerProbe> probeHost();

} // namespace assay

#endif // ASSAY_RUNTIME_DOCTOR_H
