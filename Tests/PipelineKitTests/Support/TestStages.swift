import PipelineKit

/// What the test stages have in common: they are declared, never run.
protocol DeclaredStage: Stage {}

extension DeclaredStage {
  static var version: Int { 1 }
  static var summary: String { "A stage for tests." }
  static var source: String { "none" }
  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs { [] }
}

/// Volume to volume, with parameters of several types.
struct SmoothStage: DeclaredStage {
  static let kind = "test/smooth"
  static let inputs = list(
    Input<Artifact>("image", anyOf: [.volume], "An image."),
    Input<Artifact?>("mask", anyOf: [.labels], "Where."))
  static let outputs = list(Output<Artifact>("image", anyOf: [.volume], "The smoothed image."))
  static let radius = Parameter(
    "radius", .integer(minimum: 1, maximum: 10), unit: "voxels", default: 4, "Radius.")
  static let parameters = list(
    radius, Parameter("sigma", .number(minimum: 0), unit: "mm", default: 1.5, "Width."),
    Parameter("metric", .choice(Metric.self), default: .lncc, "Metric."),
    Parameter("weights", optional: .list(of: .number(), minimumCount: 2), "Weights."),
    Parameter("atlas", optional: .path, "A file."),
    Parameter("label", .string, default: "", "A name."),
    Parameter("edges", .boolean, default: false, "Whether to keep edges."))

  enum Metric: String, CaseIterable {
    case lncc
    case mutualInformation = "mutual-information"
  }

  init(_ values: ParameterValues) throws {
    if values[Self.radius] == 7 { throw ParameterError(Self.radius, "seven is taken") }
  }
}

/// Two volumes to a field and an affine.
struct RegisterStage: DeclaredStage {
  static let kind = "test/register"
  static let inputs = list(
    Input<Artifact>("moving", anyOf: [.volume], "The image to move."),
    Input<Artifact>("fixed", anyOf: [.volume], "The target."))
  static let outputs = list(
    Output<Artifact>("field", anyOf: [.field], "The warp."),
    Output<Artifact>("affine", anyOf: [.affine], "The rest."))
  static let parameters = list(Parameter("steps", .integer(minimum: 1), "Steps."))
  static let layers = ["encode*", "decode1"]

  init(_ values: ParameterValues) {}
}

/// Keeps the type of what it moves.
struct ApplyStage: DeclaredStage {
  static let kind = "test/apply"
  static let image = Input<Artifact>("image", anyOf: [.volume, .labels], "An image.")
  static let inputs = list(image, Input<Artifact>("affine", anyOf: [.affine], "A transform."))
  static let outputs = list(
    Output<Artifact>(
      "image", from: image, [.volume: .volume, .labels: .labels], "The moved image."))
  static let parameters: [AnyParameter] = []

  init(_ values: ParameterValues) {}
}

/// Draws random numbers.
struct NoiseStage: DeclaredStage {
  static let kind = "test/noise"
  static let inputs = list(Input<Artifact>("image", anyOf: [.volume], "An image."))
  static let outputs = list(Output<Artifact>("image", anyOf: [.volume], "The noisy image."))
  static let parameters = list(Parameter("ulps", .integer(minimum: 0), default: 1, "Size."))
  static let streams = [DrawnStream("noise", followsRepeat: true, "none")]

  init(_ values: ParameterValues) {}
}

/// Many fields to a table, without an arithmetic.
struct BitsStage: DeclaredStage {
  static let kind = "test/bits"
  static let inputs = list(
    Input<Many<Artifact>>("samples", anyOf: [.field], "Repeats."),
    Input<Artifact?>("reference", anyOf: [.field], "The truth."))
  static let outputs = list(
    Output<Artifact>("summary", anyOf: [.table], "Bits."),
    Output<Artifact>("map", anyOf: [.volume], "Bits by voxel."))
  static let parameters: [AnyParameter] = []
  static let usesArithmetic = false

  init(_ values: ParameterValues) {}
}

/// Compares images with one another.
struct PairsStage: DeclaredStage {
  static let kind = "test/pairs"
  static let inputs = list(
    Input<Many<Artifact>>("samples", anyOf: [.volume], atLeast: 2, "Images."))
  static let outputs = list(Output<Artifact>("summary", anyOf: [.table], "Differences."))
  static let parameters: [AnyParameter] = []
  static let usesArithmetic = false

  init(_ values: ParameterValues) {}
}

/// Many tables to a record.
struct ReportStage: DeclaredStage {
  static let kind = "test/report"
  static let inputs = list(Input<Many<Artifact>>("tables", anyOf: [.table], "Tables."))
  static let outputs = list(Output<Artifact>("report", anyOf: [.record], "The report."))
  static let parameters: [AnyParameter] = []
  static let usesArithmetic = false

  init(_ values: ParameterValues) {}
}

/// Knows types by endings, and options of every sort; reads nothing.
struct EndingsReader: SourceReader {
  let version = 1
  let types = ArtifactType.all

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
