package import Arithmetic

/// How the voxels of a volume are kept.
package enum VoxelFormat {
  /// As the floating-point format that they are in.
  case own
  case uint8, int16, int32

  /// As an artifact keeps them.
  package init(of artifact: Artifact) {
    self =
      switch artifact[dataset: "data"] {
      case .uint8?: .uint8
      case .int16?: .int16
      case .int32?: .int32
      default: .own
      }
  }
}

/// Voxels as arrays of numbers. They are here, and not beside the types that use them, because they run
/// over whole heads: this module is compiled optimised in every build.
extension DatasetElements {
  /// - Precondition: integer formats get whole numbers in their range.
  package init(_ voxels: RealTensor, as format: VoxelFormat) {
    self =
      switch (format, voxels) {
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

  /// Labels in the narrowest of 8, 16 and 32 bits that holds them.
  package init(narrowest labels: Tensor<Int32>) {
    let (least, most) = labels.values.reduce((Int32.zero, Int32.zero)) {
      (min($0.0, $1), max($0.1, $1))
    }
    self =
      if least >= 0, most <= Int32(UInt8.max) {
        .uint8(labels.map { UInt8(truncatingIfNeeded: $0) })
      } else if least >= Int32(Int16.min), most <= Int32(Int16.max) {
        .int16(labels.map { Int16(truncatingIfNeeded: $0) })
      } else {
        .int32(labels)
      }
  }

  /// The elements as intensities: binary32 where it holds every value of the stored type exactly, else
  /// binary64; `nil` for text.
  package var reals: RealTensor? {
    switch self {
    case .uint8(let tensor): .binary32(tensor.map { Float($0) })
    case .int16(let tensor): .binary32(tensor.map { Float($0) })
    case .int32(let tensor): .binary64(tensor.map { Double($0) })
    case .int64(let tensor): .binary64(tensor.map { Double($0) })
    case .float32(let tensor): .binary32(tensor)
    case .float64(let tensor): .binary64(tensor)
    case .string: nil
    }
  }

  /// The elements of integers of at most 32 bits; `nil` for any other.
  package var labels: Tensor<Int32>? {
    switch self {
    case .uint8(let tensor): tensor.map { Int32($0) }
    case .int16(let tensor): tensor.map { Int32($0) }
    case .int32(let tensor): tensor
    case .int64, .float32, .float64, .string: nil
    }
  }

  /// Which elements are neither 0 nor NaN; `nil` for text.
  package var isNotZero: [Bool]? { doubles?.map { $0 != 0 && !$0.isNaN } }

  /// Sets elements to 0 where `isInside` is false; text stays.
  package mutating func keepOnly(_ isInside: [Bool]) {
    func kept<Number: AdditiveArithmetic & Sendable>(_ tensor: Tensor<Number>) -> Tensor<Number> {
      Tensor(shape: tensor.shape, values: zip(tensor.values, isInside).map { $1 ? $0 : .zero })
    }
    switch self {
    case .uint8(let tensor): self = .uint8(kept(tensor))
    case .int16(let tensor): self = .int16(kept(tensor))
    case .int32(let tensor): self = .int32(kept(tensor))
    case .int64(let tensor): self = .int64(kept(tensor))
    case .float32(let tensor): self = .float32(kept(tensor))
    case .float64(let tensor): self = .float64(kept(tensor))
    case .string: break
    }
  }
}
