import Arithmetic

/// A tensor with more elements before and after its axes: of one value, the nearest, mirrored, or going
/// round; negative numbers cut.
struct Pad: NetworkOperation {
  static let name = "Pad"
  static let versions = [2, 11, 13, 18, 19, 21, 23, 24, 25]
  static let attributes = [
    AttributeRule("mode", .text), AttributeRule("pads", .integers, until: 10),
    AttributeRule("value", .number, until: 10),
  ]
  static let inputs = 1...4

  enum Mode: String, CaseIterable { case constant, reflect, edge, wrap }

  private let attributes: Attributes
  private let mode: Mode

  init(_ attributes: Attributes) throws(ModelError) {
    self.attributes = attributes
    mode = try attributes.word("mode", default: Mode.constant)
    guard mode != .wrap || attributes.version >= 19 else {
      throw ModelError("attribute 'mode' is 'wrap', which there is since version 19")
    }
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let isAttribute = attributes.version < 11
    guard
      let pads = isAttribute ? attributes.integers("pads") : try inputs.integers(1, "the pads")
    else { throw ModelError("the pads are missing") }
    var axes = Array(x.shape.indices)
    if !isAttribute, let given = try inputs.integers(3, "axes") {
      axes = []
      for axis in given { axes.append(try OperationInputs.axis(axis, rank: x.shape.count)) }
    }
    guard pads.count == 2 * axes.count, Set(axes).count == axes.count,
      pads.allSatisfy({ $0.magnitude <= 1 << 40 })
    else { throw ModelError("pads \(pads) do not go with \(axes.count) axes") }
    if !isAttribute, inputs.optional(2) != nil {
      guard try inputs.alike(2).count == 1 else {
        throw ModelError("its third input is not one number")
      }
    }
    var movements: [Picking] = []
    var shape = x.shape
    for (number, axis) in axes.enumerated() {
      let (before, after) = (pads[number], pads[axes.count + number])
      let size = x.shape[axis] + before + after
      guard size >= 0, before >= -x.shape[axis], after >= -x.shape[axis] else {
        throw ModelError(
          "pads of \(before) and \(after) cut more than axis \(axis) of \(x.shape) has")
      }
      guard size <= 1 << 32, mode == .constant || x.shape[axis] > 0 || size == 0 else {
        throw ModelError("pads of \(before) and \(after) on axis \(axis) of \(x.shape)")
      }
      shape[axis] = size
      guard before != 0 || after != 0 else { continue }
      try inputs.checkRoom(for: [ValueFact(x.type, shape)])
      movements.append(
        Picking(axis: axis, places: (0..<size).map { place($0 - before, x.shape[axis]) }))
    }
    let value = attributes.number("value", default: 0)
    let all = movements
    return .exact([ValueFact(x.type, shape)], backward: backward(x.shape, axes, pads)) { operands in
      let fill = isAttribute ? value : operands.optional(2)?.number(at: 0) ?? 0
      return [all.reduce(operands[0]) { $0.moved($1, fill: fill) }]
    }
  }

  /// Where the element at `index`, which may lie outside, comes from.
  private func place(_ index: Int, _ size: Int) -> Int {
    if index >= 0, index < size { return index }
    switch mode {
    case .constant: return -1
    case .edge: return index < 0 ? 0 : size - 1
    case .wrap: return (index % size + size) % size
    case .reflect:
      guard size > 1 else { return 0 }
      let period = 2 * (size - 1)
      let folded = (index % period + period) % period
      return folded < size ? folded : period - folded
    }
  }

  private func backward(_ old: [Int], _ axes: [Int], _ pads: [Int]) -> OperationStep.Backward? {
    guard mode == .constant else { return nil }
    return { _, _, gradients, _ in
      guard var gradient = gradients[0] else { return [nil] }
      for (number, axis) in axes.enumerated() {
        let size = gradient.shape[axis]
        let places = (0..<old[axis]).map { index in
          let place = index + pads[number]
          return place >= 0 && place < size ? place : -1
        }
        gradient = gradient.moved(Picking(axis: axis, places: places))
      }
      return [gradient]
    }
  }
}
