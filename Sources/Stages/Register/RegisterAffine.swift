import Arithmetic
import Imaging
import PipelineKit

/// The rigid, similarity or affine transform that brings a moving image onto a fixed one.
struct RegisterAffine: Stage {
  static let kind = "register/affine"
  static let version = 2
  static let summary =
    "The rigid, similarity or affine transform between two images of one brain or two."
  static let source =
    "Levenberg-Marquardt on a pyramid; correlation, or mutual information by Mattes et al. (2003), "
    + "IEEE Trans. Med. Imaging 22."

  static let layers = ["pyramid", "centres", "level*", "result", "quality"]

  static let moving = Input<Volume>("moving", called: "the moving image", "The image to move.")
  static let fixed = Input<Volume>(
    "fixed", called: "the fixed image",
    "The image to move it onto; its grid is that of `resampled`.")
  static let movingMask = Input<MaskImage?>(
    "moving-mask",
    "On the moving grid: voxels to compare with, where it is not 0. What is NaN elsewhere is 0.")
  static let fixedMask = Input<MaskImage?>(
    "fixed-mask",
    "On the fixed grid: voxels to compare, where it is not 0. What is NaN elsewhere is 0.")
  static let transform = Output<Affine>(
    "transform", "From millimetres of the fixed world to millimetres of the moving world.")
  static let resampled = Output<Volume>(
    "resampled", "The moving image on the fixed grid, trilinear, 0 outside.")
  static let trace = Output<Table>(
    "trace",
    "A row a step: level, spacing in mm, degrees of freedom, voxels compared, step, and the metric."
  )
  static let quality = Output<Table>(
    "quality",
    "One row, how sure the end is: `similarity` at the finest level; `coarse` at the coarsest, and "
      + "`alternative`, the best that the 24 orientations of the axes reach there, with its turn "
      + "`alternative-turn`; `overlap`, the part of what can overlap that does; the map's `turn` in "
      + "degrees, `least-scale`, `greatest-scale` and `volume` ratio; `doubts` in words.")
  static let freedom = Parameter(
    "dof", .choice(Freedom.self), default: .affine,
    "6 (rotation and shift), 7 (and one scale) or 12 degrees of freedom.")
  static let metric = Parameter(
    "metric", .choice(RegistrationMetric.self), default: .correlation,
    "`ncc`: correlation of intensities, for images of one contrast; `mi`: mutual information, for "
      + "any two contrasts.")
  static let levels = Parameter(
    "levels", .list(of: .number(minimum: 0.1, maximum: 64), minimumCount: 1), unit: "mm",
    spelt: [8, 4, 2], "Distance of voxels at each level of the pyramid, falling.")
  static let iterations = Parameter(
    "iterations", .integer(minimum: 1, maximum: 10_000), default: 12, "Steps a level, at most.")
  static let samples = Parameter(
    "samples", .integer(minimum: 1000), default: 100_000,
    "Voxels of the fixed image that are compared, at most: a regular choice of them.")
  static let start = Parameter(
    "start", .choice(RegistrationStart.self), default: .search,
    "`identity`: the two worlds as they are; `centres`: centres of intensity together; `search`: "
      + "both, and turned by up to 40° about each axis, the best goes on; `turns`: these also turned "
      + "by 180° about each axis; `orientations`: `search` and all 24 orientations of the axes.")
  static let leastSimilarity = Parameter(
    "least-similarity", optional: .number(),
    "Less than this at the end is an error; by default nothing is.")
  static let doubts = Parameter(
    "doubts", .choice(Doubts.self), default: .warn,
    "What doubts about the end are: that another orientation fits better, the scale or turn is not "
      + "one of heads, or little overlaps.")

  static let inputs = list(moving, fixed, movingMask, fixedMask)
  static let outputs = list(transform, resampled, trace, quality)
  static let grids = [
    SharedGrid("moving", "moving-mask"), SharedGrid("fixed", "fixed-mask", outputs: ["resampled"]),
  ]
  static let parameters = list(
    freedom, metric, levels, iterations, samples, start, leastSimilarity, doubts)

  enum Freedom: String, CaseIterable { case rigid, similarity, affine }
  enum Doubts: String, CaseIterable { case warn, error }

