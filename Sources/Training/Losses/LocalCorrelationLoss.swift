public import Arithmetic

/// Less the mean of the squared correlation of two images within windows around each voxel: `NCC` of
/// VoxelMorph (Balakrishnan et al. 2019; voxelmorph/torch/losses.py), zeros beyond edges.
public struct LocalCorrelationLoss: Sendable {
  /// Side of a window, odd.
  public var window: Int
  public var epsilon: Double

  public init(window: Int = 9, epsilon: Double = 1e-5) {
    precondition(window % 2 == 1 && window > 0, "a window of \(window)")
    (self.window, self.epsilon) = (window, epsilon)
  }

  /// - Parameters:
  ///   - moved: `[N, 1, …]`, which the gradient is for.
  ///   - fixed: the same shape.
  public func callAsFunction(
    _ moved: RealTensor, _ fixed: RealTensor, _ arithmetic: any Arithmetic
  ) -> LossValue {
    let axes = moved.shape.count - 2
    let kernel = [Int](repeating: window, count: axes)
    let size = Double(kernel.reduce(1, *))
    let ones = RealTensor(
      moved.format, shape: [1, 1] + kernel, [Double](repeating: 1, count: Int(size)))
    func sum(_ x: RealTensor) -> RealTensor {
      arithmetic.convolve(x, ones, bias: nil, ConvolutionGeometry(same: kernel))
    }
    func times(_ a: RealTensor, _ b: RealTensor) -> RealTensor { arithmetic.multiply(a, b) }
    let (sumJ, sumI) = (sum(moved), sum(fixed))
    // Σ a b − Σ a Σ b / n.
    func spread(_ ab: RealTensor, _ a: RealTensor, _ b: RealTensor) -> RealTensor {
      arithmetic.subtract(sum(ab), arithmetic.divide(times(a, b), size))
    }
    let cross = spread(times(fixed, moved), sumI, sumJ)
    let ofMoved = spread(times(moved, moved), sumJ, sumJ)
    let ofFixed = spread(times(fixed, fixed), sumI, sumI)
    let bottom = arithmetic.add(times(ofFixed, ofMoved), epsilon)
    let quotient = arithmetic.divide(cross, bottom)
    let squared = times(quotient, cross)
    let value = -arithmetic.mean(squared)
    // d/d cross and d/d variance of the moved image, over −count.
    let share = -1 / Double(moved.count)
    let a = arithmetic.multiply(quotient, 2 * share)
    let b = arithmetic.multiply(times(times(quotient, quotient), ofFixed), -share)
    let fromCross = arithmetic.subtract(
      times(fixed, sum(a)), arithmetic.divide(sum(times(a, sumI)), size))
    let fromSquares = arithmetic.subtract(
      times(moved, sum(b)), arithmetic.divide(sum(times(b, sumJ)), size))
    return LossValue(
      value, arithmetic.addScaled(fromCross, fromSquares, by: 2),
      parts: ["local-correlation": value])
  }
}
