import Arithmetic
import Values

/// What is known of a value of a network before it runs.
public struct ValueFact: Sendable, Equatable {
  /// `float32`, `float64`, `int64`, `int32` or `bool`.
  public var type: ElementType
  public var shape: [Int]
  /// The value itself, where it depends on no input's numbers: parameters, and shapes and what is
  /// computed of them.
  public var constant: NetworkTensor?

  public init(_ type: ElementType, _ shape: [Int], constant: NetworkTensor? = nil) {
    self.type = type
    self.shape = shape
    self.constant = constant
  }

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
  /// Whether elements are real numbers.
  var isReal: Bool { type == .float32 || type == .float64 }
  /// Whether elements are whole numbers.
  var isInteger: Bool { type == .int64 || type == .int32 }

  /// Bytes of the value in memory, under an arithmetic of this format.
  func size(_ format: RealFormat) -> Int {
    switch type {
    case .float32: count * (format == .binary64 ? 8 : 4)
    case .bool: count
    default: count * 8
    }
  }

  /// The types that values can have.
  static let types: [ElementType] = [.float32, .float64, .int64, .int32, .bool]

  /// `float32 [1, 2, 3]`.
  public var text: String { "\(type.rawValue) \(Self.text(shape))" }

  /// `1 × 2 × 3`, or `scalar`.
  static func text(_ shape: [Int]) -> String {
    shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: " × ")
  }
}

/// Extents of tensors that a file or an input asks for.
enum Extents {
  /// The product of extents.
  ///
  /// - Throws: `ModelError` where an extent is negative or the product too large for any memory.
  static func count(_ shape: [Int]) throws(ModelError) -> Int {
    var count = 1
    var product = 1
    for extent in shape {
      guard extent >= 0 else { throw ModelError("a size of \(extent) is negative") }
      if extent == 0 { product = 0 }
      let (next, overflow) = count.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow, next <= 1 << 48 else {
        throw ModelError("\(ValueFact.text(shape)) elements are more than any memory holds")
      }
      count = next
    }
    return product == 0 ? 0 : count
  }
}
