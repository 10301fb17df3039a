#include "memory.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#if defined(__GLIBC__)
#include <malloc.h>

void lastbit_keep_freed_memory(void) {
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
}
#else
void lastbit_keep_freed_memory(void) {}
#endif

void lastbit_prefer_large_pages(void *start, size_t bytes) {
#if defined(MADV_HUGEPAGE)
  // Fewer than a few large pages are not worth a call.
  const uintptr_t large = 2 << 20;
  if (bytes < 4 * large) return;
  uintptr_t first = ((uintptr_t)start + large - 1) & ~(large - 1);
  uintptr_t end = ((uintptr_t)start + bytes) & ~(large - 1);
  if (first < end) madvise((void *)first, end - first, MADV_HUGEPAGE);
#endif
}
