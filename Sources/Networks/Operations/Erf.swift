import Arithmetic

/// erf x = 2/√π ∫₀ˣ e^(−t²) dt.
struct Erf: UnaryOperation {
  static let name = "Erf"
  static let versions = [9, 13]
  let rounding: [Kernel] = [.errorFunction]

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.errorFunction(x)
  }
  /// gradient × 2/√π e^(−x²).
  var gradient: UnaryGradient? {
    { x, _, gradient, arithmetic in
      let bell = arithmetic.exponential(arithmetic.multiply(x, x).negated)
      return arithmetic.multiply(
        gradient, arithmetic.multiply(bell, 2 / Double.pi.squareRoot()))
    }
  }
}
