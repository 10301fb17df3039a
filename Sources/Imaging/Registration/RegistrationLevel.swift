import Arithmetic

/// Registration at one resolution.
struct RegistrationLevel {
  private let spacing: Double
  private let samples: FixedSamples
  private let moving: ImagePyramid.Level
  private let metric: RegistrationMetric
  private let worldToVoxel: Affine
  private let shared: SharedView
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
      fixed, centre: transform.centre, radius: transform.radius, maximum: samples,
      arithmetic)
    guard self.samples.count >= 50 else {
      throw ImagingError(
        "only \(self.samples.count) voxels of \(spacing) mm lie in the fixed mask: choose finer"
          + " spacings or a larger mask")
    }
    self.moving = moving
    self.metric = metric
    worldToVoxel = inverse
    shared = SharedView(fixed: fixed, moving: moving, samples: self.samples.count)
    self.arithmetic = arithmetic
  }

  /// The best of the candidates of `start`, each climbed a few steps as a rigid map.
  func start(
    _ start: RegistrationStart, _ identity: CentredTransform, _ centre: [Double]
  ) throws(ImagingError) -> CentredTransform {
    let climber = climber(.rigid, iterations: 5)
    let candidates = start.candidates(identity, centre)
    var best: LevenbergMarquardt.State?
    for candidate in candidates {
      guard let state = climb(candidate, climber, accepted: { _, _ in }) else { continue }
      if best.map({ state.value.similarity > $0.value.similarity }) ?? true { best = state }
    }
    guard let best else { throw shared.failure(candidates.map(warp), spacing, start) }
    return best.transform
  }

  /// Climbs from `transform` and adds the way to `trace`.
  func climb(
    _ transform: CentredTransform, _ freedom: DegreesOfFreedom, _ iterations: Int,
    _ trace: [AffineRegistration.Level]
  ) throws(ImagingError) -> (CentredTransform, [AffineRegistration.Level]) {
    var values: [Double] = []
    var compared = 0
    let state = climb(transform, climber(freedom, iterations: iterations)) { value, count in
      values.append(value)
      compared = count
    }
    guard let state else { throw shared.failure([warp(transform)], spacing, nil) }
    let level = AffineRegistration.Level(
      spacing: spacing, freedom: freedom.rawValue, samples: samples.count, values: values,
      overlap: shared.part(compared))
    return (state.transform, trace + [level])
  }

  /// The metric at `transform`, after at most so many steps as a rigid map, and how much was compared.
  ///
  /// - Returns: `nil` where too little overlaps.
  func similarity(_ transform: CentredTransform, steps: Int) -> (value: Double, overlap: Double)? {
    var end: (value: Double, overlap: Double)?
    _ = climb(transform, climber(.rigid, iterations: steps)) { value, count in
      end = (value, shared.part(count))
    }
    return end
  }

  private func climber(_ freedom: DegreesOfFreedom, iterations: Int) -> LevenbergMarquardt {
    LevenbergMarquardt(
      freedom: freedom, iterations: iterations, longest: 4 * spacing, shortest: 0.005 * spacing)
  }

  /// - Parameter accepted: told the metric, and how many samples it compares, at the start and after
  ///   each step.
  /// - Returns: `nil` where the metric is not defined at the start.
  private func climb(
    _ transform: CentredTransform, _ climber: LevenbergMarquardt, accepted: (Double, Int) -> Void
  ) -> LevenbergMarquardt.State? {
    let first = warp(transform)
    guard shared.isEnough(first.count), let metric = self.metric.make(first, arithmetic),
      let value = metric.evaluate(first, arithmetic)
    else { return nil }
    accepted(value.similarity, first.count)
    guard climber.iterations > 0 else { return .init(transform: transform, value: value) }
    var compared = first.count
    return climber.climb(
      from: .init(transform: transform, value: value), worldToVoxel: worldToVoxel, arithmetic,
      evaluate: { candidate in
        let warped = warp(candidate)
        compared = warped.count
        return shared.isEnough(compared) ? metric.evaluate(warped, arithmetic) : nil
      }, accepted: { accepted($0, compared) })
  }

  private func warp(_ transform: CentredTransform) -> WarpedSamples {
    WarpedSamples(samples, moving, worldToVoxel * transform.affine, arithmetic)
  }
}

extension RegistrationMetric {
  /// The metric with what it needs to know beforehand, taken from samples at the start.
  fileprivate func make(_ samples: WarpedSamples, _ arithmetic: any Arithmetic)
    -> (any SimilarityMetric)?
  {
    switch self {
    case .correlation: Correlation(samples, arithmetic)
    case .mutualInformation: MutualInformation(samples, arithmetic)
    }
  }
}
