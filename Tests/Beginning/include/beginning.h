// Runs before the first test.
#ifndef LASTBIT_BEGINNING_H
#define LASTBIT_BEGINNING_H

// Written in Swift: Tests/Support/TestKernels.swift.
void lastbit_tests_begin(void);

#endif
