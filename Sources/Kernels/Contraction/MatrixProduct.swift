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
    let shape = ProductShape(a, b, transposeA, transposeB)
    let left = MatrixView(Rule.Real.unwrap(a), transposed: transposeA)
    let right = MatrixView(Rule.Real.unwrap(b), transposed: transposeB)
    count(rule, shape.tally)
    let product = MatrixContraction(rule, shape.items, left, right, session.nextCall())
    return Rule.Real.wrap(
      Tensor(shape: shape.result, values: product.values(threads: threads)))
  }
}

/// The sizes of a product of matrices or of two stacks of them.
struct ProductShape {
  /// Axes before the matrices' own.
  let stack: [Int]
  let rows: Int
  let depth: Int
  let columns: Int

  init(_ a: RealTensor, _ b: RealTensor, _ transposeA: Bool, _ transposeB: Bool) {
    precondition(
      a.shape.count >= 2 && a.shape.dropLast(2) == b.shape.dropLast(2),
      "shapes \(a.shape) and \(b.shape) are not those of matrices or of equal stacks")
    stack = Array(a.shape.dropLast(2))
    let (left, right) = (Array(a.shape.suffix(2)), Array(b.shape.suffix(2)))
    (rows, depth) = transposeA ? (left[1], left[0]) : (left[0], left[1])
    let (inner, outer) = transposeB ? (right[1], right[0]) : (right[0], right[1])
    columns = outer
    precondition(depth == inner, "inner sizes \(depth) and \(inner) differ")
  }

  var items: Int { stack.reduce(1, *) }
  var result: [Int] { stack + [rows, columns] }
  var tally: Tally { Tally(accumulate: items * rows * columns * depth) }
}

/// The matrices of a stack or their transposes, one after the other.
private struct MatrixView<Real: RealNumber>: Sendable {
  let values: [Real]
  let rows: Int
  let columns: Int
  let rowStride: Int
  let columnStride: Int

  init(_ matrices: Tensor<Real>, transposed: Bool) {
    values = matrices.values
    let sizes = matrices.shape.suffix(2)
    let (rows, columns) = (sizes[sizes.startIndex], sizes[sizes.startIndex + 1])
    (self.rows, self.columns) = transposed ? (columns, rows) : (rows, columns)
    (rowStride, columnStride) = transposed ? (1, columns) : (columns, 1)
  }

  /// Where a matrix of the stack starts.
  func start(of item: Int) -> Int { item * rows * columns }
}

/// `left` `[items, m, depth]` times `right` `[items, depth, n]`: one chain an output, k ascending
/// from zero.
///
/// Output (s, i, j) draws the bits of element `(s · m + i) · n′ + j`, with n′ = n made even, so that a
/// pair that shares random blocks lies in one row.
private struct MatrixContraction<Rule: RoundingRule>: Sendable {
  typealias Real = Rule.Real
  typealias Factor = Rule.Factor

  private let contraction: Contraction<Rule>
  private let items: Int
  private let left: MatrixView<Real>
  private let right: MatrixView<Real>
  /// Where steps start in blocks of 16, 32, 48 and 64 columns.
  private let rowStarts: [[Int]]

  /// Outputs that a thread works on at a time, and the steps that it takes before it moves on: what
  /// fits into a core's second-level cache.
  private static var blockRows: Int { 192 }
  private static var blockColumns: Int { 256 }
  private static var blockSteps: Int { 256 }
  /// Blocks of rows that columns are packed for once.
  private static var mostBlocks: Int { 8 }

  init(
    _ rule: Rule, _ items: Int, _ left: MatrixView<Real>, _ right: MatrixView<Real>, _ key: CallKey
  ) {
    self.items = items
    self.left = left
    self.right = right
    rowStarts = (1...4).map { width in (0..<left.columns).map { 16 * width * $0 } }
    contraction = Contraction(
      rule: rule, key: key,
      magnitudes: Magnitudes(rule, left.values, right.values, steps: left.columns))
  }

  func values(threads: Int) -> [Real] {
    let (m, n) = (left.rows, right.columns)
    let rowBlocks = (m + Self.blockRows - 1) / Self.blockRows
    let panels = (0..<items * rowBlocks).map { panel($0 / rowBlocks, $0 % rowBlocks) }
    // Narrow blocks where there are few, so that every thread has some.
    let share = (n * items + 4 * threads - 1) / (4 * threads)
    let width = max(64, min(Self.blockColumns, (share + 63) & ~63))
    let columnBlocks = (n + width - 1) / width
    let groupBlocks = groupBlocks(of: rowBlocks, tasks: columnBlocks * items, threads)
    let groups = (rowBlocks + groupBlocks - 1) / groupBlocks
    return [Real](unsafeUninitializedCapacity: items * m * n) { buffer, initialized in
      initialized = items * m * n
      guard let output = buffer.baseAddress, items * m * n > 0 else { return }
      buffer.onLargePages()
      nonisolated(unsafe) let target = output
      let padded = (min(width, n) + 15) & ~15
      let steps = min(left.columns, Self.blockSteps)
      Tiling.forEach(
        columnBlocks * items * groups, threads: threads,
        scratch: {
          (
            Scratch<Factor>(steps * padded),
            Scratch<Factor>((groupBlocks * Self.blockRows + 5) * padded)
          )
        }
      ) { index, scratch in
        let (item, column) = (index / groups % items, index / groups / items * width)
        let blocks =
          index % groups * groupBlocks..<min(rowBlocks, (index % groups + 1) * groupBlocks)
        let columns = column..<min(n, column + width)
        add(
          panels[item * rowBlocks..<(item + 1) * rowBlocks], blocks, item, columns, steps,
          packed: scratch.0.start, scratch.1.start)
        let row = blocks.lowerBound * Self.blockRows
        write(
          item * m + row, min(blocks.count * Self.blockRows, m - row), columns, scratch.1.start,
          target)
      }
    }
  }

