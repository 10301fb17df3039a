#include "CBuild.h"

// Given by Package.swift, from the environment variable LASTBIT_COMMIT that the Makefile sets.
#ifndef LASTBIT_COMMIT
#define LASTBIT_COMMIT ""
#endif

const char *lastbit_commit(void) { return LASTBIT_COMMIT; }
