internal import Dispatch
internal import Synchronization

/// Shares pieces of work out among threads: the one place where a job's threads come from.
package enum SharedWork {
  /// Calls `work` on up to `threads` threads at once, and waits for all of them.
  ///
  /// - Parameters:
  ///   - count: how many pieces there are; no more threads than pieces start.
  ///   - work: what a thread does. It asks `next` for the number of a piece, in `0..<count`, until there
  ///     is none left; each is handed out once, in order.
  package static func forEach(
    _ count: Int, threads: Int, _ work: @Sendable (_ next: () -> Int?) -> Void
  ) {
    guard count > 0 else { return }
    let taken = Atomic(0)
    @Sendable func next() -> Int? {
      let piece = taken.wrappingAdd(1, ordering: .relaxed).oldValue
      return piece < count ? piece : nil
    }
    let workers = min(threads, count)
    if workers <= 1 {
      work(next)
    } else {
      DispatchQueue.concurrentPerform(iterations: workers) { _ in work(next) }
    }
  }
}
