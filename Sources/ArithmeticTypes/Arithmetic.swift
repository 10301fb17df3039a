/// Kernels under one arithmetic, for one job.
///
/// All floating-point work on data goes through these requirements, so that every stage runs
/// under every arithmetic. One dynamic call enters a kernel that is specialised for its backend.
///
/// An instance carries the job's seed and counts its kernel calls: the random bits of an operation
/// depend on (seed, kernel call, element, operation) and nothing else, so results are the same for
/// any number of threads, tile size and vector width. Calls on one instance must come one after
/// another; concurrent work takes one `fork` each.
///
/// Scalars come as `Double` and are rounded to nearest into the operand's format before use.
/// Shapes or formats that do not fit are programmers' errors and trap.
public protocol Arithmetic: NetworkKernels {
  /// Backend and options, defaults filled in.
  var specification: ArithmeticSpecification { get }
  /// The format that stages work in: binary64 for `float64`, binary32 for the others.
  var format: RealFormat { get }
  /// What kernels did so far, layers and forks included.
  var operations: OperationCounts { get }
  /// Threads that a kernel may use; results do not depend on it.
  var threads: Int { get }
  /// Whether kernels that work through one another's results may do so in one pass over memory: where
  /// all round to nearest and none draws random bits.
  var mergesPasses: Bool { get }
  /// An instance with a random stream of its own, for work that runs beside other work.
  func fork(_ index: Int) -> any Arithmetic
  /// The same instance inside a named part of the work: a layer of a network, a level of a
  /// pyramid, …
  ///
  /// Scopes, counts and messages name kernels by layer; layers nest, `encode1.conv0`. Calls go on
  /// with this instance's numbering, so layers change no bits.
  ///
  /// - Parameter name: letters, digits, `_` and `-`, beginning with a letter; no kernel's, no
  ///   group's, and not `top`.
  func layer(_ name: String) -> any Arithmetic

  // MARK: Element-wise; both operands of one shape

  func add(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func subtract(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func multiply(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func divide(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func add(_ a: RealTensor, _ b: Double) -> RealTensor
  func multiply(_ a: RealTensor, _ b: Double) -> RealTensor
  func divide(_ a: RealTensor, _ b: Double) -> RealTensor
  /// `a × b + c`: two roundings, or one where the backend's options say so.
  func multiplyAdd(_ a: RealTensor, _ b: RealTensor, _ c: RealTensor) -> RealTensor
  /// `sum + factor × a`, one step of a contraction: fused where the backend fuses those.
  func addScaled(_ sum: RealTensor, _ a: RealTensor, by factor: Double) -> RealTensor
  func squareRoot(_ a: RealTensor) -> RealTensor
  func exponential(_ a: RealTensor) -> RealTensor
  func logarithm(_ a: RealTensor) -> RealTensor
  func hyperbolicTangent(_ a: RealTensor) -> RealTensor
  /// Sine and cosine of angles in radians, of any size.
  func sine(_ a: RealTensor) -> RealTensor
  func cosine(_ a: RealTensor) -> RealTensor
  /// a^b, special cases as IEEE 754's `pow`.
  func power(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  func power(_ a: RealTensor, _ b: Double) -> RealTensor
  /// The same numbers in another format; widening is exact, narrowing is rounded by the backend.
  func convert(_ a: RealTensor, to format: RealFormat) -> RealTensor

  // MARK: Reductions; each documents its fixed order

  func sum(_ a: RealTensor) -> Double
  func dot(_ a: RealTensor, _ b: RealTensor) -> Double
  /// The sum divided by the number of elements; NaN for none.
  func mean(_ a: RealTensor) -> Double
  /// Mean, and sum of squared differences from it over the number of elements less `correction`
  /// (0 for the variance of a population, 1 for an unbiased estimate).
  func moments(_ a: RealTensor, correction: Int) -> (mean: Double, variance: Double)
  /// The least and the greatest element; NaN where there is none or one is NaN. No rounding.
  func extrema(_ a: RealTensor) -> (least: Double, greatest: Double)

  // MARK: Matrices, row-major `[rows, columns]`

  /// `op(a) × op(b)`; k ascending, one accumulator an output element.
  ///
  /// Axes before the matrices' own are those of a stack, the same for both, whose matrices are
  /// multiplied pair by pair.
  func matrixProduct(_ a: RealTensor, _ b: RealTensor, transposeA: Bool, transposeB: Bool)
    -> RealTensor
  /// Solves `a x = b` by Gaussian elimination with partial pivoting; `a` is `[n, n]`, `b` `[n, m]`.
  ///
  /// - Returns: `nil` where a pivot is zero or not finite.
  func solve(_ a: RealTensor, _ b: RealTensor) -> RealTensor?
  /// The lower triangular l with l lᵀ = a, zero above the diagonal; `a` is `[n, n]` and symmetric, and
  /// only its lower triangle is read.
  ///
  /// - Returns: `nil` where a pivot is not positive or not finite.
  func cholesky(_ a: RealTensor) -> RealTensor?
  /// Solves l lᵀ x = b with the factor that `cholesky` gave; `b` is `[n, m]`.
  func solve(cholesky l: RealTensor, _ b: RealTensor) -> RealTensor
  /// `a = u · diag(values) · vᵀ` with k = min(m, n) columns: `u` `[m, k]`, `v` `[n, k]`, values
  /// descending.
  ///
  /// By one-sided Jacobi rotations (Hestenes 1958), at most 30 sweeps. A left vector whose singular
  /// value is zero is zero (for a wide matrix, a right one).
  /// - Returns: `nil` where an element is not finite, or LAPACK does not converge.
  func singularValues(_ a: RealTensor) -> (u: RealTensor, values: RealTensor, v: RealTensor)?

  // MARK: Convolutions; images `[N, C, …]`, filters `[O, C, …]`, one to three spatial axes

  /// Cross-correlation `[N, O, …]`: each output is the sum over channel and the filter's axes,
  /// ascending, of image × filter from zero, one accumulator an output; then `bias` `[O]` is added.
  ///
  /// Padding counts as zeros, which are multiplied like other voxels.
  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor?,
    _ geometry: ConvolutionGeometry
  ) -> RealTensor
  /// `convolve` with what comes before and after it; where something comes before it or competes with
  /// it, outputs are as large as images.
  ///
  /// The bits are those of the kernels called one after the other, and so are the counts by kind of
  /// operation: `leakyReLU`, `convolve`, `scaleAndShift`, `maximum`. Where `mergesPasses` says so, it
  /// is one pass over memory.
  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor,
    _ geometry: ConvolutionGeometry, in unit: ConvolutionUnit
  ) -> RealTensor

  /// The gradient of the images, `[N, C] + sizes`, from that of the outputs, `[N, O, …]`: the outputs'
  /// gradients, spread by the strides, under the reversed filters; sums over filter, then reversed
  /// taps, ascending.
  func convolutionImageGradient(
    _ gradient: RealTensor, _ filters: RealTensor, sizes: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor
  /// The gradient of the filters, `[O, C] + kernel`, from images `[N, C, …]` and the gradient of the
  /// outputs, `[N, O, …]`: sums over image and output place, ascending, one accumulator a number.
  func convolutionFilterGradient(
    _ images: RealTensor, _ gradient: RealTensor, kernel: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor

  // MARK: Space; volumes are `[X, Y, Z]`, points `[N, 3]` in voxel indices of the volume

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

extension Arithmetic {
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
