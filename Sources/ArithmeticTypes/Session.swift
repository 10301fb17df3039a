internal import Synchronization

/// What the kernels of one `Arithmetic` instance share: keys, counts, threads.
///
/// Backends on one session number their calls together, so that the key of a call does not depend
/// on which of them makes it.
package final class Session: Sendable {
  /// The call that is being made.
  private struct Current {
    /// Calls that were begun before it.
    var number: UInt64 = 0
    /// Keys that it has taken.
    var parts: UInt64 = 0
    var key: CallKey
    /// `nil` before the first call.
    var place: KernelPlace?
  }

  package let threads: Int
  private let key: CallKey
  private let forks: [Int]
  private let current: Mutex<Current>
  private let counter: OperationCounter

  package convenience init(seed: UInt64, threads: Int) {
    self.init(
      key: CallKey(seed: seed), threads: max(1, threads), forks: [], counter: OperationCounter())
  }

  private init(key: CallKey, threads: Int, forks: [Int], counter: OperationCounter) {
    self.key = key
    self.threads = threads
    self.forks = forks
    self.counter = counter
    current = Mutex(Current(key: key.child(.call, 0)))
  }

  /// A session with keys of its own; it adds to the same counts.
  package func fork(_ index: Int) -> Session {
    Session(
      key: key.child(.fork, UInt64(truncatingIfNeeded: index)), threads: threads,
      forks: forks + [index], counter: counter)
  }

  /// Begins a kernel call: the keys and operations that follow are its own.
  package func begin(_ place: KernelPlace) -> KernelCall {
    counter.noteCall(place)
    return current.withLock { current in
      let number = current.place == nil ? 0 : current.number + 1
      current = Current(number: number, key: key.child(.call, number), place: place)
      return KernelCall(place: place, number: Int(truncatingIfNeeded: number) + 1, forks: forks)
    }
  }

  /// Notes a kernel that the call at hand does the work of, so that a result knows that it depends on it.
  package func noteMerged(_ place: KernelPlace) { counter.noteCall(place) }

  /// The key of the call that was begun; of its next part where a kernel asks again.
  package func nextCall() -> CallKey {
    current.withLock { current in
      defer { current.parts += 1 }
      return current.parts == 0 ? current.key : current.key.child(.part, current.parts)
    }
  }

  /// Notes operations of the call that was begun.
  package func count(
    _ tally: Tally, perturbation: Perturbation, fusesAccumulation: Bool, fusesMultiplyAdd: Bool
  ) {
    let fused =
      (fusesAccumulation ? tally.accumulate : 0) + (fusesMultiplyAdd ? tally.multiplyAdd : 0)
    counter.add(tally, fused: fused, perturbation, current.withLock { $0.place })
  }

  /// Notes what was not finite among the results of `call`.
  ///
  /// - Parameter fromFinite: whether everything that the call was given was finite.
  package func note(nan: Int, infinite: Int, of call: KernelCall, fromFinite: Bool) {
    counter.add(nan: nan, infinite: infinite, of: call, fromFinite: fromFinite)
  }

  package var operations: OperationCounts { counter.total }
}
