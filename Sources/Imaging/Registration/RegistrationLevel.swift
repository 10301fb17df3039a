import Arithmetic

/// Registration at one resolution.
struct RegistrationLevel {
  private let spacing: Double
  private let samples: FixedSamples
  private let moving: ImagePyramid.Level
  private let metric: RegistrationMetric
  private let worldToVoxel: Affine
  private let arithmetic: any Arithmetic

  /// - Parameter transform: what samples' coordinates are relative to.
  init(
    fixed: ImagePyramid.Level, moving: ImagePyramid.Level, spacing: Double,
    metric: RegistrationMetric, around transform: CentredTransform, samples: Int,
    _ arithmetic: any Arithmetic
  ) throws(ImagingError) {
    guard let inverse = moving.volume.affine.inverse else {
      throw ImagingError(
        "the moving image's affine cannot be inverted: \(moving.volume.affine.rows)")
    }
    self.spacing = spacing
    self.samples = FixedSamples(
      fixed, centre: transform.centre, radius: transform.radius, maximum: samples)
    guard self.samples.count >= 50 else {
      throw ImagingError(
        "only \(self.samples.count) voxels of \(spacing) mm lie in the fixed mask: choose finer"
          + " spacings or a larger mask")
    }
    self.moving = moving
    self.metric = metric
    worldToVoxel = inverse
    self.arithmetic = arithmetic
  }

  /// The best of the candidates of `start`, each climbed a few steps as a rigid map.
  func start(
    _ start: RegistrationStart, _ identity: CentredTransform, _ centre: [Double]
  ) throws(ImagingError) -> CentredTransform {
    let climber = climber(.rigid, iterations: 5)
    var best: LevenbergMarquardt.State?
    for candidate in start.candidates(identity, centre) {
      guard let state = climb(candidate, climber, accepted: { _ in }) else { continue }
      if best.map({ state.value.similarity > $0.value.similarity }) ?? true { best = state }
    }
    guard let best else {
      throw ImagingError(
        "the images do not overlap, or have no contrast where they do; look at their affines and"
          + " masks")
    }
    return best.transform
  }

  /// Climbs from `transform` and adds the way to `trace`.
  func climb(
    _ transform: CentredTransform, _ freedom: DegreesOfFreedom, _ iterations: Int,
    _ trace: [AffineRegistration.Level]
  ) throws(ImagingError) -> (CentredTransform, [AffineRegistration.Level]) {
    var values: [Double] = []
    let state = climb(
      transform, climber(freedom, iterations: iterations), accepted: { values.append($0) })
    guard let state else {
      throw ImagingError("the images cannot be compared: they no longer overlap at \(spacing) mm")
    }
    let level = AffineRegistration.Level(
      spacing: spacing, freedom: freedom.rawValue, samples: samples.count, values: values)
    return (state.transform, trace + [level])
  }

  private func climber(_ freedom: DegreesOfFreedom, iterations: Int) -> LevenbergMarquardt {
    LevenbergMarquardt(
      freedom: freedom, iterations: iterations, longest: 4 * spacing, shortest: 0.005 * spacing)
  }

  /// - Returns: `nil` where the metric is not defined at the start.
  private func climb(
    _ transform: CentredTransform, _ climber: LevenbergMarquardt, accepted: (Double) -> Void
  ) -> LevenbergMarquardt.State? {
    let first = warp(transform)
    guard enough(first), let metric = self.metric.make(first, arithmetic),
      let value = metric.evaluate(first, arithmetic)
    else { return nil }
    accepted(value.similarity)
    return climber.climb(
      from: .init(transform: transform, value: value), worldToVoxel: worldToVoxel, arithmetic,
      evaluate: { candidate in
        let warped = warp(candidate)
        return enough(warped) ? metric.evaluate(warped, arithmetic) : nil
      }, accepted: accepted)
  }

  private func warp(_ transform: CentredTransform) -> WarpedSamples {
    WarpedSamples(samples, moving, worldToVoxel * transform.affine, arithmetic)
  }

  /// Fewer than a third of the samples left inside say little about the rest.
  private func enough(_ warped: WarpedSamples) -> Bool {
    3 * warped.count >= samples.count && warped.count >= 50
  }
}

extension RegistrationMetric {
  /// The metric with what it needs to know beforehand, taken from samples at the start.
  fileprivate func make(_ samples: WarpedSamples, _ arithmetic: any Arithmetic)
    -> (any SimilarityMetric)?
  {
    switch self {
    case .correlation: Correlation(samples, arithmetic)
    case .mutualInformation: MutualInformation(samples)
    }
  }
}
