// What a file driver of one's own needs of HDF5's headers, which differ between versions.
#ifndef LASTBIT_CHDF5_DRIVER_H
#define LASTBIT_CHDF5_DRIVER_H
#include <hdf5.h>
#include <string.h>
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

/// An open file of the driver: what the library keeps of it, and whose bytes they are.
typedef struct {
  H5FD_t library;
  void *context;
} lb_file;

/// A driver whose functions are still to be set; in access lists it has one pointer.
static inline H5FD_class_t lb_driver(void) {
  static const H5FD_mem_t free_lists[H5FD_MEM_NTYPES] = H5FD_FLMAP_DICHOTOMY;
  H5FD_class_t driver;
  memset(&driver, 0, sizeof driver);
#if H5_VERSION_GE(1, 13, 0)
  driver.version = H5FD_CLASS_VERSION;
  driver.value = (H5FD_class_value_t)401; // Of the numbers that are free for one's own use.
#endif
  driver.name = "lastbit";
  driver.maxaddr = ((haddr_t)1 << 62) - 1;
  driver.fc_degree = H5F_CLOSE_WEAK;
  driver.fapl_size = sizeof(void *);
  memcpy(driver.fl_map, free_lists, sizeof free_lists);
  return driver;
}

/// The library gathers small writes, as it does for plain files, and needs this driver for none.
static inline unsigned long lb_driver_features(void) {
  return H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA | H5FD_FEAT_DATA_SIEVE |
         H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DEFAULT_VFD_COMPATIBLE;
}

#endif
