import Arithmetic

/// Moving numbers about without computing: nothing here rounds.
extension RealTensor {
  /// Parts with rows of one length under one another, `[rows, n]`.
  ///
  /// - Precondition: at least one part, all of one format.
  static func stacked(_ parts: [RealTensor], width: Int) -> RealTensor {
    func stack<Number>(_ tensors: [Tensor<Number>]) -> Tensor<Number> {
      var values: [Number] = []
      values.reserveCapacity(tensors.reduce(0) { $0 + $1.count })
      for tensor in tensors { values += tensor.values }
      return Tensor(shape: [values.count / max(width, 1), width], values: values)
    }
    switch parts[0].format {
    case .binary32:
      return .binary32(stack(parts.compactMap { if case .binary32(let t) = $0 { t } else { nil } }))
    case .binary64:
      return .binary64(stack(parts.compactMap { if case .binary64(let t) = $0 { t } else { nil } }))
    }
  }

  /// All elements one after another, `[n]`.
  static func joined(_ parts: [RealTensor]) -> RealTensor {
    let column = stacked(parts, width: 1)
    return column.reshaped([column.count])
  }

  /// The transpose of a matrix.
  var transposed: RealTensor {
    let (rows, columns) = (shape[0], shape[1])
    return gathered([columns, rows]) { target in target % rows * columns + target / rows }
  }

  /// Columns `indices` of a matrix.
  func columns(_ indices: [Int]) -> RealTensor {
    let (width, count) = (shape[1], indices.count)
    return gathered([shape[0], count]) { target in
      target / count * width + indices[target % count]
    }
  }

  /// Each row of a matrix `times` times in succession.
  func rowsRepeated(_ times: Int) -> RealTensor {
    let width = shape[1]
    return gathered([shape[0] * times, width]) { target in
      target / width / times * width + target % width
    }
  }

  /// A tensor whose element t is this one's element `source(t)`.
  @inline(__always)
  func gathered(_ shape: [Int], _ source: (Int) -> Int) -> RealTensor {
    switch self {
    case .binary32(let tensor): .binary32(tensor.gathered(shape, source))
    case .binary64(let tensor): .binary64(tensor.gathered(shape, source))
    }
  }
}

extension Tensor {
  /// A tensor whose element t is this one's element `source(t)`.
  @inline(__always)
  func gathered(_ shape: [Int], _ source: (Int) -> Int) -> Tensor {
    let count = shape.reduce(1, *)
    let gathered = values.withUnsafeBufferPointer { from in
      [Element](unsafeUninitializedCapacity: count) { to, initialized in
        for target in 0..<count { to.initializeElement(at: target, to: from[source(target)]) }
        initialized = count
      }
    }
    return Tensor(shape: shape, values: gathered)
  }
}
