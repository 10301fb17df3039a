internal import Synchronization

/// What the kernels of one `Arithmetic` instance share: keys, counts, threads.
package final class Session: Sendable {
  package let threads: Int
  private let key: CallKey
  private let calls: Atomic<UInt64> = Atomic(0)
  private let counter: OperationCounter

  package init(seed: UInt64, threads: Int) {
    self.key = CallKey(seed: seed)
    self.threads = max(1, threads)
    self.counter = OperationCounter()
  }

  private init(key: CallKey, threads: Int, counter: OperationCounter) {
    self.key = key
    self.threads = threads
    self.counter = counter
  }

  /// A session with keys of its own; it adds to the same counts.
  package func fork(_ index: Int) -> Session {
    Session(
      key: key.child(.fork, UInt64(truncatingIfNeeded: index)), threads: threads, counter: counter)
  }

  /// The key of the next kernel call.
  package func nextCall() -> CallKey {
    key.child(.call, calls.wrappingAdd(1, ordering: .relaxed).oldValue)
  }

  package func count(
    _ tally: Tally, perturbation: Perturbation, fusesAccumulation: Bool, fusesMultiplyAdd: Bool
  ) {
    let fused =
      (fusesAccumulation ? tally.accumulate : 0) + (fusesMultiplyAdd ? tally.multiplyAdd : 0)
    counter.add(tally, fused: fused, perturbation)
  }

  package var operations: OperationCounts { counter.total }
}
