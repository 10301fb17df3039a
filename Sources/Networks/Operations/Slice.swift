import Arithmetic

/// Elements from a start to an end by steps, along some axes: negative ones count from the end, those
/// beyond it are cut, and steps may go backwards.
struct Slice: NetworkOperation {
  static let name = "Slice"
  static let versions = [1, 10, 11, 13]
  static let attributes = [
    AttributeRule("starts", .integers, until: 9), AttributeRule("ends", .integers, until: 9),
    AttributeRule("axes", .integers, until: 9),
  ]
  static let inputs = 1...5

  private let attributes: Attributes

  init(_ attributes: Attributes) { self.attributes = attributes }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    var (starts, ends) = (attributes.integers("starts"), attributes.integers("ends"))
    var (axes, steps) = (attributes.integers("axes"), [Int]?.none)
    if attributes.version >= 10 {
      starts = try inputs.integers(1, "starts")
      ends = try inputs.integers(2, "ends")
      axes = try inputs.integers(3, "axes")
      steps = try inputs.integers(4, "steps")
    }
    guard let starts, let ends, starts.count == ends.count else {
      throw ModelError("starts and ends are missing, or not as many")
    }
    let named = axes ?? Array(starts.indices)
    guard named.count == starts.count, steps.map({ $0.count == starts.count }) ?? true else {
      throw ModelError(
        "\(starts.count) starts with \(named.count) axes and \(steps?.count ?? 0) steps")
    }
    _ = try OperationInputs.axes(named, rank: x.shape.count)
    let own = StridedView.strides(of: x.shape)
    var view = StridedView(of: x.shape)
    for (index, axis) in named.enumerated() {
      let axis = try OperationInputs.axis(axis, rank: x.shape.count)
      let (start, count, step) = try Self.range(
        starts[index], ends[index], steps?[index] ?? 1, size: x.shape[axis])
      view.shape[axis] = count
      view.strides[axis] = own[axis] &* step
      view.offset += start * own[axis]
    }
    let final = view
    return .exact(
      [ValueFact(x.type, final.shape)],
      backward: { _, _, gradients, _ in
        guard let gradient = gradients[0], final.strides == own else { return [nil] }
        // Steps of one: the rest is zero.
        var result = gradient
        var left = final.offset
        for axis in x.shape.indices {
          let start = own[axis] == 0 ? 0 : left / own[axis]
          left -= start * own[axis]
          let places = (0..<x.shape[axis]).map {
            $0 >= start && $0 < start + final.shape[axis] ? $0 - start : -1
          }
          result = result.moved(Picking(axis: axis, places: places))
        }
        return [result]
      }
    ) { operands in [operands[0].moved(final)] }
  }

  /// First element, how many, and their distance.
  private static func range(_ start: Int, _ end: Int, _ step: Int, size: Int) throws(ModelError)
    -> (start: Int, count: Int, step: Int)
  {
    guard step != 0, step > Int.min else { throw ModelError("a step of \(step)") }
    func place(_ index: Int, _ range: ClosedRange<Int>) -> Int {
      let counted = index < 0 ? index.addingReportingOverflow(size).partialValue : index
      return min(max(counted, range.lowerBound), range.upperBound)
    }
    guard size > 0 else { return (0, 0, step) }
    if step > 0 {
      let (first, last) = (place(start, 0...size), place(end, 0...size))
      let count = last > first ? (last - first - 1) / step + 1 : 0
      return (count == 0 ? 0 : first, count, step)
    }
    let first = place(start, 0...size - 1)
    let last = end < -size ? -1 : place(end, -1...size - 1)
    let count = first > last ? (first - last - 1) / -step + 1 : 0
    return (count == 0 ? 0 : first, count, step)
  }
}
