// Fused multiply-adds as fast as the processor takes them: what kernels are measured against.
#ifndef LASTBIT_PEAK_H
#define LASTBIT_PEAK_H

// Runs `rounds` rounds of independent binary32 fused multiply-adds in the widest vectors that the
// processor has, and returns how many multiply-adds of single numbers that was.
double lastbit_peak_run(long rounds);

#endif
