import Arithmetic

/// A tensor with other extents: by nearest elements, exactly (all of them
/// twice on the kernel `upsample`); or by linear or cubic interpolation, one
/// axis after the other, the last one first.
///
/// Linear interpolation of the last one to three axes runs on the kernel `resize` where it does the
/// same; others are products with weights and sums, taps ascending. Places and weights follow from the
/// extents, in binary64.
struct Resize: NetworkOperation {
  static let name = "Resize"
  static let versions = [10, 11, 13, 18, 19]
  static let attributes = [
    AttributeRule("mode", .text),
    AttributeRule("coordinate_transformation_mode", .text, since: 11),
    AttributeRule("nearest_mode", .text, since: 11),
    AttributeRule("cubic_coeff_a", .number, since: 11),
    AttributeRule("exclude_outside", .integer, since: 11),
    AttributeRule("extrapolation_value", .number, since: 11),
    AttributeRule("antialias", .integer, since: 18), AttributeRule("axes", .integers, since: 18),
    AttributeRule("keep_aspect_ratio_policy", .text, since: 18),
  ]
  static let inputs = 1...4

  enum Mode: String, CaseIterable { case nearest, linear, cubic }

  private let attributes: Attributes
  private let mode: Mode
  private let nearest: ResizedAxis.Nearest
  private let extents: ResizeExtents
  private let outside: Double

  init(_ attributes: Attributes) throws(ModelError) {
    self.attributes = attributes
    mode = try attributes.word("mode", default: Mode.nearest)
    nearest = try attributes.word(
      "nearest_mode", default: attributes.version < 11 ? .floor : ResizedAxis.Nearest.preferFloor)
    extents = try ResizeExtents(attributes)
    outside = attributes.number("extrapolation_value", default: 0)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let axes = try extents.resolve(inputs)
    var shape = x.shape
    for (axis, own) in axes { shape[axis] = own.new }
    let output = ValueFact(x.type, shape)
    try inputs.checkRoom(for: [output])
    let changed = axes.filter { $0.own.new != $0.own.old || $0.own.coordinates == .cropAndResize }
    guard !changed.isEmpty else { return .exact([output]) { [$0[0]] } }
    guard x.count > 0 else { throw ModelError("its input has no elements") }
    if mode == .nearest {
      let moves = changed.map { Picking(axis: $0.axis, places: $0.own.nearest(nearest)) }
      let fill = outside
      let extents = changed.map(\.own.old)
      if let axes = doubled(moves, extents, rank: x.shape.count) {
        return .kernels(
          [], [output],
          backward: { _, _, gradients, arithmetic in
            [gradients[0].map { arithmetic.upsampleGradient($0, axes: axes) }]
          }
        ) { operands, arithmetic in
          [.real(arithmetic.upsample(operands.real(0), axes: axes))]
        }
      }
      return .exact(
        [output],
        backward: { _, _, gradients, arithmetic in
          [
            gradients[0].map { gradient in
              zip(moves, extents).reduce(gradient) {
                $0.unpicked($1.0, extent: $1.1, arithmetic)
              }
            }
          ]
        }
      ) { operands in
        [moves.reversed().reduce(operands[0]) { $0.moved($1, fill: fill) }]
      }
    }
    if let alignment = alignment(changed, rank: x.shape.count), mode == .linear {
      let first = changed.map(\.axis).min() ?? 0
      let sizes = Array(shape[first...])
      let old = Array(x.shape[first...])
      return .kernels(
        [.resize], [output],
        backward: { _, _, gradients, arithmetic in
          [gradients[0].map { arithmetic.resizeGradient($0, from: old, alignment: alignment) }]
        }
      ) { operands, arithmetic in
        [.real(arithmetic.resize(operands.real(0), to: sizes, alignment: alignment))]
      }
    }
    let isCubic = mode == .cubic
    let taps = changed.reversed().map { part in
      InterpolatedAxis(part.axis, part.own, part.own.taps(isCubic: isCubic))
    }
    let fill = outside
    return .kernels(
      [.multiply, .multiplyAdd], [output],
      backward: { _, _, gradients, arithmetic in
        [gradients[0].map { taps.reversed().reduce($0) { $1.adjoint($0, arithmetic) } }]
      }
    ) { operands, arithmetic in
      [.real(taps.reduce(operands.real(0)) { $1.interpolate($0, outside: fill, arithmetic) })]
    }
  }

  /// How many of the last axes are those whose elements are all repeated twice, where others stay.
  private func doubled(_ moves: [Picking], _ extents: [Int], rank: Int) -> Int? {
    let axes = moves.count
    guard axes <= 3, Set(moves.map(\.axis)) == Set(rank - axes..<rank) else { return nil }
    let areTwice = zip(moves, extents).allSatisfy { move, extent in
      move.places.count == 2 * extent
        && move.places.enumerated().allSatisfy { $0.element == $0.offset / 2 }
    }
    return areTwice ? axes : nil
  }

  /// How the kernel aligns axes as these are to be, where it does.
  private func alignment(_ axes: [(axis: Int, own: ResizedAxis)], rank: Int) -> ResizeAlignment? {
    guard let first = axes.map(\.axis).min(), rank - first <= 3,
      axes.allSatisfy({
        !$0.own.smooths && !$0.own.excludesOutside && $0.own.length == Double($0.own.new)
      })
    else { return nil }
    let kinds = Set(axes.map(\.own.coordinates))
    if kinds == [.alignCorners] { return .centres }
    if kinds == [.halfPixel] || (kinds == [.pytorchHalfPixel] && axes.allSatisfy { $0.own.new > 1 })
    {
      return .edges
    }
    return nil
  }
}
