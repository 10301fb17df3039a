// libnifti's NIfTI-1 and NIfTI-2 definitions. Never link niftiio beside nifti2: same symbols.
#include <nifti/nifti2_io.h>
// gzip streams, for .nii.gz and .mgz; libnifti's own wrapper hides truncation and bad checksums.
#include <zlib.h>
