#include "beginning.h"

// The test library gives no hook before the first test, and a test must not depend on which ran first.
__attribute__((constructor)) static void begin(void) { lastbit_tests_begin(); }