  private let registration: AffineRegistration
  private let leastSimilarity: Double?
  private let doubtsAreErrors: Bool

  init(_ values: ParameterValues) throws {
    leastSimilarity = values[Self.leastSimilarity]
    doubtsAreErrors = values[Self.doubts] == .error
    let freedom: DegreesOfFreedom =
      switch values[Self.freedom] {
      case .rigid: .rigid
      case .similarity: .similarity
      case .affine: .affine
      }
    do throws(ImagingError) {
      registration = try AffineRegistration(
        freedom: freedom, metric: values[Self.metric], spacings: values[Self.levels],
        iterations: values[Self.iterations], samples: values[Self.samples],
        start: values[Self.start])
    } catch {
      throw ParameterError(Self.levels, error.message)
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    var moving = try inputs[Self.moving]
    var fixed = try inputs[Self.fixed]
    moving.voxels = arithmetic.convert(moving.voxels, to: arithmetic.format)
    fixed.voxels = arithmetic.convert(fixed.voxels, to: arithmetic.format)
    func labels(_ mask: MaskImage?, on grid: Grid, _ name: String) throws -> Labels? {
      try mask.map { try VoxelMask($0, on: grid, name: name).labels(on: grid) }
    }
    let movingMask = try labels(inputs[Self.movingMask], on: moving.grid, Self.moving.called)
    let fixedMask = try labels(inputs[Self.fixedMask], on: fixed.grid, Self.fixed.called)
    return try naming("registration") {
      let result = try registration.register(
        moving: moving, to: fixed, fixedMask: fixedMask, movingMask: movingMask, arithmetic
      ) { try context.progress(0.9 * $0) }
      let resampled = try Resampling.apply(
        result.transform, to: moving, onto: fixed.grid, interpolation: .linear,
        arithmetic.layer("result"))
      context.log("similarity \(result.similarity) at the finest level")
      let quality = try RegistrationQuality(result, arithmetic)
      try judge(quality, warn: context.warn)
      return [
        Self.transform(result.transform), Self.resampled(resampled),
        Self.trace(Self.table(result.trace)), Self.quality(Self.table(quality)),
      ]
    }
  }

  private func judge(_ quality: RegistrationQuality, warn: (String) -> Void) throws {
    if let leastSimilarity, !(quality.similarity >= leastSimilarity) {
      throw StageError(
        "the similarity at the end is \(quality.similarity), less than least-similarity, "
          + "\(leastSimilarity)" + quality.doubts.map { "; \($0)" }.joined())
    }
    guard doubtsAreErrors, !quality.doubts.isEmpty else { return quality.doubts.forEach(warn) }
    throw StageError(quality.doubts.joined(separator: "; "))
  }

  private static func table(_ quality: RegistrationQuality) -> Table {
    func number(_ name: String, _ value: Double?) -> Table.Column {
      .init(name, .numbers([value ?? .nan]))
    }
    return Table([
      number("similarity", quality.similarity), number("coarse", quality.coarse),
      number("alternative", quality.alternative),
      .init("alternative-turn", .text([quality.alternativeTurn ?? ""])),
      number("overlap", quality.overlap), number("turn", quality.turn),
      number("least-scale", quality.scales.lowerBound),
      number("greatest-scale", quality.scales.upperBound), number("volume", quality.volume),
      .init("doubts", .text([quality.doubts.joined(separator: "; ")])),
    ])
  }

  private static func table(_ trace: [AffineRegistration.Level]) -> Table {
    let steps = trace.enumerated().flatMap { index, level in
      level.values.enumerated().map { step, value in
        (
          level: index + 1, spacing: level.spacing, freedom: level.freedom, voxels: level.samples,
          step: step, metric: value
        )
      }
    }
    return Table([
      .init("level", .integers(steps.map(\.level))),
      .init("spacing", .numbers(steps.map(\.spacing))),
      .init("dof", .integers(steps.map(\.freedom))),
      .init("voxels", .integers(steps.map(\.voxels))),
      .init("step", .integers(steps.map(\.step))),
      .init("metric", .numbers(steps.map(\.metric))),
    ])
  }
}
