internal import COpenBLAS

/// Threads that a library starts by itself.
public enum LibraryThreads {
  /// Ends those of OpenBLAS, at the start of a command.
  ///
  /// As it is loaded, the library starts a thread for every core, and each of them waits for work in a
  /// busy loop for a tenth of a second: on a machine of many cores that is more than most commands
  /// do. The arithmetic `openblas` calls it on the threads of its jobs.
  public static func end() { lastbit_end_blas_threads() }
}
