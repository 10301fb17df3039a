import Arithmetic
import PipelineKit

/// Types as programs above PipelineKit have them.
extension ArtifactType {
  static let volume = ArtifactType("volume")
  static let labels = ArtifactType("labels")
  static let field = ArtifactType("field")
  static let affine = ArtifactType("affine")
  static let model = ArtifactType("model", isPacked: false)

  static let all = [volume, labels, field, affine, model, table, record]
}

/// One artifact of every type, with the values that are easily lost on the way.
enum SampleArtifacts {
  static let affine: Value = [
    [1.5, 0.0, 0.0, -90.0], [0.0, 1.0, 0.0, -126.0], [0.0, 0.0, -0.0, 72.25], [0.0, 0.0, 0.0, 1.0],
  ]

  static let volume = Artifact(
    type: .volume,
    datasets: [
      Dataset(
        "data",
        .float32(
          Tensor(shape: [20, 11, 7], values: (0..<1540).map { Float($0 % 97) * 0.1 - 3 })))
    ], attributes: [.init("affine", affine), .init("units", "mm")])

  static let labels = Artifact(
    type: .labels,
    datasets: [
      Dataset(
        "data", .uint8(Tensor(shape: [30, 20, 10], values: (0..<6000).map { UInt8($0 / 25) })))
    ], attributes: [.init("affine", affine)])

  static let field = Artifact(
    type: .field,
    datasets: [
      Dataset(
        "data",
        .float64(
          Tensor(
            shape: [2, 1, 1, 3], values: [0, -0.0, .nan, .infinity, .leastNonzeroMagnitude, 7])))
    ], attributes: [.init("affine", affine)])

  static let transform = Artifact(
    type: .affine,
    datasets: [
      Dataset(
        "matrix", .float64(Tensor(shape: [4, 4], values: (0..<16).map { 1 / Double($0 + 1) })))
    ])

  static let model = Artifact(
    type: .model,
    datasets: [
      Dataset("encoder.0.weight", .float32(Tensor(shape: [40, 3, 3, 3], repeating: 0.5))),
      Dataset("encoder.0.bias", .float32(Tensor(shape: [40], repeating: -1))),
      Dataset("steps", .int64(Tensor(shape: [], values: [.max]))),
    ])

  static let table = Artifact(
    type: .table,
    datasets: [
      Dataset("subject", .string(Tensor(shape: [3], values: ["0051", "", "Zoë 🧠"]))),
      Dataset("volume", .float64(Tensor(shape: [3], values: [1.25, .nan, -3]))),
      Dataset("größe", .int32(Tensor(shape: [3], values: [.min, 0, .max]))),
      Dataset("rank", .int16(Tensor(shape: [3], values: [-1, 0, 1]))),
    ], attributes: [.init("columns", ["subject", "volume", "größe", "rank"])])

  static let record = Artifact.record([
    "mean": 0.1, "count": 3, "whole": 3.0, "name": "a \"quoted\"\nline",
    "list": [1, 2.5, nothing, true],
    "nan": .number(.nan), "low": .number(-.infinity), "nested": ["empty": [], "map": .map([])],
  ])

  private static let nothing = Value.null

  /// Attributes in every form, also those that only JSON can hold.
  static let attributed = Artifact(
    type: .table, datasets: [Dataset("none", .float32(Tensor(shape: [0, 3], values: [])))],
    attributes: [
      .init("flag", true), .init("integer", -7), .init("number", 2.0), .init("text", "ü"),
      .init("blank", ""), .init("integers", [1, 2, 3]),
      .init("numbers", [[1.0, 2.0], [3.0, 4.0]]),
      .init("texts", ["a", ""]), .init("empty", []), .init("null", .null),
      .init("mixed", [1, 2.0, "x"]), .init("ragged", [[1], [2, 3]]), .init("nul", "a\0b"),
      .init("deep", [[[1]]]), .init("flags", [true, false]), .init("map", ["a": ["b": 1]]),
    ])

  static let all: [String: Artifact] = [
    "volume": volume, "labels": labels, "field": field, "transform": transform, "model": model,
    "table": table, "record": record, "attributed": attributed,
  ]
}
