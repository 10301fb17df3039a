internal import ArithmeticTypes

/// The extents of a volume `[X, Y, Z]`.
struct VolumeBounds: Sendable {
  let x: Int
  let y: Int
  let z: Int

  init(_ shape: [Int]) {
    x = shape[0]
    y = shape[1]
    z = shape[2]
  }

  /// Whether a location lies in `[0, n − 1]` on every axis; NaN does not.
  @inline(__always)
  func contains<Real: RealNumber>(_ px: Real, _ py: Real, _ pz: Real) -> Bool {
    px >= 0 && px <= Real.nearest(Double(x - 1)) && py >= 0
      && py <= Real.nearest(Double(y - 1)) && pz >= 0 && pz <= Real.nearest(Double(z - 1))
  }

  /// The location where it is inside; else, where edges extend, the nearest one inside; else nil.
  @inline(__always)
  func place<Real: RealNumber>(_ px: Real, _ py: Real, _ pz: Real, extendsEdges: Bool)
    -> (Real, Real, Real)?
  {
    if contains(px, py, pz) { return (px, py, pz) }
    guard extendsEdges, px == px, py == py, pz == pz else { return nil }
    func bounded(_ location: Real, _ size: Int) -> Real {
      max(0, min(location, Real.nearest(Double(size - 1))))
    }
    return (bounded(px, x), bounded(py, y), bounded(pz, z))
  }
}

/// Read access to a volume `[X, Y, Z]` inside a kernel.
struct VolumeView<Real: RealNumber> {
  let values: UnsafePointer<Real>
  let bounds: VolumeBounds
  var x: Int { bounds.x }
  var y: Int { bounds.y }
  var z: Int { bounds.z }

  init(_ values: UnsafePointer<Real>, shape: [Int]) {
    self.values = values
    bounds = VolumeBounds(shape)
  }

  @inline(__always)
  subscript(_ i: Int, _ j: Int, _ k: Int) -> Real { values[(i * y + j) * z + k] }

  /// The voxel at the rounded location, ties to even.
  @inline(__always)
  func nearest(_ px: Real, _ py: Real, _ pz: Real) -> Real {
    self[px.nearestIndex, py.nearestIndex, pz.nearestIndex]
  }
}

extension RealNumber {
  /// The nearest integer, ties to even; of a location inside a volume.
  @inline(__always)
  var nearestIndex: Int { Int(rounded(.toNearestOrEven).wide) }
}

/// The interval of an axis that holds a location, and how far in it lies (exact).
struct Cell<Real: RealNumber> {
  let lower: Int
  let upper: Int
  let fraction: Real

  /// For a location in `[0, size − 1]`; the last voxel belongs to the last interval.
  @inline(__always)
  init(_ location: Real, size: Int) {
    lower = min(Int(location.wide), max(0, size - 2))
    upper = min(lower + 1, size - 1)
    fraction = location - Real.nearest(Double(lower))
  }
}

/// Operations of the interpolators, for one location.
enum InterpolationTally {
  static func of(_ interpolation: Interpolation) -> Tally {
    switch interpolation {
    case .nearest: Tally()
    case .linear: linear
    case .cubic: cubic
    }
  }

  static var location: Tally { Tally(accumulate: 9) }
  static var linear: Tally { Tally(add: 7, accumulate: 7) }
  static var linearWithGradient: Tally { Tally(add: 11, accumulate: 11) }
  /// For each of T taps along x the weights of three axes, a product, T lines and T² voxels.
  static func adjoint(_ interpolation: Interpolation) -> Tally {
    switch interpolation {
    case .nearest: Tally(add: 1)
    case .linear: Tally(add: 3, multiply: 1 + 2, accumulate: 4) * 2
    case .cubic: cubicWeights.adding(Tally(multiply: 1 + 4, accumulate: 16)) * 4
    }
  }
  static var cubicWeights: Tally { Tally(multiply: 3 * 5, accumulate: 3 * 7) }
  /// Weights of three axes, then 16 + 4 + 1 sums of four taps.
  static var cubic: Tally { cubicWeights.adding(Tally(accumulate: 21 * 4)) }
}

/// Fills a run with one value; nothing was computed.
func fill<Element>(
  _ range: Range<Int>, _ output: UnsafeMutablePointer<Element>, _ value: Element
) -> Int {
  (output + range.lowerBound).initialize(repeating: value, count: range.count)
  return 0
}
