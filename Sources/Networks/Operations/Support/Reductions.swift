import Arithmetic
import ExactFunctions

/// An operation that takes some axes together.
protocol AxisReduction: NetworkOperation {
  /// The version from which axes are an input.
  static var axesAreInputSince: Int { get }
  init(axes: ReducedAxes)
}

extension AxisReduction {
  static var versions: [Int] { [1, 11, 13, 18] }
  static var axesAreInputSince: Int { 18 }
  static var attributes: [AttributeRule] { ReducedAxes.rules(inputSince: axesAreInputSince) }
  static var inputs: ClosedRange<Int> { 1...2 }

  init(_ attributes: Attributes) throws(ModelError) {
    self.init(axes: try ReducedAxes(attributes, inputSince: Self.axesAreInputSince))
  }
}

/// Which axes an operation takes together.
///
/// Axes are an attribute at first and an input later; without any all are taken together, or none where
/// `noop_with_empty_axes` says so.
struct ReducedAxes: Sendable {
  private let attributes: Attributes
  private let keeps: Bool
  private let noneMeansNone: Bool
  /// The version from which axes are an input.
  private let inputSince: Int

  static func rules(inputSince version: Int) -> [AttributeRule] {
    [
      AttributeRule("axes", .integers, until: version - 1), AttributeRule("keepdims", .integer),
      AttributeRule("noop_with_empty_axes", .integer, since: version),
    ]
  }

  init(_ attributes: Attributes, inputSince version: Int) throws(ModelError) {
    self.attributes = attributes
    keeps = try attributes.flag("keepdims", default: true)
    noneMeansNone = try attributes.flag("noop_with_empty_axes", default: false)
    inputSince = version
  }

  /// The axes, ascending, and the shape of the result.
  ///
  /// - Throws: `ModelError` where axes are not known or not there.
  func resolve(_ inputs: OperationInputs) throws(ModelError) -> (axes: [Int], shape: [Int]) {
    let shape = try inputs[0].shape
    var wanted = attributes.integers("axes")
    if attributes.version >= inputSince { wanted = try inputs.integers(1, "axes") }
    var axes = try OperationInputs.axes(wanted ?? [], rank: shape.count)
    if axes.isEmpty, !noneMeansNone { axes = Array(shape.indices) }
    let kept = shape.indices.compactMap { axis -> Int? in
      axes.contains(axis) ? (keeps ? 1 : nil) : shape[axis]
    }
    return (axes, kept)
  }
}

extension RealTensor {
  /// Means over some axes, which go away: `channelSum`, then one division.
  func averaged(over axes: [Int], _ arithmetic: any Arithmetic) -> RealTensor {
    let count = axes.reduce(1) { $0 * shape[$1] }
    let sums = summed(over: axes, arithmetic)
    return arithmetic.divide(sums, Double(count))
  }

  /// The gradient of the greatest or least numbers over some axes: those that are as great take equal
  /// parts.
  static func backwardOfExtreme(_ axes: [Int]) -> OperationStep.Backward {
    { operands, outputs, gradients, arithmetic in
      guard let gradient = gradients[0], case .real(let y)? = outputs.first else { return [nil] }
      let x = operands.real(0)
      let single = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
      let isExtreme = x.compared(y.reshaped(single).expanded(to: x.shape), Equality())
      let ones = RealTensor.filled(x.format, x.shape, 1).masked(isExtreme)
      let counts = ones.summed(over: axes, arithmetic).reshaped(single)
      let parts = arithmetic.divide(gradient.reshaped(single), counts)
      return [parts.expanded(to: x.shape).masked(isExtreme)]
    }
  }

  /// The greatest or least numbers over some axes, which go away.
  func extreme(over axes: [Int], _ extreme: Extreme) -> RealTensor {
    let kept = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    switch rows(reducing: axes) {
    case .binary32(let rows): return .binary32(rows.extreme(extreme).reshaped(kept))
    case .binary64(let rows): return .binary64(rows.extreme(extreme).reshaped(kept))
    }
  }
}

