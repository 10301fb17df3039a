import Arithmetic
import PipelineKit

extension DatasetElements {
  /// The elements as binary64, flattened; `nil` for text. Exact for all but integers above 2⁵³.
  var doubles: [Double]? {
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

  /// Bits of magnitude that an element holds: the significand of a floating-point format with its
  /// leading bit (24 or 53), the width without the sign of an integer.
  var precision: Int {
    switch self {
    case .uint8: 8
    case .int16: 15
    case .int32: 31
    case .float32: 24
    case .int64, .float64, .string: 53
    }
  }
}
