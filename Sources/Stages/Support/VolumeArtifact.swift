import Arithmetic
import Imaging
import PipelineKit

extension Artifact {
  /// A volume: data set `data`, attributes `affine` and, where it is not `aligned`, `space`.
  ///
  /// - Parameter type: how voxels are kept. Integer types hold whole numbers in their range.
  /// - Precondition: the voxels fit `type`.
  static func volume(_ volume: Volume, as type: VoxelFormat? = nil) -> Artifact {
    Artifact(
      type: .volume, datasets: [Dataset("data", (type ?? .own).elements(of: volume.voxels))],
      attributes: volume.grid.attributes)
  }

  /// Labels in the narrowest of 8, 16 and 32 bits that holds them; attributes as of a volume.
  static func labels(_ labels: Labels) -> Artifact {
    let values = labels.voxels.values
    let shape = labels.voxels.shape
    let (least, most) = values.reduce((Int32.zero, Int32.zero)) { (min($0.0, $1), max($0.1, $1)) }
    let data: DatasetElements =
      if least >= 0, most <= Int32(UInt8.max) {
        .uint8(Tensor(shape: shape, values: values.map { UInt8(truncatingIfNeeded: $0) }))
      } else if least >= Int32(Int16.min), most <= Int32(Int16.max) {
        .int16(Tensor(shape: shape, values: values.map { Int16(truncatingIfNeeded: $0) }))
      } else {
        .int32(labels.voxels)
      }
    return Artifact(
      type: .labels, datasets: [Dataset("data", data)],
      attributes: labels.grid.attributes)
  }

  /// The intensities of a volume or labels: binary32 where it holds every value of the stored type
  /// exactly, else binary64.
  ///
  /// - Throws: `StageError` where this is not a volume or labels.
  func volume(name: String) throws -> Volume {
    let grid = try Grid(of: self, name: name)
    let voxels: RealTensor
    switch self[dataset: "data"] {
    case .uint8(let tensor)?: voxels = .binary32(tensor.map { Float($0) })
    case .int16(let tensor)?: voxels = .binary32(tensor.map { Float($0) })
    case .int32(let tensor)?: voxels = .binary64(tensor.map { Double($0) })
    case .int64(let tensor)?: voxels = .binary64(tensor.map { Double($0) })
    case .float32(let tensor)?: voxels = .binary32(tensor)
    case .float64(let tensor)?: voxels = .binary64(tensor)
    case .string?, nil: throw StageError("\(name) has no voxels that are numbers")
    }
    guard voxels.shape.count == 3 else {
      throw StageError("\(name) has \(voxels.shape.count) dimensions, where three were expected")
    }
    return Volume(voxels: voxels, on: grid)
  }

  /// Checks that nothing contradicts the size of this volume's voxels.
  ///
  /// - Throws: `StageError` where the file's header has other voxel sizes than its matrix, and nobody
  ///   has said which are right: a brain could come out many times too small.
  func requireUndisputedSizes(name: String) throws {
    guard case .list(let values)? = self[attribute: "pixdim"] else { return }
    let own = try Grid(of: self, name: name).affine.voxelSizes
    func text(_ sizes: [Double]) -> String { sizes.map { "\(Float($0))" }.joined(separator: " × ") }
    throw StageError(
      "\(name): the header of its file gives voxel sizes of \(text(values.compactMap(\.double))) mm "
        + "(pixdim), and its matrix (sform) \(text(own)) mm; correct the header, or say "
        + "'geometry: sform' in its source where the matrix is right")
  }

  /// The labels of this artifact.
  ///
  /// - Throws: `StageError` where it holds no whole numbers of at most 32 bits.
  func labels(name: String) throws -> Labels {
    let grid = try Grid(of: self, name: name)
    let voxels: Tensor<Int32>
    switch self[dataset: "data"] {
    case .uint8(let tensor)?: voxels = tensor.map(Int32.init)
    case .int16(let tensor)?: voxels = tensor.map(Int32.init)
    case .int32(let tensor)?: voxels = tensor
    default:
      do { return try Labels(volume(name: name)) } catch let error as ImagingError {
        throw StageError("\(name): \(error.message)")
      }
    }
    guard voxels.shape.count == 3 else {
      throw StageError("\(name) has \(voxels.shape.count) dimensions, where three were expected")
    }
    return Labels(voxels: voxels, on: grid)
  }
}

/// How the voxels of a volume are kept.
enum VoxelFormat {
  /// As the floating-point format that they are in.
  case own
  case uint8, int16, int32

  fileprivate func elements(of voxels: RealTensor) -> DatasetElements {
    switch (self, voxels) {
    case (.own, .binary32(let tensor)): .float32(tensor)
    case (.own, .binary64(let tensor)): .float64(tensor)
    case (.uint8, .binary32(let tensor)): .uint8(tensor.map { UInt8($0) })
    case (.uint8, .binary64(let tensor)): .uint8(tensor.map { UInt8($0) })
    case (.int16, .binary32(let tensor)): .int16(tensor.map { Int16($0) })
    case (.int16, .binary64(let tensor)): .int16(tensor.map { Int16($0) })
    case (.int32, .binary32(let tensor)): .int32(tensor.map { Int32($0) })
    case (.int32, .binary64(let tensor)): .int32(tensor.map { Int32($0) })
    }
  }
}

extension Tensor {
  /// The tensor of one shape with every element changed.
  func map<Other: Sendable>(_ change: (Element) -> Other) -> Tensor<Other> {
    Tensor<Other>(shape: shape, values: values.map(change))
  }
}
