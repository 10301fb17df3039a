import Arithmetic

/// The quotient of two tensors, element by element; that of whole numbers is cut towards zero.
struct Div: BinaryOperation {
  static let name = "Div"
  static let kernel = Kernel.divide

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ y: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.divide(x, y)
  }
  func apply(_ x: RealTensor, number y: Double, _ arithmetic: any Arithmetic) -> RealTensor? {
    arithmetic.divide(x, y)
  }
  func apply(integer x: Int64, _ y: Int64) throws(ModelError) -> Int64 {
    guard y != 0 else { throw ModelError("a whole number is divided by zero") }
    return x.dividedReportingOverflow(by: y).partialValue
  }
  /// gradient / y, and −gradient × (x / y) / y.
  func gradients(
    _ x: RealTensor, _ y: RealTensor, _ gradient: RealTensor, _ arithmetic: any Arithmetic
  ) -> (x: RealTensor, y: RealTensor)? {
    let first = arithmetic.divide(gradient, y)
    return (first, arithmetic.multiply(first, arithmetic.divide(x, y)).negated)
  }
}
