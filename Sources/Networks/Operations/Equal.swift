import Arithmetic

/// Whether two values are equal, element by element.
struct Equal: RelationOperation {
  static let name = "Equal"
  static let versions = [7, 11, 13, 19]
  let relation = Relation()

  init(_ attributes: Attributes) {}

  func apply(_ x: Bool, _ y: Bool) -> Bool? { x == y }

  struct Relation: ExactRelation {
    func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x == y }
  }
}
