#include "beginning.h"

extern char **environ;

// The test library gives no hook before the first test, and a test must not depend on which ran first.
__attribute__((constructor)) static void begin(void) {
  // Swift finds a program's arguments by where the environment lies, and looks after this. What sets a variable
  // and takes it away again moves it.
  char **environment = environ;
  lastbit_tests_begin();
  environ = environment;
}
