#include "grammars/tree_memory.h"
#include "grammars/tree_memory_hooks.h"
#include "llvm/Support/Compiler.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemAlloc.h"
#include <cstdlib>
#include <cstring>
#include <new>

using namespace assay;

// In front of every block stands its Header, so that a block finds its way home whoever frees it:
// to the pool's list of its size, to the pool's list of large blocks, or to free().

namespace {

enum class Home : std::uint32_t { Malloc, Small, Large };

struct Header {
  /// Of the whole block, the header included.
  std::size_t bytes : 62;
  Home home : 2;
};
static_assert(sizeof(Header) == TreePool::alignment);

thread_local TreePool *currentPool = nullptr;

/// The address sanitizer watches blocks of malloc only, so it gets all of them.
constexpr std::size_t maxSmall = LLVM_ADDRESS_SANITIZER_BUILD ? 0 : TreePool::maxSmallBytes;

Header *headerOf(void *block) { return static_cast<Header *>(block) - 1; }

void *dress(void *memory, std::size_t bytes, Home home) {
  auto *header = static_cast<Header *>(memory);
  header->bytes = bytes;
  header->home = home;
  return header + 1;
}

} // namespace

TreePool::Scope::Scope(TreePool &pool) : outer_(currentPool) { currentPool = &pool; }
TreePool::Scope::~Scope() { currentPool = outer_; }

TreePool::~TreePool() {
  dropLarge();
  for (char *chunk : chunks_)
    std::free(chunk);
}

void TreePool::dropLarge() {
  while (Large *block = large_) {
    large_ = block->next;
    std::free(block);
  }
}

void TreePool::reset() {
  dropLarge();
  for (; chunks_.size() > keptChunks; chunks_.pop_back())
    std::free(chunks_.back());
  used_ = 0;
  at_ = end_ = nullptr;
  free_ = {};
}

void TreePool::startChunk() {
  if (used_ == chunks_.size())
    chunks_.push_back(static_cast<char *>(llvm::safe_malloc(chunkBytes)));
  at_ = chunks_[used_++];
  end_ = at_ + chunkBytes;
}

void *TreePool::takeSmall(std::size_t bytes) {
  Free *&list = free_[bytes / alignment];
  if (Free *block = list) {
    list = block->next;
    return block;
  }
  if (static_cast<std::size_t>(end_ - at_) < bytes)
    startChunk();
  char *block = at_;
  at_ += bytes;
  return block;
}

void TreePool::giveSmall(void *block, std::size_t bytes) {
  Free *&list = free_[bytes / alignment];
  list = new (block) Free{list};
}

void *TreePool::takeLarge(std::size_t bytes) {
  auto *block = static_cast<Large *>(llvm::safe_malloc(sizeof(Large) + bytes));
  *block = {nullptr, large_};
  if (large_)
    large_->previous = block;
  large_ = block;
  return block + 1;
}

void TreePool::giveLarge(void *memory) {
  Large *block = static_cast<Large *>(memory) - 1;
  if (block->next)
    block->next->previous = block->previous;
  (block->previous ? block->previous->next : large_) = block->next;
  std::free(block);
}

void *assayTreeMalloc(std::size_t wanted) {
  const std::size_t bytes = llvm::alignTo(wanted + sizeof(Header), TreePool::alignment);
  TreePool *pool = currentPool;
  if (!pool)
    return dress(llvm::safe_malloc(bytes), bytes, Home::Malloc);
  if (bytes <= maxSmall)
    return dress(pool->takeSmall(bytes), bytes, Home::Small);
  return dress(pool->takeLarge(bytes), bytes, Home::Large);
}

void *assayTreeCalloc(std::size_t count, std::size_t size) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes))
    llvm::report_bad_alloc_error("tree-sitter asks for more than there can be");
  return std::memset(assayTreeMalloc(bytes), 0, bytes);
}

void assayTreeFree(void *block) {
  if (!block)
    return;
  Header *header = headerOf(block);
  switch (header->home) {
  case Home::Malloc:
    return std::free(header);
  case Home::Small:
    // Without the pool at hand, the block waits for its reset.
    if (currentPool)
      currentPool->giveSmall(header, header->bytes);
    return;
  case Home::Large:
    if (currentPool)
      currentPool->giveLarge(header);
    return;
  }
}

void *assayTreeRealloc(void *block, std::size_t wanted) {
  if (!block)
    return assayTreeMalloc(wanted);
  const std::size_t room = headerOf(block)->bytes - sizeof(Header);
  if (wanted <= room)
    return block;
  void *larger = assayTreeMalloc(wanted);
  std::memcpy(larger, block, room);
  assayTreeFree(block);
  return larger;
}
