import Arithmetic

/// Whether the first of two numbers is less or equal, element by element.
struct LessOrEqual: RelationOperation {
  static let name = "LessOrEqual"
  static let versions = [12, 16]
  let relation = Relation()

  init(_ attributes: Attributes) {}

  struct Relation: ExactRelation {
    func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x <= y }
  }
}
