/// Where Monte Carlo arithmetic puts its noise.
protocol MonteCarloMode {
  static var perturbsResults: Bool { get }
  static var perturbsOperands: Bool { get }
}

/// On results.
enum RandomRoundingMode: MonteCarloMode {
  @inline(__always) static var perturbsResults: Bool { true }
  @inline(__always) static var perturbsOperands: Bool { false }
}

/// On operands.
enum PrecisionBoundingMode: MonteCarloMode {
  @inline(__always) static var perturbsResults: Bool { false }
  @inline(__always) static var perturbsOperands: Bool { true }
}

/// On both.
enum FullMode: MonteCarloMode {
  @inline(__always) static var perturbsResults: Bool { true }
  @inline(__always) static var perturbsOperands: Bool { true }
}
