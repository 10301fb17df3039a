public import Arithmetic

/// Floating-point operations of a job over all kinds; zero where its stage uses no arithmetic.
public struct OperationTotals: Sendable, Equatable {
  public var executed = 0
  /// Of those, how many went through a perturbing rounding.
  public var perturbed = 0

  public init(executed: Int = 0, perturbed: Int = 0) {
    self.executed = executed
    self.perturbed = perturbed
  }

  public init(_ counts: OperationCounts) {
    self.init(
      executed: counts.executed.values.reduce(0, +), perturbed: counts.perturbed.values.reduce(0, +)
    )
  }
}

extension OperationCounts {
  /// Counts by kind, kinds sorted.
  public var value: Value {
    func map(_ counts: [String: Int]) -> Value {
      .map(counts.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) })
    }
    return ["executed": map(executed), "perturbed": map(perturbed)]
  }
}
