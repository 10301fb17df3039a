public import Arithmetic

/// What kind of thing flows through a port; ports of different types never connect.
public enum ArtifactType: String, CaseIterable, Sendable {
  /// Intensities on a grid: data set `data`, shape `[X, Y, Z]`; attribute `affine`.
  case volume
  /// Integer labels on a grid: data set `data`, shape `[X, Y, Z]`; attribute `affine`.
  case labels
  /// A displacement or velocity field: data set `data`, shape `[X, Y, Z, 3]`; attribute `affine`.
  case field
  /// A 4 × 4 matrix from world to world, in millimetres: data set `matrix`.
  case affine
  /// Weights of a model: one data set a tensor, in order of attribute `names`.
  case model
  /// Named columns of one length: one data set a column, in order of attribute `columns`.
  case table
  /// A tree of small values: attribute `content`.
  case record
}

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
