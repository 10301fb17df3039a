internal import Glibc

/// Runs `work` on a thread of its own and waits for it without blocking the caller's.
///
/// Stages compute for minutes without suspending, and others wait for processes; on the threads of
/// Swift's concurrency runtime they would keep everything else there from running.
package func onOwnThread<Result: Sendable>(
  _ work: @escaping @Sendable () -> Result
) async -> Result {
  await withCheckedContinuation { continuation in
    startThread { continuation.resume(returning: work()) }
  }
}

/// Starts a thread that runs `work`.
func startThread(_ work: @escaping @Sendable () -> Void) {
  let body = ThreadBody(work)
  var thread = pthread_t()
  let pointer = Unmanaged.passRetained(body).toOpaque()
  let code = pthread_create(
    &thread, nil,
    { pointer in
      guard let pointer else { return nil }
      Unmanaged<ThreadBody>.fromOpaque(pointer).takeRetainedValue().run()
      return nil
    }, pointer)
  if code == 0 {
    pthread_detach(thread)
  } else {
    // No more threads: this one has to do.
    Unmanaged<ThreadBody>.fromOpaque(pointer).release()
    body.run()
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
