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

  static let inputs = [
    Port("moving", .volume, "The image to move."),
    Port("fixed", .volume, "The image to move it onto; its grid is that of `resampled`."),
    Port(
      "moving-mask", anyOf: [.labels, .volume],
      "On the moving grid: voxels to compare with, where it is not 0. What is NaN elsewhere is 0.",
      optional: true),
    Port(
      "fixed-mask", anyOf: [.labels, .volume],
      "On the fixed grid: voxels to compare, where it is not 0. What is NaN elsewhere is 0.",
      optional: true),
  ]
  static let outputs = [
    Port(
      "transform", .affine,
      "From millimetres of the fixed world to millimetres of the moving world."),
    Port("resampled", .volume, "The moving image on the fixed grid, trilinear, 0 outside."),
    Port(
      "trace", .table,
      "A row a step: level, spacing in mm, degrees of freedom, voxels compared, step, and the metric."
    ),
    Port(
      "quality", .table,
      "One row, how sure the end is: `similarity` at the finest level; `coarse` at the coarsest, and "
        + "`alternative`, the best that the 24 orientations of the axes reach there, with its turn "
        + "`alternative-turn`; `overlap`, the part of what can overlap that does; the map's `turn` in "
        + "degrees, `least-scale`, `greatest-scale` and `volume` ratio; `doubts` in words."),
  ]
  static let parameters = [
    Parameter(
      "dof", .choice(["rigid", "similarity", "affine"]), default: "affine",
      "6 (rotation and shift), 7 (and one scale) or 12 degrees of freedom."),
    Parameter(
      "metric", .choice(RegistrationMetric.allCases.map(\.rawValue)), default: "ncc",
      "`ncc`: correlation of intensities, for images of one contrast; `mi`: mutual information, for "
        + "any two contrasts."),
    Parameter(
      "levels", .list(of: .number(minimum: 0.1, maximum: 64), minimumCount: 1), unit: "mm",
      default: [8, 4, 2], "Distance of voxels at each level of the pyramid, falling."),
    Parameter(
      "iterations", .integer(minimum: 1, maximum: 10_000), default: 12, "Steps a level, at most."),
    Parameter(
      "samples", .integer(minimum: 1000), default: 100_000,
      "Voxels of the fixed image that are compared, at most: a regular choice of them."),
    Parameter(
      "start", .choice(RegistrationStart.allCases.map(\.rawValue)), default: "search",
      "`identity`: the two worlds as they are; `centres`: centres of intensity together; `search`: "
        + "both, and turned by up to 40° about each axis, the best goes on; `turns`: these also turned "
        + "by 180° about each axis; `orientations`: `search` and all 24 orientations of the axes."),
    Parameter(
      "least-similarity", .number(), default: .null,
      "Less than this at the end is an error; by default nothing is."),
    Parameter(
      "doubts", .choice(["warn", "error"]), default: "warn",
      "What doubts about the end are: that another orientation fits better, the scale or turn is not "
        + "one of heads, or little overlaps."),
  ]

  private let registration: AffineRegistration
  private let leastSimilarity: Double?
  private let doubtsAreErrors: Bool

  init(_ values: ParameterValues) throws {
    leastSimilarity = values.isNull("least-similarity") ? nil : values.number("least-similarity")
    doubtsAreErrors = values.string("doubts") == "error"
    let freedom: DegreesOfFreedom =
      switch values.string("dof") {
      case "rigid": .rigid
      case "similarity": .similarity
      default: .affine
      }
    do throws(ImagingError) {
      registration = try AffineRegistration(
        freedom: freedom,
        metric: RegistrationMetric(rawValue: values.string("metric")) ?? .correlation,
        spacings: values.list("levels").compactMap(\.double),
        iterations: values.integer("iterations"), samples: values.integer("samples"),
        start: RegistrationStart(rawValue: values.string("start")) ?? .search)
    } catch {
      throw ParameterError("levels", error.message)
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let arithmetic = context.arithmetic
    var moving = try inputs.one("moving").volume(name: "the moving image")
    var fixed = try inputs.one("fixed").volume(name: "the fixed image")
    moving.voxels = arithmetic.convert(moving.voxels, to: arithmetic.format)
    fixed.voxels = arithmetic.convert(fixed.voxels, to: arithmetic.format)
    let movingMask = try mask(inputs, "moving-mask", on: moving.grid, name: "the moving image")
    let fixedMask = try mask(inputs, "fixed-mask", on: fixed.grid, name: "the fixed image")
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
        "transform": .affine(result.transform), "resampled": .volume(resampled),
        "trace": .table(RegisterAffine.table(result.trace)),
        "quality": .table(RegisterAffine.table(quality)),
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

  private func mask(
    _ inputs: Inputs, _ port: String, on grid: Grid, name: String
  ) throws -> Labels? {
    try inputs.optional(port).map { try VoxelMask($0, on: grid, name: name).labels(on: grid) }
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
