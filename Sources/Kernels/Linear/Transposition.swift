internal import ArithmeticTypes

extension Tensor {
  /// This matrix, or its transpose, row by row.
  func rowMajor(transposed: Bool) -> Tensor {
    guard transposed else { return self }
    let (rows, columns) = (shape[0], shape[1])
    let turned = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      for j in 0..<columns {
        for i in 0..<rows {
          buffer.initializeElement(at: j * rows + i, to: values[i * columns + j])
        }
      }
      initialized = count
    }
    return Tensor(shape: [columns, rows], values: turned)
  }
}