extension Tensor where Element: BinaryFloatingPoint {
  /// Of each row of `[1, rows, columns]`.
  fileprivate func extreme(_ extreme: Extreme) -> Tensor {
    let (rows, columns) = (shape[1], shape[2])
    let found = (0..<rows).map { row in
      values[row * columns..<(row + 1) * columns]
        .reduce(Element(extreme.identity)) { extreme($0, $1) }
    }
    return Tensor(shape: [rows], values: found)
  }
}

extension ReducedAxes {
  /// A reduction of real numbers that is composed of kernels.
  ///
  /// - Parameters:
  ///   - gradient: that of the input, from the input, and the output and its gradient expanded to it.
  ///   - apply: gives the numbers without the axes; called for all elements where none are taken.
  func composed(
    _ inputs: OperationInputs, _ rounding: [Kernel], gradient: @escaping UnaryGradient,
    _ apply: @escaping @Sendable (RealTensor, [Int], any Arithmetic) -> RealTensor
  ) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let (axes, shape) = try resolve(inputs)
    let whole = x.shape
    let single = whole.indices.map { axes.contains($0) ? 1 : whole[$0] }
    return .kernels(
      rounding, [ValueFact(x.type, shape)],
      backward: { operands, outputs, gradients, arithmetic in
        guard case .real(let y)? = outputs.first, let own = gradients[0] else { return [nil] }
        func expanded(_ part: RealTensor) -> RealTensor {
          part.reshaped(single).expanded(to: whole)
        }
        return [gradient(operands.real(0), expanded(y), expanded(own), arithmetic)]
      }
    ) { operands, arithmetic in
      let x = operands.real(0)
      guard axes.isEmpty else { return [.real(apply(x, axes, arithmetic).reshaped(shape))] }
      // Each element by itself: along an axis of one.
      let alone = apply(x.reshaped(whole + [1]), [whole.count], arithmetic)
      return [.real(alone.reshaped(shape))]
    }
  }

  /// The greatest or least of real numbers, whole numbers or truth values.
  func extremes(_ inputs: OperationInputs, _ extreme: Extreme) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    let (axes, shape) = try resolve(inputs)
    guard !axes.isEmpty else { return .exact([x]) { [$0[0]] } }
    let most = x.type == .int32 ? Int64(Int32.max) : Int64.max
    let least = x.type == .int32 ? Int64(Int32.min) : Int64.min
    let old = x.shape
    let view = StridedView.transposing(
      old, old.indices.filter { !axes.contains($0) } + axes)
    return .exact([ValueFact(x.type, shape)], backward: RealTensor.backwardOfExtreme(axes)) {
      operands in
      if case .real(let x) = operands[0] {
        return [.real(x.extreme(over: axes, extreme).reshaped(shape))]
      }
      let (rows, columns) = (shape.reduce(1, *), axes.reduce(1) { $0 * old[$1] })
      switch operands[0].moved(view) {
      case .real: return []
      case .integer(let x):
        let start = extreme.isGreatest ? least : most
        return [
          .integer(
            x.reduced(rows, columns, start) { extreme.isGreatest ? max($0, $1) : min($0, $1) }
              .reshaped(shape))
        ]
      case .boolean(let x):
        return [
          .boolean(
            x.reduced(rows, columns, !extreme.isGreatest) {
              extreme.isGreatest ? $0 || $1 : $0 && $1
            }.reshaped(shape))
        ]
      }
    }
  }
}

extension Tensor {
  /// Rows of `columns` elements, each taken together one after the other.
  fileprivate func reduced(
    _ rows: Int, _ columns: Int, _ start: Element, _ combine: (Element, Element) -> Element
  ) -> Tensor {
    let found = (0..<rows).map { row in
      values[row * columns..<(row + 1) * columns].reduce(start, combine)
    }
    return Tensor(shape: [rows], values: found)
  }
}

private struct Equality: ExactRelation {
  func callAsFunction<Number: Comparable>(_ x: Number, _ y: Number) -> Bool { x == y }
}
