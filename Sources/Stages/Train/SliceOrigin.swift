import Arithmetic
import Networks
import PipelineKit

/// Where the slices of a file lie, and how they are read.
struct SliceOrigin: Sendable {
  /// How messages call the file.
  let path: String
  /// `nil` where its bytes are in memory.
  let source: Inputs.Item.File?

  /// - Throws: as `Inputs.Item.File.requireUnchanged`.
  func requireUnchanged() throws { try source?.requireUnchanged() }

  /// An error about this file.
  func error(_ message: String) -> StageError { StageError("\(path): \(message)") }

  func summaries(_ set: HDF5Rows, _ rows: Range<Int>) throws -> [HDF5Rows.Summary] {
    try explainingFiles { try set.summaries(rows) }
  }

  func bytes(_ set: HDF5Rows, _ rows: Range<Int>) throws -> [UInt8] {
    guard case .uint8(let tensor) = try explainingFiles({ try set.read(rows) }) else { return [] }
    return tensor.values
  }

  /// Whole numbers; those that no class has are cut to the ends of their type.
  func classes(_ set: HDF5Rows, _ rows: Range<Int>) throws -> [Int32] {
    switch try explainingFiles({ try set.read(rows) }) {
    case .uint8(let tensor): tensor.values.map { Int32($0) }
    case .int16(let tensor): tensor.values.map { Int32($0) }
    case .int32(let tensor): tensor.values
    case .int64(let tensor): tensor.values.map { Int32(clamping: $0) }
    case .float32(let tensor): tensor.values.map { Int32(exactly: $0) ?? -1 }
    case .float64(let tensor): tensor.values.map { Int32(exactly: $0) ?? -1 }
    }
  }

  func numbers(_ set: HDF5Rows, _ rows: Range<Int>) throws -> [Double] {
    switch try explainingFiles({ try set.read(rows) }) {
    case .uint8(let tensor): tensor.values.map { Double($0) }
    case .int16(let tensor): tensor.values.map { Double($0) }
    case .int32(let tensor): tensor.values.map { Double($0) }
    case .int64(let tensor): tensor.values.map { Double($0) }
    case .float32(let tensor): tensor.values.map { Double($0) }
    case .float64(let tensor): tensor.values
    }
  }
}
