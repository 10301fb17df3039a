internal import ArithmeticTypes

extension Backend {
  func sampleAdjoint(
    _ values: RealTensor, at points: RealTensor, shape: [Int], interpolation: Interpolation,
    extendsEdges: Bool
  ) -> RealTensor {
    switch values.format {
    case .binary32: sampleAdjoint(rule32, values, points, shape, interpolation, extendsEdges)
    case .binary64: sampleAdjoint(rule64, values, points, shape, interpolation, extendsEdges)
    }
  }

  private func sampleAdjoint<Rule: RoundingRule>(
    _ rule: Rule, _ values: RealTensor, _ points: RealTensor, _ shape: [Int],
    _ interpolation: Interpolation, _ extendsEdges: Bool
  ) -> RealTensor {
    precondition(
      shape.count == 3 && (!extendsEdges || shape.allSatisfy { $0 > 0 } || values.count == 0),
      "volume [X, Y, Z] expected")
    precondition(
      points.shape == [values.count, 3], "\(values.count) points expected, not \(points.shape)")
    let (result, inside) = rule.spread(
      Rule.Real.unwrap(values).values,
      SlabOrder(Rule.Real.unwrap(points).values, shape, interpolation, extendsEdges),
      session.nextCall(), threads)
    count(rule, InterpolationTally.adjoint(interpolation) * inside)
    return Rule.Real.wrap(Tensor(shape: shape, values: result))
  }

  func resampleAdjoint(
    _ values: RealTensor, by matrix: [Double], shape: [Int], interpolation: Interpolation
  ) -> RealTensor {
    precondition(values.shape.count == 3 && shape.count == 3, "volumes [X, Y, Z] expected")
    return sampleAdjoint(
      values.reshaped([values.count]),
      at: transform(.voxelIndices(values.shape, values.format), by: matrix), shape: shape,
      interpolation: interpolation, extendsEdges: false)
  }
}

extension RoundingRule {
  /// The sums of every voxel, from zero: points by the slab along x where their cell begins, ascending,
  /// then in their own order, then by tap.
  ///
  /// The weights of point p (of N) draw the words of element p, whenever they are made again; tap t
  /// along x, of T, draws those of element N + T p + t.
  fileprivate func spread(
    _ values: [Real], _ points: SlabOrder<Real>, _ key: CallKey, _ threads: Int
  ) -> (values: [Real], inside: Int) {
    let shape = points.shape
    let slab = shape[1] * shape[2]
    let taps = points.interpolation.taps
    let result = Tiling.fill(
      shape[0], width: slab, threads: threads, grain: 1
    ) { (range, output: UnsafeMutablePointer<Real>) in
      for i in range {
        let sums = output + i * slab
        sums.initialize(repeating: 0, count: slab)
        // Taps beyond the edge repeat it, so they are near it too.
        for first in max(0, i - taps.upperBound + 1)...min(shape[0] - 1, i - taps.lowerBound) {
          for p in points[first] {
            for (t, tap) in taps.enumerated()
            where min(max(first + tap, 0), shape[0] - 1) == i {
              var weightBits = Bits(key, element: p)
              var bits = Bits(key, element: values.count + taps.count * p + t)
              spread(values[p], points, p, t, sums, &weightBits, &bits)
            }
          }
        }
      }
      return range.count
    }
    return (result.values, points.count)
  }

