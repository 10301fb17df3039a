// The processor's rounding mode, of this thread.
#ifndef LASTBIT_ROUNDING_H
#define LASTBIT_ROUNDING_H

#include <fenv.h>

typedef enum { LASTBIT_UPWARD, LASTBIT_DOWNWARD, LASTBIT_TOWARD_ZERO } lastbit_direction;

// Sets the mode and returns the one that was set before.
static inline int lastbit_set_direction(lastbit_direction direction) {
  const int before = fegetround();
  fesetround(
      direction == LASTBIT_UPWARD ? FE_UPWARD
          : direction == LASTBIT_DOWNWARD ? FE_DOWNWARD : FE_TOWARDZERO);
  return before;
}

static inline void lastbit_restore_direction(int before) { fesetround(before); }

#endif
