public import Arithmetic

/// A bias field: the exponential of a polynomial in the three places from −1 to 1.
///
/// As FastSurfer's bias field by torchio (after Van Leemput et al. 1999): order 3, coefficients ±0.5.
public struct BiasAugmentation: IntensityAugmentation {
  public static let name = "bias"
  public static let stream: UInt64 = 3

  /// Of a coefficient, at most.
  public var coefficient: Double
  public var order: Int

  public init(coefficient: Double, order: Int = 3) {
    (self.coefficient, self.order) = (coefficient, order)
  }

  /// Exponents of the monomials along the axes that move.
  private func monomials(_ frame: AugmentationFrame) -> [[Int]] {
    var all: [[Int]] = []
    for i in 0...order {
      for j in 0...(order - i) {
        for k in 0...(order - i - j) {
          let exponents = [i, j, k]
          if (0..<3).allSatisfy({ exponents[$0] == 0 || frame.axes.contains($0) }) {
            all.append(exponents)
          }
        }
      }
    }
    return all
  }

  /// A coefficient for each monomial.
  public func draw(_ stream: RandomStream, _ frame: AugmentationFrame) -> [Double] {
    monomials(frame).indices.map { coefficient * (2 * stream.uniform(UInt64($0)) - 1) }
  }

  public func changed(
    _ image: RealTensor, _ drawn: [Double], _ frame: AugmentationFrame,
    _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let monomials = monomials(frame)
    guard drawn.count == monomials.count else { return image }
    let places = (0..<3).map { axis -> RealTensor in
      let half = Double(max(1, frame.extents[axis] - 1)) / 2
      return arithmetic.divide(
        arithmetic.add(
          RealTensor(image.format, shape: image.shape, frame.indices(axis)), -half), half)
    }
    let ones = RealTensor(
      image.format, shape: image.shape, [Double](repeating: 1, count: image.count))
    var sum = arithmetic.multiply(ones, 0)
    for (exponents, factor) in zip(monomials, drawn) {
      var term = ones
      for axis in 0..<3 {
        for _ in 0..<exponents[axis] { term = arithmetic.multiply(term, places[axis]) }
      }
      sum = arithmetic.addScaled(sum, term, by: factor)
    }
    return arithmetic.multiply(image, arithmetic.exponential(sum))
  }
}
