/// The number format of a tensor's elements in a file.
public enum ElementType: String, CaseIterable, Sendable {
  case float64, float32, float16, bfloat16
  /// One byte: sign, exponent, fraction (Micikevicius et al. 2022; `fnuz`: Noune et al. 2022;
  /// `e8m0fnu`: a power of two, OCP Microscaling 1.0).
  case float8E4M3 = "float8_e4m3fn"
  case float8E5M2 = "float8_e5m2"
  case float8E4M3Unsigned = "float8_e4m3fnuz"
  case float8E5M2Unsigned = "float8_e5m2fnuz"
  case float8E8M0 = "float8_e8m0fnu"
  case int64, int32, int16, int8, uint8
  case uint64, uint32, uint16
  /// One byte, 0 or 1.
  case bool

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float8E4M3, .float8E5M2, .float8E4M3Unsigned, .float8E5M2Unsigned, .float8E8M0: 1
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether elements are real numbers.
  public var isFloating: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    case .float8E4M3, .float8E5M2, .float8E4M3Unsigned, .float8E5M2Unsigned, .float8E8M0: true
    default: false
    }
  }
}
