import Arithmetic

/// Whether the first of two numbers is greater, element by element.
struct Greater: RelationOperation {
  static let name = "Greater"
  static let versions = [7, 9, 13]
  let relation = Relation()

  init(_ attributes: Attributes) {}

  struct Relation: ExactRelation {
    func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x > y }
  }
}
