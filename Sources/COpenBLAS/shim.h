// The `openblas` arithmetic: matrix products, and LAPACK through its Fortran interface.
#include <cblas.h>
