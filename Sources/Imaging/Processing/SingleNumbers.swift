import Arithmetic

/// Operations on single numbers that kernels made, in binary64: what a scalar is divided by or added
/// to is work on data too.
extension Arithmetic {
  func sum(_ a: Double, _ b: Double) -> Double { add(.single(a), b).doubles[0] }
  func difference(_ a: Double, _ b: Double) -> Double { add(.single(a), -b).doubles[0] }
  func product(_ a: Double, _ b: Double) -> Double { multiply(.single(a), b).doubles[0] }
  func quotient(_ a: Double, _ b: Double) -> Double { divide(.single(a), b).doubles[0] }
  func root(_ a: Double) -> Double { squareRoot(.single(a)).doubles[0] }
}

extension RealTensor {
  fileprivate static func single(_ value: Double) -> RealTensor {
    RealTensor(.binary64, shape: [1], [value])
  }
}