  /// Blocks of rows that are summed together: all, unless threads would have nothing to do then.
  private func groupBlocks(of rowBlocks: Int, tasks: Int, _ threads: Int) -> Int {
    let groups = (4 * threads + tasks - 1) / max(1, tasks)
    return max(1, min(Self.mostBlocks, rowBlocks / max(1, groups)))
  }

  private func panel(_ item: Int, _ block: Int) -> LeftPanels<Factor> {
    let first = block * Self.blockRows
    return LeftPanels(
      rows: min(Self.blockRows, left.rows - first), steps: left.columns, of: left.values,
      from: left.start(of: item) + first * left.rowStride, rowStride: left.rowStride,
      stepStride: left.columnStride)
  }

  /// Sums some blocks of rows in some columns, so many steps at a time.
  private func add(
    _ panels: ArraySlice<LeftPanels<Factor>>, _ blocks: Range<Int>, _ item: Int,
    _ columns: Range<Int>, _ steps: Int, packed: UnsafeMutablePointer<Factor>,
    _ sums: UnsafeMutablePointer<Factor>
  ) {
    let padded = (columns.count + 15) & ~15
    let blockSize = Self.blockRows * padded
    if left.columns == 0 { sums.update(repeating: 0, count: blocks.count * blockSize) }
    for start in stride(from: 0, to: left.columns, by: max(1, steps)) {
      let run = start..<min(left.columns, start + steps)
      pack(item, run, columns, packed)
      for block in blocks {
        add(
          panels[panels.startIndex + block], run, item * left.rows + block * Self.blockRows,
          columns, packed, sums + (block - blocks.lowerBound) * blockSize)
      }
    }
  }

  /// Sums one block of rows over a run of steps, tile by tile.
  ///
  /// - Parameter firstRow: that of the block, among the rows of all items.
  private func add(
    _ panel: LeftPanels<Factor>, _ run: Range<Int>, _ firstRow: Int, _ columns: Range<Int>,
    _ packed: UnsafePointer<Factor>, _ sums: UnsafeMutablePointer<Factor>
  ) {
    let padded = (columns.count + 15) & ~15
    for column in stride(from: 0, to: padded, by: TileShape.widest) {
      let width = min(TileShape.widest, padded - column)
      rowStarts[width / 16 - 1].withUnsafeBufferPointer { offsets in
        guard let offsets = offsets.baseAddress else { return }
        contraction.add(
          panel, steps: run, firstStep: run.lowerBound, packed + column * run.count,
          offsets - run.lowerBound, columns: width,
          element: firstRow * evenColumns + columns.lowerBound + column,
          elementStride: evenColumns
        ) { rows, range in
          TileTarget(
            sums: sums + rows.lowerBound * padded + column + range.lowerBound, stride: padded)
        }
      }
    }
  }

  private func write(
    _ firstRow: Int, _ rows: Int, _ columns: Range<Int>, _ sums: UnsafePointer<Factor>,
    _ output: UnsafeMutablePointer<Real>
  ) {
    let padded = (columns.count + 15) & ~15
    for row in 0..<rows {
      let target = output + (firstRow + row) * right.columns + columns.lowerBound
      copyNumbers(sums + row * padded, to: target, count: columns.count)
    }
  }

  private var evenColumns: Int { (right.columns + 1) & ~1 }

  /// Some steps of some columns, in blocks of a tile's width; columns that fill up the last are zero.
  private func pack(
    _ item: Int, _ steps: Range<Int>, _ columns: Range<Int>,
    _ packed: UnsafeMutablePointer<Factor>
  ) {
    let padded = (columns.count + 15) & ~15
    right.values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      let start = first + right.start(of: item)
      for (k, step) in steps.enumerated() {
        for block in stride(from: 0, to: padded, by: TileShape.widest) {
          let width = min(TileShape.widest, padded - block)
          let count = min(width, columns.count - block)
          let source =
            start + step * right.rowStride + (columns.lowerBound + block) * right.columnStride
          let target = packed + block * steps.count + k * width
          if right.columnStride == 1 {
            copyNumbers(source, to: target, count: count)
          } else {
            for column in 0..<count {
              target[column] = Factor.nearest(source[column * right.columnStride].wide)
            }
          }
          for column in count..<width { target[column] = 0 }
        }
      }
    }
  }
}
