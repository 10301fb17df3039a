#ifndef LASTBIT_MEMORY_H
#define LASTBIT_MEMORY_H

#include <stddef.h>

// Keeps memory that is freed, up to two gigabytes, for the next allocations; where the C library is
// glibc.
void lastbit_keep_freed_memory(void);

// Asks for large pages under some bytes of memory, where they are many; nothing where the system has none.
void lastbit_prefer_large_pages(void *start, size_t bytes);

#endif
