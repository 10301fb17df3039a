import Arithmetic

/// Whether the first of two numbers is greater or equal, element by element.
struct GreaterOrEqual: RelationOperation {
  static let name = "GreaterOrEqual"
  static let versions = [12, 16]
  let relation = Relation()

  init(_ attributes: Attributes) {}

  struct Relation: ExactRelation {
    func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x >= y }
  }
}
