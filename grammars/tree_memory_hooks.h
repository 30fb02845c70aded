#ifndef ASSAY_GRAMMARS_TREE_MEMORY_HOOKS_H
#define ASSAY_GRAMMARS_TREE_MEMORY_HOOKS_H

/* Included in front of the tree-sitter runtime's C when it is built: its allocator is ours from the
   first call on. See tree_memory.h. */

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *assayTreeMalloc(size_t bytes);
void *assayTreeCalloc(size_t count, size_t bytes);
void *assayTreeRealloc(void *block, size_t bytes);
void assayTreeFree(void *block);

#ifdef __cplusplus
}
#else
#define ts_malloc assayTreeMalloc
#define ts_calloc assayTreeCalloc
#define ts_realloc assayTreeRealloc
#define ts_free assayTreeFree
#endif

#endif /* ASSAY_GRAMMARS_TREE_MEMORY_HOOKS_H */
