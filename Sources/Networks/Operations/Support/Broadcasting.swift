import Arithmetic

/// The shape that tensors are brought to before they are combined element by element: axes are matched
/// from the last one on, and an extent of 1 is repeated (ONNX's `Broadcasting.md`, NumPy's rule).
enum Broadcasting {
  /// - Throws: `ModelError` where two extents differ and neither is 1.
  static func shape(_ shapes: [[Int]]) throws(ModelError) -> [Int] {
    let rank = shapes.map(\.count).max() ?? 0
    var result = [Int](repeating: 1, count: rank)
    for shape in shapes {
      for (axis, extent) in zip(rank - shape.count..<rank, shape) where extent != 1 {
        guard result[axis] == 1 || result[axis] == extent else {
          throw ModelError(
            "shapes \(shapes.map { "[\($0.map(String.init).joined(separator: ", "))]" }.joined(separator: " and "))"
              + " do not go together")
        }
        result[axis] = extent
      }
    }
    return result
  }

  /// - Throws: `ModelError` where `shape` cannot be brought to `target`.
  static func check(_ shape: [Int], to target: [Int], _ what: String) throws(ModelError) {
    let fits =
      shape.count <= target.count
      && zip(shape.reversed(), target.reversed()).allSatisfy { $0 == $1 || $0 == 1 }
    guard fits else { throw ModelError("\(what) of shape \(shape) does not go with \(target)") }
  }
}

extension NetworkTensor {
  func expanded(to target: [Int]) -> NetworkTensor {
    shape == target ? self : moved(StridedView.expanding(shape, to: target))
  }
}

extension RealTensor {
  func expanded(to target: [Int]) -> RealTensor {
    shape == target ? self : moved(StridedView.expanding(shape, to: target))
  }

  /// The sum over the axes that broadcasting repeated: the gradient of an operand of `shape`.
  func contracted(to target: [Int], _ arithmetic: any Arithmetic) -> RealTensor {
    guard shape != target else { return self }
    let missing = shape.count - target.count
    let axes = shape.indices.filter { axis in
      axis < missing || (target[axis - missing] == 1 && shape[axis] != 1)
    }
    return axes.isEmpty
      ? reshaped(target) : summed(over: axes, arithmetic).reshaped(target)
  }

  /// Sums over some axes, which go away; in the order of `channelSum`.
  func summed(over axes: [Int], _ arithmetic: any Arithmetic) -> RealTensor {
    let rows = rows(reducing: axes)
    let kept = shape.indices.filter { !axes.contains($0) }.map { shape[$0] }
    guard rows.count > 0 else { return .filled(format, kept, 0) }
    return arithmetic.channelSum(rows).reshaped(kept)
  }

  /// `[1, kept, reduced]`: the elements that are taken together in one row.
  func rows(reducing axes: [Int]) -> RealTensor {
    let kept = shape.indices.filter { !axes.contains($0) }
    let order = kept + axes
    let moved =
      order == Array(shape.indices) ? self : self.moved(StridedView.transposing(shape, order))
    return moved.reshaped([
      1, kept.reduce(1) { $0 * shape[$1] }, axes.reduce(1) { $0 * shape[$1] },
    ])
  }
}
