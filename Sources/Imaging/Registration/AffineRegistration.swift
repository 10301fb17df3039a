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
    /// What judging the end needs.
    let end: End

    struct End: Sendable {
      var transform: CentredTransform
      /// The coarsest level.
      var fixed: ImagePyramid.Level
      var moving: ImagePyramid.Level
      /// The moving image's centre, millimetres.
      var centre: [Double]
      var registration: AffineRegistration
    }
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
    /// Part of what can overlap that was compared at the end, 0…1.
    public var overlap: Double
  }

  /// Registers `moving` to `fixed`.
  ///
  /// Kernels run in the layers `pyramid.fixed`, `pyramid.moving`, `centres`, and `level1` (the
  /// coarsest), `level2`, ….
  ///
  /// - Parameters:
  ///   - fixedMask: on the fixed grid; only voxels with a label other than 0 are compared.
  ///   - movingMask: on the moving grid; only they are compared with. Voxels that no mask counts may be
  ///     NaN or infinite, and are 0 then.
  ///   - progress: told how far the work is, `0...1`; what it throws ends the work.
  /// - Throws: `ImagingError` where masks and images do not fit, voxels that count are not finite, have
  ///   no contrast, or too little of what can overlap does, and where the end mirrors the image.
  public func register(
    moving: Volume, to fixed: Volume, fixedMask: Labels? = nil, movingMask: Labels? = nil,
    _ arithmetic: any Arithmetic, progress: (Double) throws -> Void = { _ in }
  ) throws -> Result {
    let fixed = try Self.checked(fixed, fixedMask, "fixed")
    let moving = try Self.checked(moving, movingMask, "moving")
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
      fixed: try Moments(fixedLevels[0], "fixed", centres),
      moving: try Moments(movingLevels[0], "moving", centres)
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
      try progress(0.2 + 0.75 * Double(index + 1) / Double(spacings.count))
    }
    guard transform.affine.isInvertible, transform.affine.determinant > 0 else {
      throw ImagingError(
        "the search has ended in a map that mirrors or flattens the moving image, determinant"
          + " \(transform.affine.determinant), so the images do not fit each other this way: try fewer"
          + " degrees of freedom or another start, and look at their orientations and masks")
    }
    return Result(
      transform: transform.affine, trace: trace,
      end: .init(
        transform: transform, fixed: fixedLevels[0], moving: movingLevels[0],
        centre: moments.moving.centre, registration: self))
  }

  /// The volume with 0 where no mask counts what is not finite.
  private static func checked(_ volume: Volume, _ mask: Labels?, _ name: String)
    throws(ImagingError) -> Volume
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
    let counts = mask.map { $0.voxels.values.map { $0 != 0 } }
    if let bad = NonFiniteVoxels(in: volume.voxels, where: counts) {
      throw ImagingError(
        "the \(name) image has \(bad): leave them out with a \(name)-mask, or make them 0 first")
    }
    return Volume(voxels: volume.voxels.withFiniteOnly, affine: volume.affine)
  }
}
