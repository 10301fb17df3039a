public import Arithmetic

/// How sure one can be that a registration ended in the right place.
///
/// A head upside down fits the other one nearly as well as it should, so a similarity alone says
/// little. At the coarsest level the end is compared with where a short climb leads from each of the
/// 24 orientations of the axes.
public struct RegistrationQuality: Sendable, Equatable {
  /// The metric at the end, at the finest level.
  public var similarity: Double
  /// The metric of the end at the coarsest level, at some of its voxels.
  public var coarse: Double
  /// The best that other orientations reach there; `nil` where too little of them overlaps.
  public var alternative: Double?
  /// How the best of them is turned from the fixed image: `180° about the left-right axis`.
  public var alternativeTurn: String?
  /// Part of what can overlap that was compared at the finest level, 0…1.
  public var overlap: Double
  /// The angle of the map's rotation, degrees.
  public var turn: Double
  /// The least and the greatest factor by which the map stretches a direction.
  public var scales: ClosedRange<Double>
  /// The volume in the moving image of a unit of the fixed image.
  public var volume: Double
  /// What is to be doubted, each in a sentence with what to do; empty where nothing is.
  public var doubts: [String]

  /// Voxels that are compared for it, at most.
  static let samples = 5000
  /// A turn beyond this is doubted where none of such a size was asked for, degrees.
  static let largestTurn = 60.0
  /// Heads of infants and adults do not differ by more.
  static let likelyScales = 0.5...2.0

  /// Judges the end of a registration. Kernels run in the layer `quality`.
  ///
  /// - Throws: `ImagingError` where the coarsest level cannot be compared.
  public init(_ result: AffineRegistration.Result, _ arithmetic: any Arithmetic)
    throws(ImagingError)
  {
    let (registration, transform) = (result.end.registration, result.end.transform)
    let level = try RegistrationLevel(
      fixed: result.end.fixed, moving: result.end.moving, spacing: registration.spacings[0],
      metric: registration.metric, around: transform,
      samples: min(registration.samples, Self.samples), arithmetic.layer("quality"))
    let parts = LinearParts(transform.linear)
    (turn, scales, volume) = (parts.turn, parts.scales, result.transform.determinant)
    similarity = result.similarity
    overlap = result.trace.last?.overlap ?? 0
    let own = level.similarity(transform, steps: 0)
    coarse = own?.value ?? .nan
    var plain = transform
    plain.linear = Orientations.all[0]
    plain.shift = zip(result.end.centre, transform.centre).map(-)
    var best: (value: Double, turn: [Double])?
    for orientation in Orientations.all {
      plain.linear = orientation
      // What shows less of the images may be alike by chance.
      guard let other = level.similarity(plain, steps: 5),
        other.overlap >= 0.75 * (own?.overlap ?? 0), other.value > best?.value ?? -.infinity
      else { continue }
      best = (other.value, orientation)
    }
    (alternative, alternativeTurn) = (best?.value, best.map { Orientations.name($0.turn) })
    doubts = []
    doubts = self.doubts(registration.start, registration.metric)
  }

  private func doubts(_ start: RegistrationStart, _ metric: RegistrationMetric) -> [String] {
    var doubts: [String] = []
    func text(_ number: Double) -> String { "\((1000 * number).rounded() / 1000)" }
    if let alternative, let alternativeTurn,
      metric.isClearly(alternative, better: coarse)
    {
      let advice =
        switch start {
        case .identity, .centres: "turns were not tried; `start: search` tries 40° about each axis,"
        case .search: "turns of more than 40° were not tried;"
        case .turns, .orientations: "look at both images, and try the other:"
        }
      let place =
        alternativeTurn == Orientations.name(Orientations.all[0])
        ? "from another start" : "turned by \(alternativeTurn)"
      doubts.append(
        "the end may be wrong: \(place) the images are more alike"
          + " (\(text(alternative)) against \(text(coarse)) at the coarsest level); \(advice)"
          + " `start: turns` tries 180° about each axis, `start: orientations` all 24 orientations")
    }
    if !Self.likelyScales.contains(scales.lowerBound)
      || !Self.likelyScales.contains(scales.upperBound)
    {
      doubts.append(
        "the map scales by \(text(scales.lowerBound)) to \(text(scales.upperBound)), which two heads do"
          + " not differ by: look at the voxel sizes, or register with dof: rigid")
    }
    if turn > Self.largestTurn, start != .turns, start != .orientations {
      doubts.append(
        "the map turns by \(Int(turn.rounded()))°: look at the images' orientations, or start with"
          + " `start: turns` or `start: orientations`")
    }
    if overlap < 0.5 {
      doubts.append(
        "only \(Int((100 * overlap).rounded())) % of what can overlap does: look at the affines, or"
          + " give masks of what both images show")
    }
    return doubts
  }
}

extension RegistrationMetric {
  /// Whether one value of the metric is better than another by more than chance makes it.
  fileprivate func isClearly(_ value: Double, better other: Double) -> Bool {
    switch self {
    // What is left unexplained is less by a fifth, and by more than rounding is.
    case .correlation: 1 - value < 0.8 * (1 - other) && value > other + 1e-3
    case .mutualInformation: value > 1.05 * other
    }
  }
}
