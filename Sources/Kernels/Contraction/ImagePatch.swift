internal import ArithmeticTypes

/// The input rows of a group of output rows, padded with zeros and sorted by remainders of strides,
/// such that a step's factors of all outputs lie side by side.
struct ImagePatch<Factor: RealNumber>: Sendable {
  /// Output rows that are computed at once, as one long row.
  let rows: Int
  /// Output rows that follow each other in one patch: a thread's work between two looks at the list.
  let groupRows: Int
  /// Numbers in a patch.
  let count: Int
  private let shape: ConvolutionShape
  /// Input rows of one remainder that a block of output rows needs, and those that the patch holds.
  private let (rowsEach, rowsHeld): (Int, Int)
  /// Whether each row of outputs is computed by itself. The patch then is a ring of input rows, with
  /// room for those that come next.
  private let isRing: Bool
  /// Where each step's factors start: channel, then z, y and x of the filter; for each place of the
  /// first input row in the ring.
  private let offsets: [[Int]]
  /// Output rows are taken this far apart: where filters have gaps, those that see the same input rows
  /// follow each other.
  let rowStep: Int

  /// Bytes that a patch of several rows aims at: what the second-level cache has room for beside the
  /// filters.
  private static var target: Int { 512 << 10 }

  init(_ shape: ConvolutionShape, threads: Int) {
    self.shape = shape
    let (stride, kernel, output) = (shape.stride, shape.kernel, shape.output)
    let dilation = shape.dilation
    rowStep = stride.height == 1 ? dilation.height : 1
    // Places of taps along y, in rows that follow each other, and remainders of strides.
    let taps = (0..<kernel.height).map { y in
      stride.height == 1
        ? (row: y, remainder: 0)
        : (row: y * dilation.height / stride.height, remainder: y * dilation.height % stride.height)
    }
    let overlap = taps.last?.row ?? 0
    // One row of every channel, slice and remainder.
    let line = shape.channels * kernel.depth * stride.height * stride.width * shape.rowLength
    // Every thread gets several groups, so that none waits long at the end.
    let share = (output.height * output.depth * shape.images + 4 * threads - 1) / (4 * threads)
    // Rows one by one end in tiles that are not full; together they have outputs that nobody wants.
    isRing =
      rowStep > 1 || (output.width + 15) & ~15 <= shape.rowLength + shape.rowLength / 32
    if isRing {
      rows = 1
      groupRows = max(1, min((output.height + rowStep - 1) / rowStep, share))
    } else {
      let fitting = Self.target / max(1, line * MemoryLayout<Factor>.size) - overlap
      rows = max(1, min(output.height, fitting, share))
      groupRows = rows
    }
    rowsEach = rows + overlap
    rowsHeld = isRing ? rowsEach + 1 : rowsEach
    // Tiles read on to a multiple of their width, and the filter reaches over.
    count = line * rowsHeld + (kernel.width - 1) * dilation.width + 1 + TileShape.widest
    offsets = (0..<(isRing ? rowsHeld : 1)).map { [rowsHeld] first in
      var offsets = [Int]()
      offsets.reserveCapacity(shape.steps)
      for slice in 0..<shape.channels * kernel.depth {
        for tap in taps {
          for x in 0..<kernel.width {
            let place = x * dilation.width
            let remainder = tap.remainder * stride.width + place % stride.width
            let plane = (slice * stride.height * stride.width + remainder) * rowsHeld
            let row = (first + tap.row) % rowsHeld
            offsets.append((plane + row) * shape.rowLength + place / stride.width)
          }
        }
      }
      return offsets
    }
  }

  /// Output rows of residue r modulo `rowStep`.
  func rows(residue: Int) -> Int {
    (shape.output.height - residue + rowStep - 1) / rowStep
  }

  /// The columns of a block of so many output rows.
  func columns(rows: Int) -> Int {
    isRing ? shape.output.width : rows * shape.rowLength
  }

  /// Where each step's factors start, for the output rows from `firstRow` of their residue on.
  func offsets(firstRow: Int) -> [Int] { offsets[isRing ? firstRow % rowsHeld : 0] }

  /// Fills `scratch`, zero at first, for output rows from `firstRow` of a residue on in slice `z` of an
  /// image.
  ///
  /// The zeros before and after rows stay from one row to the next.
  ///
  /// - Parameter slope: where there is one, numbers that are not positive are multiplied by it, to
  ///   nearest.
  func copy<Real: RealNumber>(
    _ images: UnsafeBufferPointer<Real>, _ image: Int, _ z: Int, _ firstRow: Int, residue: Int,
    slope: Real?, _ scratch: UnsafeMutablePointer<Factor>
  ) {
    copy(images, image, z, firstRow, residue, 0..<rowsEach, of: slices(0, of: 1), slope, scratch)
  }

