/// What lies between voxels: volumes are `[X, Y, Z]`, points `[N, 3]` in voxel indices of the volume.
///
/// A family of the kernels that make an `Arithmetic`.
public protocol SpaceKernels: Sendable {
  /// Points moved by the top three rows of a 4 × 4 matrix, given as twelve numbers by row.
  func transform(_ points: RealTensor, by matrix: [Double]) -> RealTensor
  /// Interpolated values `[N]`; a point outside `[0, n − 1]` on any axis gives `outside`.
  ///
  /// With `outside` nil the edges go on: such a point is moved to the nearest one inside. A point that
  /// is NaN gives `outside`, or else NaN.
  func sample(
    _ volume: RealTensor, at points: RealTensor, interpolation: Interpolation, outside: Double?
  ) -> RealTensor
  /// Trilinear values `[N]` and the interpolant's exact gradients `[N, 3]`, per voxel.
  ///
  /// A point outside gives `outside` and a zero gradient; with `outside` nil the edges go on, and the
  /// gradient is zero along the axes on which the point was moved.
  func sampleWithGradient(_ volume: RealTensor, at points: RealTensor, outside: Double?)
    -> (values: RealTensor, gradients: RealTensor)
  /// The adjoint of `sample`: a volume of `shape` that takes each value `[N]` by its weights.
  ///
  /// Points outside give nothing, or go to the edge where `extendsEdges`, as without `outside`.
  func sampleAdjoint(
    _ values: RealTensor, at points: RealTensor, shape: [Int], interpolation: Interpolation,
    extendsEdges: Bool
  ) -> RealTensor
  /// A volume of `shape` whose voxel `o` is `volume` at `matrix · o`, interpolated.
  ///
  /// `matrix` is the top three rows of output voxel to input voxel, by row. Locations outside
  /// `[0, n − 1]` on any axis give `outside`, without blending at the edge.
  func resample(
    _ volume: RealTensor, by matrix: [Double], shape: [Int], interpolation: Interpolation,
    outside: Double
  ) -> RealTensor
  /// The adjoint of `resample` with the same `matrix`, from `values` to a volume of `shape`.
  func resampleAdjoint(
    _ values: RealTensor, by matrix: [Double], shape: [Int], interpolation: Interpolation
  ) -> RealTensor
  /// Separable Gaussian smoothing, edges replicated, kernel cut at four standard deviations.
  ///
  /// `sigma` is in voxels, one for each axis; zero leaves an axis as it is.
  func smooth(_ volume: RealTensor, sigma: [Double]) -> RealTensor
  /// Joint histogram `[bins, bins]` of paired values `[N]`, counts as fractions of one.
  ///
  /// Values map linearly from their range to `[0, bins − 1]`; a pair falls into the nearest bin of
  /// `a` and is spread by a cubic B-spline Parzen window over four bins of `b` (Mattes et al. 2003).
  func jointHistogram(
    _ a: RealTensor, _ b: RealTensor, bins: Int, rangeA: ClosedRange<Double>,
    rangeB: ClosedRange<Double>
  ) -> RealTensor
  /// How many elements fall into each of `bins` equal parts of `range`, as `numpy.histogram` counts:
  /// the last part holds its upper end, elements outside and NaN are left out.
  func histogram(_ a: RealTensor, bins: Int, range: ClosedRange<Double>) -> [Int]
}

extension SpaceKernels {
  /// Trilinear values `[N]`.
  public func sample(_ volume: RealTensor, at points: RealTensor, outside: Double?) -> RealTensor {
    sample(volume, at: points, interpolation: .linear, outside: outside)
  }
}

/// How values between voxels are made.
public enum Interpolation: String, Sendable, CaseIterable {
  /// The voxel at the rounded location, ties to even.
  case nearest
  /// Trilinear.
  case linear
  /// Tricubic convolution, Keys 1981 with a = −1/2.
  case cubic
}
