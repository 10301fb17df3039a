import Arithmetic
import ExactFunctions

/// Whether the first of two numbers is less, element by element.
struct Less: RelationOperation {
  static let name = "Less"
  static let versions = [7, 9, 13]

  init(_ attributes: Attributes) {}

  func compare(_ x: RealTensor, _ y: RealTensor) -> Tensor<Bool> { x.compared(y, Relation()) }
  func compare(_ x: Tensor<Int64>, _ y: Tensor<Int64>) -> Tensor<Bool> {
    x.exactly(y) { Relation()($0, $1) }
  }

  private struct Relation: ExactRelation {
    func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x < y }
  }
}
