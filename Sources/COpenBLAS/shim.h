// The `openblas` arithmetic: matrix products, and LAPACK through its Fortran interface.
#include <cblas.h>
#include <stddef.h>

// Ends the library's threads, which the next call that wants several starts again; not in builds of
// the library that have none.
int blas_thread_shutdown_(void) __attribute__((weak));
static inline void lastbit_end_blas_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}

// Solves a x = b by LU with partial pivoting, column-major; info > 0 where a pivot is zero.
void sgesv_(
    const int *n, const int *nrhs, float *a, const int *lda, int *ipiv, float *b, const int *ldb,
    int *info);
void dgesv_(
    const int *n, const int *nrhs, double *a, const int *lda, int *ipiv, double *b, const int *ldb,
    int *info);

// Cholesky factor in place of the triangle that uplo names; info > 0 where a pivot is not positive.
// The last arguments are the lengths of the strings, as Fortran passes them.
void spotrf_(
    const char *uplo, const int *n, float *a, const int *lda, int *info, size_t uplo_length);
void dpotrf_(
    const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);
// Solves a x = b with that factor.
void spotrs_(
    const char *uplo, const int *n, const int *nrhs, const float *a, const int *lda, float *b,
    const int *ldb, int *info, size_t uplo_length);
void dpotrs_(
    const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
    const int *ldb, int *info, size_t uplo_length);
// Singular value decomposition by divide and conquer; info > 0 where it does not converge.
void sgesdd_(
    const char *jobz, const int *m, const int *n, float *a, const int *lda, float *s, float *u,
    const int *ldu, float *vt, const int *ldvt, float *work, const int *lwork, int *iwork, int *info,
    size_t jobz_length);
void dgesdd_(
    const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
    const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork,
    int *info, size_t jobz_length);
