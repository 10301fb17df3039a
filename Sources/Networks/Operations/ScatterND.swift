import Arithmetic
import ExactFunctions

/// A tensor with slices replaced at given places: by what is there, by its sum or product with it, or
/// by the greater or the less of both; updates one after the other.
struct ScatterND: NetworkOperation {
  static let name = "ScatterND"
  static let versions = [11, 13, 16, 18]
  static let isDifferentiable = false
  static let attributes = [AttributeRule("reduction", .text, since: 16)]
  static let inputs = 3...3

  enum Reduction: String, CaseIterable { case none, add, mul, max, min }

  private let reduction: Reduction

  init(_ attributes: Attributes) throws(ModelError) {
    reduction = try attributes.word("reduction", default: Reduction.none)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, indices, updates) = (try inputs[0], try inputs[1], try inputs[2])
    guard indices.isInteger, let depth = indices.shape.last, depth <= x.shape.count,
      updates.type == x.type
    else { throw ModelError("indices of shape \(indices.shape) do not go with \(x.shape)") }
    let rest = Array(x.shape[depth...])
    guard updates.shape == Array(indices.shape.dropLast()) + rest else {
      throw ModelError("updates of shape \(updates.shape) do not go with indices \(indices.shape)")
    }
    let places = IndexedPlaces(shape: Array(x.shape[..<depth]), batches: 1)
    let (width, reduction, shape) = (rest.reduce(1, *), reduction, x.shape)
    guard x.isReal, reduction == .add || reduction == .mul else {
      return .exact([ValueFact(x.type, shape)]) { operands throws(ModelError) in
        let found = try places.resolve(operands.integer(1))
        return [try operands[0].scattered(operands[2], found, width, reduction)]
      }
    }
    return .kernels([reduction == .add ? .add : .multiply], [ValueFact(x.type, shape)]) {
      operands, arithmetic throws(ModelError) in
      let found = try places.resolve(operands.integer(1))
      var rows = operands.real(0).reshaped([operands.real(0).count / max(width, 1), width])
      let updates = operands.real(2).reshaped([found.count, width])
      for (number, place) in found.enumerated() {
        let (old, update) = (
          rows.slice(place..<place + 1, axis: 0), updates.slice(number..<number + 1, axis: 0)
        )
        let new = reduction == .add ? arithmetic.add(old, update) : arithmetic.multiply(old, update)
        rows = rows.replacingRow(place, by: new)
      }
      return [.real(rows.reshaped(shape))]
    }
  }
}

extension RealTensor {
  /// `[N, width]` with one row replaced.
  fileprivate func replacingRow(_ row: Int, by new: RealTensor) -> RealTensor {
    switch (self, new) {
    case (.binary32(let a), .binary32(let b)): .binary32(a.replacingRow(row, by: b))
    case (.binary64(let a), .binary64(let b)): .binary64(a.replacingRow(row, by: b))
    default: preconditionFailure("formats differ")
    }
  }
}

extension Tensor {
  fileprivate func replacingRow(_ row: Int, by new: Tensor) -> Tensor {
    var result = self
    for (column, value) in new.values.enumerated() {
      result.values[row * new.count + column] = value
    }
    return result
  }

  fileprivate func scattered(
    _ updates: Tensor, _ places: [Int], _ width: Int, _ combine: (Element, Element) -> Element
  ) -> Tensor {
    var result = self
    for (number, place) in places.enumerated() {
      for column in 0..<width {
        let old = result.values[place * width + column]
        result.values[place * width + column] = combine(
          old, updates.values[number * width + column])
      }
    }
    return result
  }
}

extension NetworkTensor {
  /// Replaced exactly.
  fileprivate func scattered(
    _ updates: NetworkTensor, _ places: [Int], _ width: Int, _ reduction: ScatterND.Reduction
  ) throws(ModelError) -> NetworkTensor {
    let extreme = Extreme(isGreatest: reduction == .max)
    switch (self, updates) {
    case (.real(.binary32(let x)), .real(.binary32(let y))):
      return .real(
        .binary32(x.scattered(y, places, width) { reduction == .none ? $1 : extreme($0, $1) }))
    case (.real(.binary64(let x)), .real(.binary64(let y))):
      return .real(
        .binary64(x.scattered(y, places, width) { reduction == .none ? $1 : extreme($0, $1) }))
    case (.integer(let x), .integer(let y)):
      return .integer(
        x.scattered(y, places, width) { old, new in
          switch reduction {
          case .none: new
          case .add: old &+ new
          case .mul: old &* new
          case .max: Swift.max(old, new)
          case .min: Swift.min(old, new)
          }
        })
    case (.boolean(let x), .boolean(let y)) where reduction == .none:
      return .boolean(x.scattered(y, places, width) { $1 })
    default: throw ModelError("truth values cannot be taken together by '\(reduction.rawValue)'")
    }
  }
}
