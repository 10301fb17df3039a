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
    let left = MatrixView(Rule.Real.unwrap(a), transposed: transposeA)
    let right = MatrixView(Rule.Real.unwrap(b), transposed: transposeB)
    precondition(
      left.columns == right.rows, "inner sizes \(left.columns) and \(right.rows) differ")
    count(rule, Tally(accumulate: left.rows * right.columns * left.columns))
    let product = MatrixContraction(rule, left, right, session.nextCall())
    return Rule.Real.wrap(
      Tensor(shape: [left.rows, right.columns], values: product.values(threads: threads)))
  }
}

/// A matrix or its transpose.
private struct MatrixView<Real: RealNumber>: Sendable {
  let values: [Real]
  let rows: Int
  let columns: Int
  let rowStride: Int
  let columnStride: Int

  init(_ matrix: Tensor<Real>, transposed: Bool) {
    values = matrix.values
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    (self.rows, self.columns) = transposed ? (columns, rows) : (rows, columns)
    (rowStride, columnStride) = transposed ? (1, columns) : (columns, 1)
  }
}

/// `left` `[m, depth]` times `right` `[depth, n]`: one chain an output, k ascending from zero.
///
/// Output (i, j) draws the bits of element `i · n′ + j`, with n′ = n made even, so that a pair that
/// shares random blocks lies in one row.
private struct MatrixContraction<Rule: RoundingRule>: Sendable {
  typealias Real = Rule.Real
  typealias Factor = Rule.Factor

  private let contraction: Contraction<Rule>
  private let left: MatrixView<Real>
  private let right: MatrixView<Real>

  /// Outputs that a thread works on at a time, and the steps that it takes before it moves on: what
  /// fits into a core's second-level cache.
  private static var blockRows: Int { 192 }
  private static var blockColumns: Int { 512 }
  private static var blockSteps: Int { 256 }

  init(_ rule: Rule, _ left: MatrixView<Real>, _ right: MatrixView<Real>, _ key: CallKey) {
    self.left = left
    self.right = right
    contraction = Contraction(
      rule: rule, key: key,
      magnitudes: Magnitudes(rule, left.values, right.values, steps: left.columns))
  }

  func values(threads: Int) -> [Real] {
    let (m, n) = (left.rows, right.columns)
    let rowBlocks = (m + Self.blockRows - 1) / Self.blockRows
    let panels = rowBlocks == 0 ? [] : (0..<rowBlocks).map(panel)
    // Narrow blocks where there are few, so that every thread has some.
    let width = max(
      64, min(Self.blockColumns, ((n + 4 * threads - 1) / (4 * threads) + 63) & ~63))
    let columnBlocks = (n + width - 1) / width
    return [Real](unsafeUninitializedCapacity: m * n) { buffer, initialized in
      initialized = m * n
      guard let output = buffer.baseAddress, m * n > 0 else { return }
      nonisolated(unsafe) let target = output
      Tiling.forEach(columnBlocks * rowBlocks, threads: threads) { block in
        let (row, column) = (block % rowBlocks, block / rowBlocks * width)
        fill(panels[row], row * Self.blockRows, column..<min(n, column + width), target)
      }
    }
  }

  private func panel(_ block: Int) -> LeftPanels<Factor> {
    let first = block * Self.blockRows
    return left.values.withUnsafeBufferPointer { values in
      LeftPanels(rows: min(Self.blockRows, left.rows - first), steps: left.columns) { row, step in
        Factor.nearest(
          values[(first + row) * left.rowStride + step * left.columnStride].wide)
      }
    }
  }

  private func fill(
    _ panel: LeftPanels<Factor>, _ firstRow: Int, _ columns: Range<Int>,
    _ output: UnsafeMutablePointer<Real>
  ) {
    let (depth, n) = (left.columns, right.columns)
    let padded = (columns.count + 15) & ~15
    let steps = contraction.rule.splitsSteps ? min(depth, Self.blockSteps) : depth
    withScratch(panel.rows * padded, of: Factor.self) { sums in
      withScratch(steps * padded, of: Factor.self) { packed in
        // Column blocks of a tile's width, each step by step.
        for start in stride(from: 0, to: depth, by: max(1, steps)) {
          let run = start..<min(depth, start + steps)
          var column = 0
          while column < padded {
            let width = TileShape.widths.first { $0 <= padded - column } ?? 16
            let block = packed + column * steps
            pack(run, columns.lowerBound + column, min(width, columns.count - column), width, block)
            let offsets = (0..<run.count).map { $0 * width }
            // `add` takes steps of the panel; offsets start with the run.
            offsets.withUnsafeBufferPointer { offsets in
              guard let offset = offsets.baseAddress else { return }
              contraction.add(
                panel, steps: run, firstStep: run.lowerBound, block,
                offset - run.lowerBound, columns: width, sums + column, stride: padded,
                element: firstRow * evenColumns + columns.lowerBound + column,
                elementStride: evenColumns)
            }
            column += width
          }
        }
      }
      for row in 0..<min(Self.blockRows, left.rows - firstRow) {
        let target = output + (firstRow + row) * n + columns.lowerBound
        for column in 0..<columns.count {
          (target + column).initialize(to: Real.nearest(sums[row * padded + column].wide))
        }
      }
    }
  }

  private var evenColumns: Int { (right.columns + 1) & ~1 }

  /// Some steps of `width` columns, step by step; columns from `count` on are zero.
  private func pack(
    _ steps: Range<Int>, _ first: Int, _ count: Int, _ width: Int,
    _ packed: UnsafeMutablePointer<Factor>
  ) {
    right.values.withUnsafeBufferPointer { values in
      for (k, step) in steps.enumerated() {
        let source = step * right.rowStride + first * right.columnStride
        let target = packed + k * width
        for column in 0..<count {
          target[column] = Factor.nearest(values[source + column * right.columnStride].wide)
        }
        for column in count..<width { target[column] = 0 }
      }
    }
  }
}
