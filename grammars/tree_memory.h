#ifndef ASSAY_GRAMMARS_TREE_MEMORY_H
#define ASSAY_GRAMMARS_TREE_MEMORY_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

// Where syntax trees live. A parse makes many small blocks, and all of them die with the tree: a
// pool hands them out from large chunks, takes them back by size, and drops the lot at once,
// without visiting the tree. Not a general allocator: one thread, one tree.

namespace assay {

/// Memory of one parse and its tree. Not thread-safe; must outlive its blocks.
class TreePool {
public:
  TreePool() = default;
  ~TreePool();
  TreePool(const TreePool &) = delete;
  TreePool &operator=(const TreePool &) = delete;

  /// Ends the life of all blocks. Keeps up to keptChunks chunks for the next parse.
  void reset();
  /// No block lives.
  [[nodiscard]] bool isEmpty() const { return used_ == 0 && !large_; }

  /// Directs the calling thread's tree-sitter calls to a pool while it lives. Outside of one, they
  /// use malloc and free.
  class Scope {
  public:
    explicit Scope(TreePool &pool);
    ~Scope();
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    TreePool *outer_;
  };

  // For the hooks.
  /// `bytes` counts the block's header and is a multiple of its alignment.
  void *takeSmall(std::size_t bytes);
  void giveSmall(void *block, std::size_t bytes);
  void *takeLarge(std::size_t bytes);
  void giveLarge(void *block);

  /// A block up to this comes from a chunk: nodes with a hundred children. What is longer is an
  /// array of the parser, and few.
  static constexpr std::size_t maxSmallBytes = 1024;
  static constexpr std::size_t alignment = 8;

private:
  /// A tree takes about 23 bytes for each byte of source, so one holds 10 KB of it.
  static constexpr std::size_t chunkBytes = std::size_t{256} << 10;
  /// 8 MiB: the tree of a file of 350 KB, so that few files need a page from the system.
  static constexpr std::size_t keptChunks = 32;

  struct Free {
    Free *next;
  };
  struct Large {
    Large *previous;
    Large *next;
  };

  void startChunk();
  void dropLarge();

  std::vector<char *> chunks_;
  /// Of chunks_, those in use.
  std::size_t used_ = 0;
  char *at_ = nullptr;
  char *end_ = nullptr;
  std::array<Free *, maxSmallBytes / alignment + 1> free_{};
  Large *large_ = nullptr;
};

} // namespace assay

#endif // ASSAY_GRAMMARS_TREE_MEMORY_H
