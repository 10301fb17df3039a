/// Moving data along an axis: no arithmetic, so the same under every one.
extension Tensor {
  /// The tensors one after the other along `axis`; their other extents are equal.
  public static func concatenate(_ parts: [Tensor], axis: Int) -> Tensor {
    precondition(!parts.isEmpty, "nothing to concatenate")
    var shape = parts[0].shape
    shape[axis] = 0
    for part in parts {
      precondition(
        part.shape.count == shape.count
          && part.shape.indices.allSatisfy { $0 == axis || part.shape[$0] == shape[$0] },
        "shapes \(parts.map(\.shape)) do not fit along axis \(axis)")
      shape[axis] += part.shape[axis]
    }
    let outer = shape[..<axis].reduce(1, *)
    let widths = parts.map { $0.shape[axis...].reduce(1, *) }
    let count = shape.reduce(1, *)
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard var output = buffer.baseAddress else { return }
      for block in 0..<outer {
        for (part, width) in zip(parts, widths) {
          part.values.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            output.initialize(from: start + block * width, count: width)
          }
          output += width
        }
      }
      initialized = count
    }
    return Tensor(shape: shape, values: values)
  }

  /// The elements of `range` along `axis`.
  public func slice(_ range: Range<Int>, axis: Int) -> Tensor {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[axis],
      "\(range) does not lie within axis \(axis) of shape \(shape)")
    var result = shape
    result[axis] = range.count
    let outer = shape[..<axis].reduce(1, *)
    let inner = shape[(axis + 1)...].reduce(1, *)
    let (stride, width) = (shape[axis] * inner, range.count * inner)
    let values = [Element](unsafeUninitializedCapacity: outer * width) { buffer, initialized in
      self.values.withUnsafeBufferPointer { source in
        guard let output = buffer.baseAddress, let start = source.baseAddress else { return }
        for block in 0..<outer {
          let from = start + block * stride + range.lowerBound * inner
          (output + block * width).initialize(from: from, count: width)
        }
        initialized = outer * width
      }
    }
    return Tensor(shape: result, values: values)
  }
}

extension RealTensor {
  /// The tensors one after the other along `axis`; formats and other extents are equal.
  public static func concatenate(_ parts: [RealTensor], axis: Int) -> RealTensor {
    switch parts.first {
    case .binary32:
      return .binary32(
        .concatenate(
          parts.map { part in
            guard case .binary32(let tensor) = part else { preconditionFailure("formats differ") }
            return tensor
          }, axis: axis))
    case .binary64:
      return .binary64(
        .concatenate(
          parts.map { part in
            guard case .binary64(let tensor) = part else { preconditionFailure("formats differ") }
            return tensor
          }, axis: axis))
    case nil: preconditionFailure("nothing to concatenate")
    }
  }

  /// The elements of `range` along `axis`.
  public func slice(_ range: Range<Int>, axis: Int) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.slice(range, axis: axis))
    case .binary64(let tensor): .binary64(tensor.slice(range, axis: axis))
    }
  }

  /// Consecutive slices of `sizes` along `axis`, which they fill: undoes `concatenate`.
  public func split(_ sizes: [Int], axis: Int) -> [RealTensor] {
    precondition(
      sizes.reduce(0, +) == shape[axis], "\(sizes) do not fill axis \(axis) of shape \(shape)")
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return slice(start..<start + size, axis: axis)
    }
  }
}
