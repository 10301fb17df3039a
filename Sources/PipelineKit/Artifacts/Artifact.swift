public import Arithmetic

/// What one output port of a job carries: named arrays and attributes under a type.
///
/// Artifacts know nothing of brains; stages turn them into volumes, transforms and tables.
public struct Artifact: Sendable, Equatable {
  public var type: ArtifactType
  /// The arrays, in the order they are stored.
  public var datasets: [Dataset]
  /// Small facts about the arrays (an affine, units, a description), in the order they are stored.
  public var attributes: [Value.Pair]

  public init(type: ArtifactType, datasets: [Dataset], attributes: [Value.Pair] = []) {
    self.type = type
    self.datasets = datasets
    self.attributes = attributes
  }

  /// A record around a tree of small values.
  public static func record(_ content: Value) -> Artifact {
    Artifact(type: .record, datasets: [], attributes: [.init("content", content)])
  }

  /// The elements of the data set called `name`, where there is one.
  public subscript(dataset name: String) -> DatasetElements? {
    datasets.first { $0.name == name }?.elements
  }

  /// The attribute called `name`, where there is one.
  public subscript(attribute name: String) -> Value? {
    attributes.first { $0.key == name }?.value
  }
}

/// An artifact that has only a run of its data set `data`.
public struct ArtifactPart: Sendable {
  public var artifact: Artifact
  /// The first extent that `data` has in whole.
  public var rowCount: Int

  public init(artifact: Artifact, rowCount: Int) {
    self.artifact = artifact
    self.rowCount = rowCount
  }
}

/// A named array of an artifact.
public struct Dataset: Sendable, Equatable {
  public var name: String
  public var elements: DatasetElements

  public init(_ name: String, _ elements: DatasetElements) {
    self.name = name
    self.elements = elements
  }
}

/// The element types that the store knows; each has one little-endian encoding.
public enum DatasetElements: Sendable, Equatable {
  case uint8(Tensor<UInt8>)
  case int16(Tensor<Int16>)
  case int32(Tensor<Int32>)
  case int64(Tensor<Int64>)
  case float32(Tensor<Float>)
  case float64(Tensor<Double>)
  case string(Tensor<String>)

  /// The elements as binary64, flattened; `nil` for text. Exact for all but integers above 2⁵³.
  package var doubles: [Double]? {
    switch self {
    case .uint8(let tensor): tensor.values.map { Double($0) }
    case .int16(let tensor): tensor.values.map { Double($0) }
    case .int32(let tensor): tensor.values.map { Double($0) }
    case .int64(let tensor): tensor.values.map { Double($0) }
    case .float32(let tensor): tensor.values.map { Double($0) }
    case .float64(let tensor): tensor.values
    case .string: nil
    }
  }

  /// Extent of each dimension, in C order.
  public var shape: [Int] {
    switch self {
    case .uint8(let tensor): tensor.shape
    case .int16(let tensor): tensor.shape
    case .int32(let tensor): tensor.shape
    case .int64(let tensor): tensor.shape
    case .float32(let tensor): tensor.shape
    case .float64(let tensor): tensor.shape
    case .string(let tensor): tensor.shape
    }
  }
}
