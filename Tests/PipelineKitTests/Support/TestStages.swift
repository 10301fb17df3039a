import PipelineKit

/// What the test stages have in common: they are declared, never run.
protocol DeclaredStage: Stage {}

extension DeclaredStage {
  static var version: Int { 1 }
  static var summary: String { "A stage for tests." }
  static var source: String { "none" }
  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs { [:] }
}

/// Volume to volume, with parameters of several types.
struct SmoothStage: DeclaredStage {
  static let kind = "test/smooth"
  static let inputs = [
    Port("image", .volume, "An image."), Port("mask", .labels, "Where.", optional: true),
  ]
  static let outputs = [Port("image", .volume, "The smoothed image.")]
  static let parameters = [
    Parameter("radius", .integer(minimum: 1, maximum: 10), unit: "voxels", default: 4, "Radius."),
    Parameter("sigma", .number(minimum: 0), unit: "mm", default: 1.5, "Width."),
    Parameter("metric", .choice(["lncc", "mutual-information"]), default: "lncc", "Metric."),
    Parameter("weights", .list(of: .number(), minimumCount: 2), default: .null, "Weights."),
    Parameter("atlas", .path, default: .null, "A file."),
    Parameter("label", .string, default: "", "A name."),
    Parameter("edges", .boolean, default: false, "Whether to keep edges."),
  ]

  init(_ values: ParameterValues) throws {
    if values.integer("radius") == 7 { throw ParameterError("radius", "seven is taken") }
  }
}

/// Two volumes to a field and an affine.
struct RegisterStage: DeclaredStage {
  static let kind = "test/register"
  static let inputs = [
    Port("moving", .volume, "The image to move."), Port("fixed", .volume, "The target."),
  ]
  static let outputs = [Port("field", .field, "The warp."), Port("affine", .affine, "The rest.")]
  static let parameters = [Parameter("steps", .integer(minimum: 1), default: nil, "Steps.")]
  static let layers = ["encode*", "decode1"]

  init(_ values: ParameterValues) {}
}

/// Keeps the type of what it moves.
struct ApplyStage: DeclaredStage {
  static let kind = "test/apply"
  static let inputs = [
    Port("image", anyOf: [.volume, .labels], "An image."), Port("affine", .affine, "A transform."),
  ]
  static let outputs = [
    Port("image", from: "image", [.volume: .volume, .labels: .labels], "The moved image.")
  ]
  static let parameters: [Parameter] = []

  init(_ values: ParameterValues) {}
}

/// Draws random numbers.
struct NoiseStage: DeclaredStage {
  static let kind = "test/noise"
  static let inputs = [Port("image", .volume, "An image.")]
  static let outputs = [Port("image", .volume, "The noisy image.")]
  static let parameters = [Parameter("ulps", .integer(minimum: 0), default: 1, "Size.")]
  static let usesRandomNumbers = true

  init(_ values: ParameterValues) {}
}

/// Many fields to a table, without an arithmetic.
struct BitsStage: DeclaredStage {
  static let kind = "test/bits"
  static let inputs = [
    Port("samples", .field, "Repeats.", many: true),
    Port("reference", .field, "The truth.", optional: true),
  ]
  static let outputs = [Port("summary", .table, "Bits."), Port("map", .volume, "Bits by voxel.")]
  static let parameters: [Parameter] = []
  static let usesArithmetic = false

  init(_ values: ParameterValues) {}
}

/// Compares images with one another.
struct PairsStage: DeclaredStage {
  static let kind = "test/pairs"
  static let inputs = [Port("samples", .volume, "Images.", many: true).taking(atLeast: 2)]
  static let outputs = [Port("summary", .table, "Differences.")]
  static let parameters: [Parameter] = []
  static let usesArithmetic = false

  init(_ values: ParameterValues) {}
}

/// Many tables to a record.
struct ReportStage: DeclaredStage {
  static let kind = "test/report"
  static let inputs = [Port("tables", .table, "Tables.", many: true)]
  static let outputs = [Port("report", .record, "The report.")]
  static let parameters: [Parameter] = []
  static let usesArithmetic = false

  init(_ values: ParameterValues) {}
}

/// Knows types by endings, and options of every sort; reads nothing.
struct EndingsReader: SourceReader {
  let version = 1

  let options = [
    SourceOption(
      "geometry", .choice(["sform", "qform"]), suits: [.volume, .labels], "The matrix."),
    SourceOption("volume", .integer(minimum: 0), suits: [.volume], "One of several."),
    SourceOption("reference", .path, suits: [.volume], "Another image."),
  ]

  func files(of item: SourceItem) -> [String] {
    [item.path] + (item.text("reference").map { [$0] } ?? [])
  }

  func type(ofFile path: String) -> ArtifactType? {
    if path.hasSuffix(".nii") || path.hasSuffix(".nii.gz") { return .volume }
    if path.hasSuffix(".tsv") { return .table }
    return nil
  }

  func read(_ item: SourceItem, warn: (String) -> Void) throws -> Artifact {
    throw StageError("tests read no files")
  }

  func endings(for type: ArtifactType) -> [String] {
    switch type {
    case .volume, .labels: [".nii.gz", ".nii"]
    case .table: [".tsv"]
    default: [".json"]
    }
  }

  func write(_ artifact: Artifact, to path: String, description: String) throws {
    throw StageError("tests write no files")
  }
}

let testCatalog = StageCatalog(
  [
    SmoothStage.self, RegisterStage.self, ApplyStage.self, NoiseStage.self, BitsStage.self,
    ReportStage.self, PairsStage.self,
  ], reader: EndingsReader())
