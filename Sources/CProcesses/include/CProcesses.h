#ifndef CPROCESSES_H
#define CPROCESSES_H

#include <sys/prctl.h>

/// A pipe that no other program inherits.
int lastbit_pipe(int ends[2]);

/// Makes this process the parent of descendants whose own parents end, so that they can be found.
/// prctl takes a variable number of arguments, which Swift cannot call.
static inline int lastbit_adopt_orphans(void) {
  return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
}

/// Asks for a signal to this process when its parent ends.
static inline int lastbit_signal_with_parent(int signal) {
  return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
}

#endif
