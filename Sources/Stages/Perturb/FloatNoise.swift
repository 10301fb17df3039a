import Arithmetic
import PipelineKit

/// Noise on floating-point numbers, of a size counted in ulps or relative to each number.
///
/// Zeros, infinities and NaN stay; no number changes sign, becomes 0 or overflows.
struct FloatNoise {
  enum Unit: String, CaseIterable { case ulp, relative }
  enum Form: String, CaseIterable { case uniform, gaussian }

  private let isUlp: Bool
  private let size: Double
  private let isUniform: Bool

  /// The noise that the parameters of `PerturbNoise` ask for.
  ///
  /// - Throws: `ParameterError` where its size does not suit its unit.
  init(_ values: ParameterValues) throws {
    isUlp = values[PerturbNoise.unit] == .ulp
    size = values[PerturbNoise.size]
    isUniform = values[PerturbNoise.distribution] == .uniform
    if isUlp {
      guard size <= 0x1p30 else {
        throw ParameterError(
          PerturbNoise.size, "size is at most 2³⁰ ulps; use `unit: relative` for more")
      }
      guard !isUniform || size == size.rounded() else {
        throw ParameterError(PerturbNoise.size, "uniform noise takes a whole number of ulps")
      }
    } else if size > 1 {
      throw ParameterError(PerturbNoise.size, "relative noise is at most 1, the number's own size")
    }
  }

  /// The numbers with noise; element `index` takes number `first + index` of the stream.
  func perturbed<Number: SteppingFloat>(
    _ tensor: Tensor<Number>, _ stream: RandomStream, from first: UInt64 = 0
  ) -> Tensor<Number> {
    var tensor = tensor
    for index in tensor.values.indices {
      let value = tensor.values[index]
      guard value.isFinite, value != 0 else { continue }
      tensor.values[index] =
        isUlp
        ? value.stepped(by: steps(stream, first + UInt64(index)))
        : value.scaled(by: 1 + size * amount(stream, first + UInt64(index)))
    }
    return tensor
  }

  /// A whole number of ulps.
  private func steps(_ stream: RandomStream, _ index: UInt64) -> Int {
    guard isUniform else { return Int((size * stream.normal(index)).rounded()) }
    let choices = 2 * size + 1
    return Int((stream.uniform(index) * choices).rounded(.down) - size)
  }

  /// Noise of size 1: uniform in (−1, 1), or standard normal.
  private func amount(_ stream: RandomStream, _ index: UInt64) -> Double {
    isUniform ? 2 * stream.uniform(index) - 1 : stream.normal(index)
  }
}
