// libnifti's NIfTI-1 and NIfTI-2 headers. Never link niftiio beside nifti2: same symbols.
#include <nifti/nifti2_io.h>
