import Glibc

/// Descriptors 0, 1 and 2, which belong to the streams whatever else is opened.
enum StandardStreams {
  /// Opens the null device on those that were closed, before anything else gets their numbers: a
  /// file of the store that is descriptor 1 would have results printed into it.
  ///
  /// Standard output gets it for reading, so that writing there is the error that it was.
  static func openMissing() {
    for (descriptor, mode) in [
      (STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
    ] where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      let opened = open("/dev/null", mode)
      guard opened >= 0, opened != descriptor else { continue }
      dup2(opened, descriptor)
      close(opened)
    }
  }
}
