import Arithmetic

/// x where x > 0, else α × x (Maas et al. 2013).
struct LeakyRelu: UnaryOperation {
  static let name = "LeakyRelu"
  static let versions = [6, 16]
  static let attributes = [AttributeRule("alpha", .number)]
  let rounding: [Kernel] = [.leakyReLU]
  private let slope: Double

  init(_ attributes: Attributes) {
    slope = attributes.number("alpha", default: Double(Float(0.01)))
  }

  var part: UnitPart? {
    let slope = slope
    return .activation { _ in slope }
  }

  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.leakyReLU(x, slope: slope)
  }
  var gradient: UnaryGradient? {
    let slope = slope
    return { $3.leakyReLUGradient($0, slope: slope, gradient: $2) }
  }
}
