import Arithmetic
import ExactFunctions

/// Whether two values are equal, element by element.
struct Equal: RelationOperation {
  static let name = "Equal"
  static let versions = [7, 11, 13, 19]

  init(_ attributes: Attributes) {}

  func apply(_ x: Bool, _ y: Bool) -> Bool? { x == y }

  func compare(_ x: RealTensor, _ y: RealTensor) -> Tensor<Bool> { x.compared(y, Relation()) }
  func compare(_ x: Tensor<Int64>, _ y: Tensor<Int64>) -> Tensor<Bool> {
    x.exactly(y) { Relation()($0, $1) }
  }

  private struct Relation: ExactRelation {
    func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x == y }
  }
}
