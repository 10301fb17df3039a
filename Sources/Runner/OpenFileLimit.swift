import Glibc

/// How many files the process may have open at once.
enum OpenFileLimit {
  /// What Swift's runtime, the store and one stage need beside the three streams. The runtime ends
  /// the process where it gets none, so that this is looked at before it asks.
  private static let needed = 13

  /// Raises the limit as far as the system allows.
  ///
  /// - Returns: what is wrong where that is not enough.
  static func raise() -> String? {
    var limit = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    if getrlimit(kind, &limit) == 0, limit.rlim_cur < min(limit.rlim_max, 4096) {
      limit.rlim_cur = min(limit.rlim_max, 4096)
      setrlimit(kind, &limit)
    }
    var taken: [Int32] = []
    defer { for descriptor in taken { close(descriptor) } }
    for _ in 0..<needed {
      let descriptor = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
      guard descriptor >= 0 else {
        return errno == ENFILE
          ? "too many files are open on this machine; run again when there are fewer"
          : "too few files may be open at once; raise the limit with 'ulimit -n' (64 will do)"
      }
      taken.append(descriptor)
    }
    return nil
  }
}
