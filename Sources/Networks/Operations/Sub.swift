import Arithmetic

/// The difference of two tensors, element by element.
struct Sub: BinaryOperation {
  static let name = "Sub"
  static let kernel = Kernel.subtract

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ y: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.subtract(x, y)
  }
  func apply(_ x: RealTensor, number y: Double, _ arithmetic: any Arithmetic) -> RealTensor? { nil }
  func apply(integer x: Int64, _ y: Int64) -> Int64 { x &- y }
  func gradients(
    _ x: RealTensor, _ y: RealTensor, _ gradient: RealTensor, _ arithmetic: any Arithmetic
  ) -> (x: RealTensor, y: RealTensor)? { (gradient, gradient.negated) }
}
