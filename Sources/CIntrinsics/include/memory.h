#ifndef LASTBIT_MEMORY_H
#define LASTBIT_MEMORY_H

// Keeps memory that is freed, up to two gigabytes, for the next allocations; where the C library is
// glibc.
void lastbit_keep_freed_memory(void);

#endif
