internal import Synchronization

/// Sums what the kernels of a job did, forks included.
final class OperationCounter: Sendable {
  private struct Counts {
    var executed = Tally()
    var perturbed = Tally()
    var nonFinite = NonFiniteCounts()
    private var kernels: [KernelPlace: KernelCounts] = [:]
    /// The place that was counted last, and what is not yet among `kernels`: a call asks for its
    /// place twice, and the next one often for the same.
    private var latest: (place: KernelPlace, counts: KernelCounts)?

    mutating func add(_ counts: KernelCounts, at place: KernelPlace) {
      if let latest, latest.place == place {
        self.latest = (place, latest.counts + counts)
      } else {
        putAway()
        latest = (place, counts)
      }
    }

    /// All places' counts.
    mutating func byPlace() -> [KernelPlace: KernelCounts] {
      putAway()
      return kernels
    }

    private mutating func putAway() {
      guard let (place, counts) = latest else { return }
      kernels[place] = (kernels[place] ?? KernelCounts()) + counts
      latest = nil
    }
  }

  private let counts = Mutex(Counts())

  var total: OperationCounts {
    counts.withLock { counts in
      var total = OperationCounts()
      total.executed = counts.executed.byKind
      total.perturbed = counts.perturbed.byKind
      total.kernels = counts.byPlace()
      total.nonFinite = counts.nonFinite
      return total
    }
  }

  func noteCall(_ place: KernelPlace) {
    counts.withLock { $0.add(KernelCounts(calls: 1), at: place) }
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
      if let place { counts.add(sum, at: place) }
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
