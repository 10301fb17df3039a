import Arithmetic

/// The product of two tensors, element by element.
struct Mul: BinaryOperation {
  static let name = "Mul"
  static let kernel = Kernel.multiply

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ y: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.multiply(x, y)
  }
  func apply(_ x: RealTensor, number y: Double, _ arithmetic: any Arithmetic) -> RealTensor? {
    arithmetic.multiply(x, y)
  }
  func apply(integer x: Int64, _ y: Int64) -> Int64 { x &* y }
  func gradients(
    _ x: RealTensor, _ y: RealTensor, _ gradient: RealTensor, _ arithmetic: any Arithmetic
  ) -> (x: RealTensor, y: RealTensor)? {
    (arithmetic.multiply(gradient, y), arithmetic.multiply(gradient, x))
  }
}
