internal import Synchronization

/// Sums what the kernels of a job did, forks included.
final class OperationCounter: Sendable {
  private let counts = Mutex(OperationCounts())

  var total: OperationCounts { counts.withLock { $0 } }

  func noteCall(_ place: KernelPlace) {
    counts.withLock { $0.kernels[place, default: KernelCounts()].calls += 1 }
  }

  /// - Parameter fused: how many of the multiply-adds and accumulations are one operation each.
  func add(_ tally: Tally, fused: Int, _ perturbation: Perturbation, _ place: KernelPlace?) {
    let separate = tally.multiplyAdd + tally.accumulate - fused
    let kinds = [
      ("add", tally.add + separate), ("multiply", tally.multiply + separate),
      ("divide", tally.divide), ("squareRoot", tally.squareRoot),
      ("exponential", tally.exponential), ("logarithm", tally.logarithm),
      ("hyperbolicTangent", tally.hyperbolicTangent), ("sine", tally.sine),
      ("cosine", tally.cosine), ("power", tally.power), ("convert", tally.convert), ("fma", fused),
    ]
    counts.withLock { counts in
      var sum = KernelCounts()
      for (kind, number) in kinds where number != 0 {
        counts.executed[kind, default: 0] += number
        sum.executed += number
        if perturbation == .all || (perturbation == .sums && kind == "add") {
          counts.perturbed[kind, default: 0] += number
          sum.perturbed += number
        }
      }
      if let place { counts.kernels[place] = (counts.kernels[place] ?? KernelCounts()) + sum }
    }
  }

  /// Takes in the NaN and infinities of one call's results.
  func add(nan: Int, infinite: Int, of call: KernelCall, fromFinite: Bool) {
    counts.withLock { counts in
      counts.nonFinite.nan += nan
      counts.nonFinite.infinite += infinite
      guard fromFinite else { return }
      if nan > 0, counts.nonFinite.firstNaN.map(call.isBefore) ?? true {
        counts.nonFinite.firstNaN = call
      }
      if infinite > 0, counts.nonFinite.firstInfinity.map(call.isBefore) ?? true {
        counts.nonFinite.firstInfinity = call
      }
    }
  }
}
