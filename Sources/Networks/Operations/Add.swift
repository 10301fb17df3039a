import Arithmetic

/// The sum of two tensors, element by element.
struct Add: BinaryOperation {
  static let name = "Add"
  static let kernel = Kernel.add

  init(_ attributes: Attributes) {}

  func apply(_ x: RealTensor, _ y: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.add(x, y)
  }
  func apply(_ x: RealTensor, number y: Double, _ arithmetic: any Arithmetic) -> RealTensor? {
    arithmetic.add(x, y)
  }
  func apply(integer x: Int64, _ y: Int64) -> Int64 { x &+ y }
  func gradients(
    _ x: RealTensor, _ y: RealTensor, _ gradient: RealTensor, _ arithmetic: any Arithmetic
  ) -> (x: RealTensor, y: RealTensor)? { (gradient, gradient) }
}
