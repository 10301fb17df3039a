public import Arithmetic

/// Finds the rigid, similarity or affine map that brings a moving image onto a fixed one.
///
/// A pyramid of both images is climbed coarse to fine. At each level the fixed image's voxels, or
/// every nth of them, are looked up in the moving image; their correlation or mutual information is
/// maximised over the map. Samples are a regular choice and all sums have a fixed order, so equal
/// inputs give equal bits.
public struct AffineRegistration: Sendable {
  public var freedom: DegreesOfFreedom
  public var metric: RegistrationMetric
  /// Distances of voxels of the levels in millimetres, coarse to fine.
  public var spacings: [Double]
  /// At most so many steps a level.
  public var iterations: Int
  /// About how many voxels of the fixed image are compared, at most.
  public var samples: Int
  public var start: RegistrationStart

  /// - Throws: `ImagingError` where there is no level, spacings do not fall, or numbers are not
  ///   positive.
  public init(
    freedom: DegreesOfFreedom = .affine, metric: RegistrationMetric = .correlation,
    spacings: [Double] = [8, 4, 2], iterations: Int = 20, samples: Int = 100_000,
    start: RegistrationStart = .search
  ) throws(ImagingError) {
    guard !spacings.isEmpty, spacings.allSatisfy({ $0 > 0 && $0.isFinite }),
      zip(spacings, spacings.dropFirst()).allSatisfy({ $0 > $1 })
    else { throw ImagingError("spacings \(spacings) are not positive and falling") }
    guard iterations > 0 else { throw ImagingError("registration needs at least one iteration") }
    guard samples >= 1000 else { throw ImagingError("registration needs at least 1000 samples") }
    (self.freedom, self.metric, self.spacings) = (freedom, metric, spacings)
    (self.iterations, self.samples, self.start) = (iterations, samples, start)
  }

  /// What a registration found.
  public struct Result: Sendable {
    /// Takes millimetres of the fixed image's world to those of the moving image's: a point of the
    /// fixed image finds its partner at `transform.apply(point)`.
    public var transform: Affine
    /// The metric's way up, level by level.
    public var trace: [Level]
    /// The metric at the end, at the finest level: correlation, or mutual information in nats.
    public var similarity: Double { trace.last?.values.last ?? .nan }
  }

  /// The steps of one level that were taken.
  public struct Level: Sendable, Equatable {
    /// Distance of voxels, millimetres.
    public var spacing: Double
    /// Parameters that were free: 6, 7 or 12.
    public var freedom: Int
    /// Voxels of the fixed image that were compared.
    public var samples: Int
    /// The metric at the start and after each step.
    public var values: [Double]
  }

  /// Registers `moving` to `fixed`.
  ///
  /// Kernels run in the layers `pyramid.fixed`, `pyramid.moving`, `centres`, and `level1` (the
  /// coarsest), `level2`, ….
  ///
  /// - Parameters:
  ///   - fixedMask: on the fixed grid; only voxels with a label other than 0 are compared.
  ///   - movingMask: on the moving grid; only they are compared with.
  ///   - progress: told how far the work is, `0...1`; what it throws ends the work.
  /// - Throws: `ImagingError` where masks and images do not fit, have no contrast, or do not overlap.
  public func register(
    moving: Volume, to fixed: Volume, fixedMask: Labels? = nil, movingMask: Labels? = nil,
    _ arithmetic: any Arithmetic, progress: (Double) throws -> Void = { _ in }
  ) throws -> Result {
    try Self.check(fixed, fixedMask, "fixed")
    try Self.check(moving, movingMask, "moving")
    let pyramid = arithmetic.layer("pyramid")
    let fixedLevels = ImagePyramid(
      fixed, mask: fixedMask, spacings: spacings, pyramid.layer("fixed")
    ).levels
    try progress(0.1)
    let movingLevels = ImagePyramid(
      moving, mask: movingMask, isStrict: true, spacings: spacings, pyramid.layer("moving")
    ).levels
    try progress(0.2)
    let centres = arithmetic.layer("centres")
    let moments = (
      fixed: try Moments(fixedLevels[0], centres), moving: try Moments(movingLevels[0], centres)
    )
    var transform = CentredTransform(
      centre: moments.fixed.centre, radius: moments.fixed.radius)
    var trace: [Level] = []
    for (index, spacing) in spacings.enumerated() {
      let level = try RegistrationLevel(
        fixed: fixedLevels[index], moving: movingLevels[index], spacing: spacing, metric: metric,
        around: transform, samples: samples, arithmetic.layer("level\(index + 1)"))
      if index == 0 {
        transform = try level.start(start, transform, moments.moving.centre)
        // Few parameters first: they lead the others into the right valley.
        for coarser in DegreesOfFreedom.allCases where coarser.rawValue < freedom.rawValue {
          (transform, trace) = try level.climb(transform, coarser, iterations, trace)
        }
      }
      (transform, trace) = try level.climb(transform, freedom, iterations, trace)
      try progress(0.2 + 0.8 * Double(index + 1) / Double(spacings.count))
    }
    return Result(transform: transform.affine, trace: trace)
  }

  private static func check(_ volume: Volume, _ mask: Labels?, _ name: String)
    throws(ImagingError)
  {
    guard volume.affine.isInvertible else {
      throw ImagingError("the \(name) image's affine cannot be inverted: \(volume.affine.rows)")
    }
    guard volume.voxels.shape.allSatisfy({ $0 > 1 }) else {
      throw ImagingError(
        "the \(name) image has shape \(volume.voxels.shape): every axis needs at least 2 voxels")
    }
    if let mask, mask.voxels.shape != volume.voxels.shape {
      throw ImagingError(
        "the \(name) mask has shape \(mask.voxels.shape), its image \(volume.voxels.shape)")
    }
    if let mask, mask.voxels.values.allSatisfy({ $0 == 0 }) {
      throw ImagingError("the \(name) mask is empty")
    }
  }
}
