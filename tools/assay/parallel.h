#ifndef ASSAY_TOOLS_ASSAY_PARALLEL_H
#define ASSAY_TOOLS_ASSAY_PARALLEL_H

#include "llvm/Support/ThreadPool.h"
#include <algorithm>
#include <atomic>
#include <vector>

namespace assay {

/// Does something with each element, each thread taking the next as soon as it has done one: in
/// the order given they begin, so put the longest first. `makeWork` is called once a thread and
/// gives what is called with elements. `jobs` are threads; 0: as many as processors. One thread,
/// or one element, is done by the caller.
template <typename T, typename F>
void forEach(const std::vector<T> &elements, unsigned jobs, F makeWork) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    auto work = makeWork();
    for (std::size_t i = next++; i < elements.size(); i = next++)
      work(elements[i]);
  };
  const llvm::ThreadPoolStrategy strategy = llvm::hardware_concurrency(jobs);
  const std::size_t threads =
      std::min<std::size_t>(strategy.compute_thread_count(), elements.size());
  if (threads <= 1)
    return run();
  llvm::DefaultThreadPool pool(strategy);
  for (std::size_t i = 0; i < threads; ++i)
    pool.async(run);
  pool.wait();
}

} // namespace assay

#endif // ASSAY_TOOLS_ASSAY_PARALLEL_H
