/// How `lastbit` ends, as scripts see it.
enum ExitStatus: Int32 {
  case done = 0
  /// A stage failed, or a store could not be read or written.
  case failed = 1
  /// The manifest or the call is wrong; nothing ran.
  case wrongCall = 2
  /// A verification found a difference.
  case differs = 3
  /// Stopped by Ctrl-C or SIGTERM; finished jobs are kept.
  case interrupted = 130
}
