// The `openblas` arithmetic: matrix products, and LAPACK through its Fortran interface.
#include <cblas.h>

// Solves a x = b by LU with partial pivoting, column-major; info > 0 where a pivot is zero.
void sgesv_(
    const int *n, const int *nrhs, float *a, const int *lda, int *ipiv, float *b, const int *ldb,
    int *info);
void dgesv_(
    const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b, const int *ldb,
    int *info);
