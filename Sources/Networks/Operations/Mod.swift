import Arithmetic
import ExactFunctions

/// The remainder of a division, element by element: with the sign of the divisor, or of the dividend
/// where `fmod` says so. Exact.
struct Mod: NetworkOperation {
  static let name = "Mod"
  static let versions = [10, 13, 28]
  static let isDifferentiable = false
  static let attributes = [AttributeRule("fmod", .integer)]
  static let inputs = 2...2

  private let isFmod: Bool
  private let version: Int

  init(_ attributes: Attributes) throws(ModelError) {
    isFmod = try attributes.flag("fmod", default: false)
    version = attributes.version
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, y) = (try inputs[0], try inputs.alike(1))
    let shape = try Broadcasting.shape([x.shape, y.shape])
    guard x.type != .bool else { throw ModelError("its inputs are bool") }
    guard x.isInteger || isFmod || version >= 28 else {
      throw ModelError("attribute 'fmod' has to be 1 for real numbers before version 28")
    }
    let isFmod = isFmod
    return .exact([ValueFact(x.type, shape)]) { operands throws(ModelError) in
      switch (operands[0].expanded(to: shape), operands[1].expanded(to: shape)) {
      case (.real(let a), .real(let b)):
        return [.real(a.exactly(b, Remainder(followsDividend: isFmod)))]
      case (.integer(let a), .integer(let b)):
        var values: [Int64] = []
        for (dividend, divisor) in zip(a.values, b.values) {
          guard divisor != 0 else { throw ModelError("a whole number is divided by zero") }
          let rest = dividend.remainderReportingOverflow(dividingBy: divisor).partialValue
          values.append(!isFmod && rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest)
        }
        return [.integer(Tensor(shape: shape, values: values))]
      default: preconditionFailure("equal types were checked")
      }
    }
  }

  /// C's `fmod`, or the remainder with the sign of the divisor, as Python's `%`.
  struct Remainder: ExactPairFunction {
    let followsDividend: Bool
    func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number, _ y: Number) -> Number
    {
      let rest = x.truncatingRemainder(dividingBy: y)
      guard !followsDividend else { return rest }
      if rest == 0 { return Number(signOf: y, magnitudeOf: 0) }
      return (rest < 0) != (y < 0) ? rest + y : rest
    }
  }
}
