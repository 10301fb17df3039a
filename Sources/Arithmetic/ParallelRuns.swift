internal import ArithmeticTypes
internal import Synchronization

/// Divides work among the threads that a job may keep busy.
package enum ParallelRuns {
  /// Calls `body` with disjoint runs that cover `0..<count`, on up to `threads` threads at once, until
  /// one fails.
  ///
  /// - Parameter grain: the most items of a run.
  /// - Throws: the error of the first run that failed.
  package static func forEach(
    of count: Int, grain: Int, threads: Int, _ body: @Sendable (Range<Int>) throws -> Void
  ) throws {
    let runs = (count + grain - 1) / grain
    let failure = Mutex<(run: Int, error: any Error)?>(nil)
    SharedWork.forEach(runs, threads: threads) { next in
      while failure.withLock({ $0 == nil }), let run = next() {
        do { try body(run * grain..<min(count, (run + 1) * grain)) } catch {
          failure.withLock { if $0.map({ run < $0.run }) ?? true { $0 = (run, error) } }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure.error }
  }
}
