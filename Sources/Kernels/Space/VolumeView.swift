internal import ArithmeticTypes

/// Read access to a volume `[X, Y, Z]` inside a kernel.
struct VolumeView<Real: RealNumber> {
  let values: UnsafePointer<Real>
  let x: Int
  let y: Int
  let z: Int

  init(_ values: UnsafePointer<Real>, shape: [Int]) {
    self.values = values
    x = shape[0]
    y = shape[1]
    z = shape[2]
  }

  @inline(__always)
  subscript(_ i: Int, _ j: Int, _ k: Int) -> Real { values[(i * y + j) * z + k] }

  /// Whether a location lies in `[0, n − 1]` on every axis; NaN does not.
  @inline(__always)
  func contains(_ px: Real, _ py: Real, _ pz: Real) -> Bool {
    px >= 0 && px <= Real.nearest(Double(x - 1)) && py >= 0
      && py <= Real.nearest(Double(y - 1)) && pz >= 0 && pz <= Real.nearest(Double(z - 1))
  }
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
  static var location: Tally { Tally(accumulate: 9) }
  static var linear: Tally { Tally(add: 7, accumulate: 7) }
  static var linearWithGradient: Tally { Tally(add: 11, accumulate: 11) }
  /// Weights of three axes, then 16 + 4 + 1 sums of four taps.
  static var cubic: Tally { Tally(multiply: 3 * 5, accumulate: 3 * 7 + 21 * 4) }
}

/// Fills a run with one value; nothing was computed.
func fill<Element>(
  _ range: Range<Int>, _ output: UnsafeMutablePointer<Element>, _ value: Element
) -> Int {
  (output + range.lowerBound).initialize(repeating: value, count: range.count)
  return 0
}
