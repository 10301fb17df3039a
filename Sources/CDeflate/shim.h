// libdeflate: what HDF5's deflate filter reads and writes, several times faster than zlib.
#include <libdeflate.h>
