internal import ArithmeticTypes

extension Backend {
  func matrixProduct(
    _ a: RealTensor, _ b: RealTensor, transposeA: Bool, transposeB: Bool
  ) -> RealTensor {
    switch a.format {
    case .binary32: matrixProduct(rule32, a, b, transposeA, transposeB)
    case .binary64: matrixProduct(rule64, a, b, transposeA, transposeB)
    }
  }

  private func matrixProduct<Rule: RoundingRule>(
    _ rule: Rule, _ a: RealTensor, _ b: RealTensor, _ transposeA: Bool, _ transposeB: Bool
  ) -> RealTensor {
    precondition(a.shape.count == 2 && b.shape.count == 2, "matrices expected")
    let left = Rule.Real.unwrap(a).rowMajor(transposed: transposeA)
    let right = Rule.Real.unwrap(b).rowMajor(transposed: transposeB)
    let (m, depth, n) = (left.shape[0], left.shape[1], right.shape[1])
    precondition(depth == right.shape[0], "inner sizes \(depth) and \(right.shape[0]) differ")
    count(rule, Tally(accumulate: m * n * depth))
    let result = rule.matrixProduct(left, right, session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: [m, n], values: result))
  }
}

extension RoundingRule {
  /// Rows of `left` `[m, depth]` times `right` `[depth, n]`, one chain an output, k ascending.
  ///
  /// Output (i, j) draws the words of element `i · n′ + j`, with n′ = n made even, so that a pair
  /// that shares random blocks lies in one row.
  fileprivate func matrixProduct(
    _ left: Tensor<Real>, _ right: Tensor<Real>, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    let (depth, n) = (left.shape[1], right.shape[1])
    let evenN = (n + 1) & ~1
    return Tiling.fill(
      left.shape[0], width: n, threads: threads, grain: max(1, 1 << 16 / max(1, n * depth))
    ) { (range, output: UnsafeMutablePointer<Real>) in
      for i in range {
        let row = AccumulatorRow(self, key, elements: i * evenN..<i * evenN + n, output + i * n)
        for k in 0..<depth {
          row.accumulate(left.values[i * depth + k], right.values, from: k * n)
        }
        row.finish()
      }
      return range.count
    }.values
  }
}

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
