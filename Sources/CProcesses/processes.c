#define _GNU_SOURCE
#include "CProcesses.h"
#include <fcntl.h>
#include <unistd.h>

int lastbit_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
