internal import Synchronization

/// How many operations of each kind a kernel call executed, computed from shapes.
struct Tally: Sendable {
  var add = 0
  var multiply = 0
  var divide = 0
  var squareRoot = 0
  var exponential = 0
  var logarithm = 0
  var convert = 0
  /// Element-wise a × b + c.
  var multiplyAdd = 0
  /// Steps of contractions: one fused operation, or a product and a sum.
  var accumulate = 0

  func adding(_ other: Tally) -> Tally {
    var result = self
    result.add += other.add
    result.multiply += other.multiply
    result.divide += other.divide
    result.squareRoot += other.squareRoot
    result.exponential += other.exponential
    result.logarithm += other.logarithm
    result.convert += other.convert
    result.multiplyAdd += other.multiplyAdd
    result.accumulate += other.accumulate
    return result
  }

  static func * (tally: Tally, times: Int) -> Tally {
    var result = tally
    result.add *= times
    result.multiply *= times
    result.divide *= times
    result.squareRoot *= times
    result.exponential *= times
    result.logarithm *= times
    result.convert *= times
    result.multiplyAdd *= times
    result.accumulate *= times
    return result
  }
}

/// Sums tallies of a job, forks included.
final class OperationCounter: Sendable {
  private let counts = Mutex(OperationCounts())

  var total: OperationCounts { counts.withLock { $0 } }

  func add(_ tally: Tally, perturbed: Bool, fused: Bool) {
    let separate = tally.multiplyAdd + (fused ? 0 : tally.accumulate)
    let kinds = [
      ("add", tally.add + separate), ("multiply", tally.multiply + separate),
      ("divide", tally.divide), ("squareRoot", tally.squareRoot),
      ("exponential", tally.exponential), ("logarithm", tally.logarithm),
      ("convert", tally.convert), ("fma", fused ? tally.accumulate : 0),
    ]
    counts.withLock { counts in
      for (kind, number) in kinds where number != 0 {
        counts.executed[kind, default: 0] += number
        if perturbed { counts.perturbed[kind, default: 0] += number }
      }
    }
  }
}
