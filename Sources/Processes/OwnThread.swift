internal import Glibc

/// Runs `work` on a thread of its own and waits for it without blocking the caller's.
///
/// Stages compute for minutes without suspending, and others wait for processes; on the threads of
/// Swift's concurrency runtime they would keep everything else there from running.
package func onOwnThread<Result: Sendable>(
  _ work: @escaping @Sendable () -> Result
) async -> Result {
  await withCheckedContinuation { continuation in
    startThreadOrHere { continuation.resume(returning: work()) }
  }
}

/// Runs `work` on a thread of its own; on this one where the system has no more.
func startThreadOrHere(_ work: @escaping @Sendable () -> Void) {
  if !startThread(work) { work() }
}

/// Starts a thread that runs `work`.
///
/// - Returns: false where the system has no more threads; `work` was not run then.
package func startThread(_ work: @escaping @Sendable () -> Void) -> Bool {
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
  guard code == 0 else {
    Unmanaged<ThreadBody>.fromOpaque(pointer).release()
    return false
  }
  pthread_detach(thread)
  return true
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
