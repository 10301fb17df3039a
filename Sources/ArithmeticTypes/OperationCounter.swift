internal import Synchronization

/// Sums what the kernels of a job did, forks included.
final class OperationCounter: Sendable {
  private struct Counts {
    var executed = Tally()
    var perturbed = Tally()
    var kernels: [KernelPlace: KernelCounts] = [:]
    var nonFinite = NonFiniteCounts()
  }

  private let counts = Mutex(Counts())

  var total: OperationCounts {
    counts.withLock { counts in
      var total = OperationCounts()
      total.executed = counts.executed.byKind
      total.perturbed = counts.perturbed.byKind
      total.kernels = counts.kernels
      total.nonFinite = counts.nonFinite
      return total
    }
  }

  func noteCall(_ place: KernelPlace) {
    counts.withLock { $0.kernels[place, default: KernelCounts()].calls += 1 }
  }

  /// - Parameter fused: how many of the multiply-adds and accumulations are one operation each.
  func add(_ tally: Tally, fused: Int, _ perturbation: Perturbation, _ place: KernelPlace?) {
    let executed = tally.separated(fused: fused)
    let perturbed =
      switch perturbation {
      case .none: Tally()
      case .sums: Tally(add: executed.add)
      case .all: executed
      }
    let sum = KernelCounts(executed: executed.count, perturbed: perturbed.count)
    counts.withLock { counts in
      counts.executed = counts.executed.adding(executed)
      counts.perturbed = counts.perturbed.adding(perturbed)
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