  /// Adds a part of the input rows that output row `row` needs and the one before it did not; where
  /// rows are computed one by one.
  func copyNew<Real: RealNumber>(
    _ images: UnsafeBufferPointer<Real>, _ image: Int, _ z: Int, _ row: Int, residue: Int,
    slope: Real?, part: Int, of parts: Int, _ scratch: UnsafeMutablePointer<Factor>
  ) {
    copy(
      images, image, z, row, residue, rowsEach - 1..<rowsEach, of: slices(part, of: parts), slope,
      scratch)
  }

  /// Calls `body` with the index of the first voxel of each cache line in a part of the input rows
  /// that the block after `rows` needs and the block of `rows` did not.
  @inline(__always)
  func forEachNewLine(
    after rows: Range<Int>, residue: Int, _ image: Int, _ z: Int, part: Int, of parts: Int,
    _ body: (Int) -> Void
  ) {
    let (size, stride) = (shape.size, shape.stride)
    let overlap = (shape.kernel.height - 1) * shape.dilation.height - (stride.height - 1)
    let first =
      residue + rows.upperBound * stride.height * rowStep - shape.before.height + max(0, overlap)
    let last = min(size.height, first + (rowStep > 1 ? 1 : rows.count * stride.height))
    guard first >= 0, first < last else { return }
    for slice in slices(part, of: parts) {
      guard let start = row(first, of: slice, image, z) else { continue }
      for line in Swift.stride(from: 0, to: (last - first) * size.width, by: 16) {
        body(start + line)
      }
    }
  }

  /// A part of the slices of all channels that one output needs.
  private func slices(_ part: Int, of parts: Int) -> Range<Int> {
    let all = shape.channels * shape.kernel.depth
    return part * all / parts..<(part + 1) * all / parts
  }

  /// Where row `y` of a slice starts in the images; none where it lies outside.
  private func row(_ y: Int, of slice: Int, _ image: Int, _ z: Int) -> Int? {
    let (size, depth) = (shape.size, shape.kernel.depth)
    let (channel, offset) = (slice / depth, slice % depth)
    let z = z * shape.stride.depth + offset * shape.dilation.depth - shape.before.depth
    guard z >= 0, z < size.depth, y >= 0, y < size.height else { return nil }
    return (((image * shape.channels + channel) * size.depth + z) * size.height + y) * size.width
  }

  private func copy<Real: RealNumber>(
    _ images: UnsafeBufferPointer<Real>, _ image: Int, _ z: Int, _ firstRow: Int, _ residue: Int,
    _ rows: Range<Int>, of slices: Range<Int>, _ slope: Real?,
    _ scratch: UnsafeMutablePointer<Factor>
  ) {
    let stride = shape.stride
    let planeLength = rowsHeld * shape.rowLength
    var plane = scratch + slices.lowerBound * stride.height * stride.width * planeLength
    for slice in slices {
      for remainderY in 0..<stride.height {
        for remainderX in 0..<stride.width {
          for row in rows {
            let place = isRing ? (firstRow + row) % rowsHeld : row
            let target = plane + place * shape.rowLength
            let y =
              residue + (firstRow + row) * stride.height * rowStep + remainderY
              - shape.before.height
            if let source = self.row(y, of: slice, image, z) {
              copy(images, source, remainderX, target, slope)
            } else {
              target.update(repeating: 0, count: shape.rowLength)
            }
          }
          plane += planeLength
        }
      }
    }
  }

  /// One row: voxels `remainder`, `remainder` + stride, … of the padded row.
  @inline(__always)
  private func copy<Real: RealNumber>(
    _ images: UnsafeBufferPointer<Real>, _ source: Int, _ remainder: Int,
    _ target: UnsafeMutablePointer<Factor>, _ slope: Real?
  ) {
    guard let start = images.baseAddress else { return }
    let stride = shape.stride.width
    let shift = remainder - shape.before.width
    // The first and last place whose voxel lies inside the image.
    let first = shift >= 0 ? 0 : (-shift + stride - 1) / stride
    let last = min(shape.rowLength - 1, (shape.size.width - 1 - shift) / stride)
    guard shape.size.width - 1 - shift >= 0, first <= last else { return }
    let row = start + source + shift
    if let slope {
      precondition(stride == 1, "only images at every voxel are activated on the way")
      activate(row + first, slope, target + first, count: last - first + 1)
    } else if stride == 1 {
      copyNumbers(row + first, to: target + first, count: last - first + 1)
    } else {
      for place in first...last { target[place] = Factor.nearest(row[place * stride].wide) }
    }
  }

  /// A loop from zero on, which compiles to vectors.
  @inline(__always)
  private func activate<Real: RealNumber>(
    _ row: UnsafePointer<Real>, _ slope: Real, _ target: UnsafeMutablePointer<Factor>, count: Int
  ) {
    for place in 0..<count {
      let value = row[place]
      target[place] = Factor.nearest((value > 0 ? value : slope * value).wide)
    }
  }
}
