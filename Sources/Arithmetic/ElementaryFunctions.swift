internal import ArithmeticTypes

/// Elementary functions in binary64 whose bits do not depend on the C library, error below 2 ulp.
///
/// For weights and statistics, of which there are few; data goes through the kernels of an
/// `Arithmetic`.
package enum ElementaryFunctions {
  /// e^x; results beyond binary64's range saturate at e^±700.
  package static func exponential(_ x: Double) -> Double { kernels.exponential(x) }

  /// ln x: NaN below zero, −∞ at zero.
  package static func logarithm(_ x: Double) -> Double { kernels.logarithm(x) }

  private static let kernels = Arithmetics.cpu.kernels
}
