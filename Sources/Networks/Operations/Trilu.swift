import Arithmetic

/// The upper or lower triangle of matrices, the others being zero; `k` diagonals above the main one are
/// where it begins or ends.
struct Trilu: NetworkOperation {
  static let name = "Trilu"
  static let versions = [14]
  static let attributes = [AttributeRule("upper", .integer)]
  static let inputs = 1...2

  private let isUpper: Bool

  init(_ attributes: Attributes) throws(ModelError) {
    isUpper = try attributes.flag("upper", default: true)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard x.shape.count >= 2 else { throw ModelError("its input of shape \(x.shape) is no matrix") }
    let offset = try inputs.integers(1, "the diagonal") ?? [0]
    guard offset.count == 1 else { throw ModelError("there are \(offset.count) diagonals, not 1") }
    let (rows, columns) = (x.shape[x.shape.count - 2], x.shape[x.shape.count - 1])
    let diagonal = min(max(offset[0], -rows - 1), columns + 1)
    let (shape, isUpper) = (x.shape, isUpper)
    @Sendable func places() -> [Int] {
      (0..<shape.reduce(1, *)).map { place in
        let (row, column) = (place / columns % rows, place % columns)
        return (isUpper ? column >= row + diagonal : column <= row + diagonal) ? place : -1
      }
    }
    return .exact(
      [ValueFact(x.type, shape)],
      backward: { _, _, gradients, _ in
        guard let gradient = gradients[0] else { return [nil, nil] }
        let kept = gradient.reshaped([gradient.count]).moved(Picking(axis: 0, places: places()))
        return [kept.reshaped(shape), nil]
      }
    ) { operands in
      let flat = operands[0].reshaped([operands[0].count])
      return [flat.moved(Picking(axis: 0, places: places())).reshaped(shape)]
    }
  }
}
