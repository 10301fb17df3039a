public import Arithmetic

/// A turn about each axis, a scale and a shift, about the middle.
///
/// Ranges as FastSurfer's augmentations by torchio have them: ±10°, 0.8 to 1.15, ±15 voxels.
public struct AffineAugmentation: GeometricAugmentation {
  public static let name = "affine"
  public static let stream: UInt64 = 1

  /// Degrees at most; the tangent of half the angle is drawn as half the angle.
  public var turn: Double
  /// Least and greatest factor.
  public var scale: ClosedRange<Double>
  /// Voxels at most.
  public var shift: Double

  public init(turn: Double, scale: ClosedRange<Double>, shift: Double) {
    (self.turn, self.scale, self.shift) = (turn, scale, shift)
  }

  /// Three half turns in radians, the scale, three shifts.
  public func draw(_ stream: RandomStream, _ frame: AugmentationFrame) -> [Double] {
    func even(_ index: UInt64) -> Double { 2 * stream.uniform(index) - 1 }
    let turns = (0..<3).map { axis in
      // Turns about an axis move the two others.
      frame.axes.count == 3 || !frame.axes.contains(axis)
        ? turn * Double.pi / 360 * even(UInt64(axis)) : 0
    }
    let factor = scale.lowerBound + (scale.upperBound - scale.lowerBound) * stream.uniform(3)
    return turns + [factor]
      + (0..<3).map { frame.axes.contains($0) ? shift * even(UInt64(4 + $0)) : 0 }
  }

  public func sources(
    _ points: RealTensor, _ drawn: [Double], _ frame: AugmentationFrame,
    _ arithmetic: any Arithmetic
  ) -> RealTensor {
    guard drawn.count == 7 else { return points }
    var matrix = Affine.turns(halves: Array(drawn[..<3]))
    for row in frame.axes {
      for column in 0..<3 { matrix[row, column] /= drawn[3] }
    }
    let middle = frame.middle
    for row in 0..<3 {
      let moved = (0..<3).reduce(0.0) { $0 + matrix[row, $1] * middle[$1] }
      matrix[row, 3] = middle[row] - moved + drawn[4 + row]
    }
    return arithmetic.transform(
      points, by: (0..<12).map { matrix[$0 / 4, $0 % 4] })
  }
}
