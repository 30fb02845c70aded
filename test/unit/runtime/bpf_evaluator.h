#ifndef ASSAY_TEST_UNIT_RUNTIME_BPF_EVALUATOR_H
#define ASSAY_TEST_UNIT_RUNTIME_BPF_EVALUATOR_H

#include <cstdint>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <optional>
#include <vector>

namespace assay {

/// What the kernel would make of one call: runs a seccomp program as the kernel's own interpreter
/// does (Documentation/networking/filter.rst), without a kernel. None if the program is not valid,
/// e.g. jumps out of itself or reads beyond `data`.
std::optional<std::uint32_t> evaluate(const std::vector<sock_filter> &program,
                                      const seccomp_data &data);

} // namespace assay

#endif // ASSAY_TEST_UNIT_RUNTIME_BPF_EVALUATOR_H
