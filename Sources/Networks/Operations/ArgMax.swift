import Arithmetic

/// The place of the greatest number along an axis: the first of equals, or the last where
/// `select_last_index` says so; NaN is greater than all others.
struct ArgMax: NetworkOperation {
  static let name = "ArgMax"
  static let versions = [1, 11, 12, 13]
  static let isDifferentiable = false
  static let attributes = [
    AttributeRule("axis", .integer), AttributeRule("keepdims", .integer),
    AttributeRule("select_last_index", .integer, since: 12),
  ]

  private let axis: Int
  private let keeps: Bool
  private let takesLast: Bool
  private let findsLeast: Bool

  init(_ attributes: Attributes) throws(ModelError) { try self.init(attributes, findsLeast: false) }

  /// - Parameter findsLeast: whether the least number is looked for.
  init(_ attributes: Attributes, findsLeast: Bool) throws(ModelError) {
    self.findsLeast = findsLeast
    axis = attributes.integer("axis", default: 0)
    keeps = try attributes.flag("keepdims", default: true)
    takesLast = try attributes.flag("select_last_index", default: false)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard x.type != .bool else { throw ModelError("its input is bool") }
    let axis = try OperationInputs.axis(axis, rank: x.shape.count)
    guard x.shape[axis] > 0 else { throw ModelError("there is nothing along axis \(axis)") }
    var shape = x.shape
    if keeps { shape[axis] = 1 } else { shape.remove(at: axis) }
    let (takesLast, findsLeast, final) = (takesLast, findsLeast, shape)
    return .exact([ValueFact(.int64, final)]) { operands in
      let places: [Int64] =
        switch operands[0] {
        case .real(.binary32(let x)):
          Self.places(x, axis, takesLast) {
            (findsLeast ? $0 < $1 : $0 > $1) || ($0.isNaN && !$1.isNaN)
          }
        case .real(.binary64(let x)):
          Self.places(x, axis, takesLast) {
            (findsLeast ? $0 < $1 : $0 > $1) || ($0.isNaN && !$1.isNaN)
          }
        case .integer(let x):
          Self.places(x, axis, takesLast) { findsLeast ? $0 < $1 : $0 > $1 }
        case .boolean: []
        }
      return [.integer(Tensor(shape: final, values: places))]
    }
  }

  private static func places<Element>(
    _ x: Tensor<Element>, _ axis: Int, _ takesLast: Bool, _ isGreater: (Element, Element) -> Bool
  ) -> [Int64] {
    let (outer, count) = (x.shape[..<axis].reduce(1, *), x.shape[axis])
    let width = x.shape[(axis + 1)...].reduce(1, *)
    var places = [Int64](repeating: 0, count: outer * width)
    x.values.withUnsafeBufferPointer { values in
      for block in 0..<outer {
        let start = block * count * width
        for step in 1..<max(count, 1) {
          for column in 0..<width {
            let best = values[start + Int(places[block * width + column]) * width + column]
            let value = values[start + step * width + column]
            if takesLast ? !isGreater(best, value) : isGreater(value, best) {
              places[block * width + column] = Int64(step)
            }
          }
        }
      }
    }
    return places
  }
}
