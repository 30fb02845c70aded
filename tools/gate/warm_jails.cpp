#include "tools/gate/warm_jails.h"

using namespace assay;

/// Profiles are few; what a policy shows changes with the policy. More pools than this are of
/// policies that are gone.
static constexpr std::size_t mostPools = 8;

std::shared_ptr<WarmPool> WarmJails::poolFor(const JailSpec &spec) {
  JailSpec like;
  like.profile = spec.profile;
  like.mounts = spec.mounts;
  like.requireLandlock = spec.requireLandlock;
  like.requireCgroup = spec.requireCgroup;
  std::string key = like.profile;
  for (const Mount &mount : like.mounts)
    key += '\0' + mount.host + (mount.writable ? "+" : "");
  const std::lock_guard lock(mutex_);
  if (const auto found = pools_.find(key); found != pools_.end())
    return found->second;
  if (pools_.size() >= mostPools)
    pools_.clear();
  auto pool = WarmPool::create(like, each_);
  if (!pool) {
    llvm::consumeError(pool.takeError());
    return nullptr;
  }
  return pools_.emplace(std::move(key), std::move(*pool)).first->second;
}

unsigned WarmJails::waiting() {
  const std::lock_guard lock(mutex_);
  unsigned sum = 0;
  for (const auto &[key, pool] : pools_)
    sum += pool->waiting();
  return sum;
}
