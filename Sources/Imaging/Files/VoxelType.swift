/// How a file holds one voxel.
public enum VoxelType: String, Sendable, CaseIterable {
  case uint8, int8, int16, uint16, int32, uint32, int64, uint64, float32, float64

  /// Bytes a voxel.
  var size: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }

  /// Whether binary32 holds every value of this type.
  var fitsBinary32: Bool {
    switch self {
    case .uint8, .int8, .int16, .uint16, .float32: true
    case .int32, .uint32, .int64, .uint64, .float64: false
    }
  }
}