  /// Adds a value to the voxels of one slab: times the weight along x, then for each line times the
  /// weight along y, then multiply-adds of the weights along z. What has weight zero adds nothing;
  /// the nearest voxel gets the value itself.
  @inline(never)
  private func spread(
    _ value: Real, _ points: SlabOrder<Real>, _ p: Int, _ t: Int,
    _ sums: UnsafeMutablePointer<Real>, _ weightBits: inout Bits, _ bits: inout Bits
  ) {
    let (place, shape, taps) = (points.place(p), points.shape, points.interpolation.taps)
    if points.interpolation == .nearest {
      let at = place.1.nearestIndex * shape[2] + place.2.nearestIndex
      sums[at] = add(sums[at], value, &bits)
      return
    }
    let (j, k) = (Cell(place.1, size: shape[1]), Cell(place.2, size: shape[2]))
    let wx = weights(points, Cell(place.0, size: shape[0]), &weightBits)[t]
    let (wy, wz) = (weights(points, j, &weightBits), weights(points, k, &weightBits))
    let plane = multiply(wx, value, &bits)
    for (b, row) in taps.enumerated() {
      let line = multiply(wy[b], plane, &bits)
      let start = min(max(j.lower + row, 0), shape[1] - 1) * shape[2]
      for (c, column) in taps.enumerated() {
        let at = start + min(max(k.lower + column, 0), shape[2] - 1)
        let sum = accumulate(sums[at], wz[c], line, &bits)
        if wx != 0 && wy[b] != 0 && wz[c] != 0 { sums[at] = sum }
      }
    }
  }

  /// The weights of a location's taps along an axis.
  private func weights(_ points: SlabOrder<Real>, _ cell: Cell<Real>, _ bits: inout Bits)
    -> InlineArray<4, Real>
  {
    points.interpolation == .cubic
      ? keysWeights(cell.fraction, &bits)
      : [subtract(1, cell.fraction, &bits), cell.fraction, 0, 0]
  }
}

extension Interpolation {
  /// The taps along an axis, as distances from the voxel where a location's cell begins (or from the
  /// nearest one).
  fileprivate var taps: Range<Int> {
    switch self {
    case .nearest: 0..<1
    case .linear: 0..<2
    case .cubic: -1..<3
    }
  }
}

/// Points by the slab along x in which their cells begin (or that is nearest), in their own order
/// within a slab.
private struct SlabOrder<Real: RealNumber>: Sendable {
  let shape: [Int]
  let interpolation: Interpolation
  private let points: [Real]
  private let starts: [Int]
  private let order: [Int32]
  private let bounds: VolumeBounds

  init(_ points: [Real], _ shape: [Int], _ interpolation: Interpolation, _ extendsEdges: Bool) {
    (self.shape, self.interpolation, self.points) = (shape, interpolation, points)
    bounds = VolumeBounds(shape)
    let n = points.count / 3
    precondition(n < Int(Int32.max), "\(n) points are too many")
    // Slab of each point, or −1 outside.
    var slabs = [Int32](repeating: -1, count: n)
    var starts = [Int](repeating: 0, count: shape[0] + 1)
    for p in 0..<n {
      guard
        let place = bounds.place(
          points[3 * p], points[3 * p + 1], points[3 * p + 2], extendsEdges: extendsEdges)
      else { continue }
      let slab =
        interpolation == .nearest ? place.0.nearestIndex : Cell(place.0, size: shape[0]).lower
      slabs[p] = Int32(slab)
      starts[slab + 1] += 1
    }
    for slab in 0..<shape[0] { starts[slab + 1] += starts[slab] }
    var next = starts
    var order = [Int32](repeating: 0, count: starts[shape[0]])
    for p in 0..<n where slabs[p] >= 0 {
      order[next[Int(slabs[p])]] = Int32(p)
      next[Int(slabs[p])] += 1
    }
    (self.starts, self.order) = (starts, order)
  }

  /// How many points give something.
  var count: Int { order.count }

  subscript(_ slab: Int) -> some Sequence<Int> {
    order[starts[slab]..<starts[slab + 1]].lazy.map { Int($0) }
  }

  /// The location of point `p`, which is inside or has been moved to the edge.
  @inline(__always)
  func place(_ p: Int) -> (Real, Real, Real) {
    let (x, y, z) = (points[3 * p], points[3 * p + 1], points[3 * p + 2])
    return bounds.place(x, y, z, extendsEdges: true) ?? (0, 0, 0)
  }
}
