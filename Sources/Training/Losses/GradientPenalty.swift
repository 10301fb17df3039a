public import Arithmetic

/// The mean over spatial axes of the mean squared difference of neighbours along the axis: `Grad('l2')` of
/// VoxelMorph, which keeps displacements smooth.
public struct GradientPenalty: Sendable {
  public init() {}

  /// - Parameter field: `[N, C, …]`, every spatial axis with two or more places.
  public func callAsFunction(_ field: RealTensor, _ arithmetic: any Arithmetic) -> LossValue {
    let axes = field.shape.indices.dropFirst(2)
    var value = 0.0
    var gradient: RealTensor?
    for axis in axes {
      let size = field.shape[axis]
      precondition(size > 1, "one place along axis \(axis) of \(field.shape)")
      let difference = arithmetic.subtract(
        field.slice(1..<size, axis: axis), field.slice(0..<size - 1, axis: axis))
      let weight = 1 / Double(difference.count * axes.count)
      value += arithmetic.dot(difference, difference) * weight
      let own = arithmetic.multiply(difference, 2 * weight)
      var shape = field.shape
      shape[axis] = 1
      let zeros = RealTensor(
        own.format, shape: shape, [Double](repeating: 0, count: shape.reduce(1, *)))
      let part = arithmetic.subtract(
        .concatenate([zeros, own], axis: axis), .concatenate([own, zeros], axis: axis))
      gradient = gradient.map { arithmetic.add($0, part) } ?? part
    }
    return LossValue(
      value, gradient ?? field, parts: ["gradient-penalty": value])
  }
}
