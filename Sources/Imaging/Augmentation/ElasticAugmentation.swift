public import Arithmetic

/// Displacements at control points, linear in between, none at the two outermost ones.
///
/// As FastSurfer's elastic augmentation by torchio: 7 control points along each axis, ±20 voxels.
public struct ElasticAugmentation: GeometricAugmentation {
  public static let name = "elastic"
  public static let stream: UInt64 = 2

  /// Voxels at most, along each axis that moves.
  public var displacement: Double
  /// Control points along each of them.
  public var points: Int

  public init(displacement: Double, points: Int = 7) {
    (self.displacement, self.points) = (displacement, points)
  }

  /// Control points of a component along each axis of the frame.
  private func shape(_ frame: AugmentationFrame) -> [Int] {
    (0..<3).map { frame.axes.contains($0) ? points : 1 }
  }

  /// One component after the other.
  public func draw(_ stream: RandomStream, _ frame: AugmentationFrame) -> [Double] {
    let shape = shape(frame)
    let count = shape.reduce(1, *)
    return frame.axes.indices.flatMap { component in
      (0..<count).map { node -> Double in
        let place = [node / (shape[1] * shape[2]), node / shape[2] % shape[1], node % shape[2]]
        let isLocked = frame.axes.contains { axis in
          place[axis] < 2 || place[axis] >= points - 2
        }
        return isLocked
          ? 0 : displacement * (2 * stream.uniform(UInt64(component * count + node)) - 1)
      }
    }
  }

  public func sources(
    _ points: RealTensor, _ drawn: [Double], _ frame: AugmentationFrame,
    _ arithmetic: any Arithmetic
  ) -> RealTensor {
    let shape = shape(frame)
    let count = shape.reduce(1, *)
    guard drawn.count == count * frame.axes.count else { return points }
    // From voxels to control points: the outermost ones lie at the ends.
    var matrix = [Double](repeating: 0, count: 12)
    for axis in 0..<3 {
      matrix[5 * axis] = Double(shape[axis] - 1) / Double(max(1, frame.extents[axis] - 1))
    }
    let places = arithmetic.transform(points, by: matrix)
    var moves = [Double](repeating: 0, count: points.count)
    for (component, axis) in frame.axes.enumerated() {
      let nodes = RealTensor(
        points.format, shape: shape, Array(drawn[component * count..<(component + 1) * count]))
      let values = arithmetic.sample(
        nodes, at: places, interpolation: .linear, outside: nil
      ).doubles
      for (point, value) in values.enumerated() { moves[3 * point + axis] = value }
    }
    return arithmetic.add(points, RealTensor(points.format, shape: points.shape, moves))
  }
}
