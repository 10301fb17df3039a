/// Which maps a registration may choose from.
public enum DegreesOfFreedom: Int, Sendable, CaseIterable {
  /// Rotation and translation.
  case rigid = 6
  /// Rotation, translation and one scale.
  case similarity = 7
  /// Any affine map.
  case affine = 12
}

/// A map `x ↦ linear · (x − centre) + centre + shift`, in millimetres.
///
/// Parameters are changes of this map. All are in millimetres: those that turn, scale or shear are
/// the distance by which they move a point at `radius` from the centre, so that steps of equal size
/// mean equal displacements.
struct CentredTransform: Sendable {
  var linear: [Double] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
  var shift: [Double] = [0, 0, 0]
  let centre: [Double]
  let radius: Double

  /// The map as a matrix.
  var affine: Affine {
    let turned = multiply(linear, centre)
    return Affine(linear: linear, translation: (0..<3).map { centre[$0] + shift[$0] - turned[$0] })
  }

  /// The map after a step of the parameters, rotations first, then scale or shears, then shift.
  ///
  /// Rotations and scales are applied after the present linear part; the twelve parameters of an
  /// affine map are added to it, by row, before the shift.
  func moved(by step: [Double], _ freedom: DegreesOfFreedom) -> CentredTransform {
    var result = self
    switch freedom {
    case .rigid, .similarity:
      let half = freedom == .similarity ? step[6] / radius / 2 : 0
      let scale = (1 + half) / (1 - half)
      let turn = rotation(step.prefix(3).map { $0 / radius / 2 })
      result.linear = product(turn, linear).map { $0 * scale }
      for axis in 0..<3 { result.shift[axis] += step[3 + axis] }
    case .affine:
      for index in 0..<9 { result.linear[index] += step[index] / radius }
      for axis in 0..<3 { result.shift[axis] += step[9 + axis] }
    }
    return result
  }

  /// Derivatives of the twelve numbers of the map by each parameter, `[12, parameters]` by row.
  ///
  /// The twelve numbers are those of `x ↦ M y + t` with `y = (x − centre) / radius`: M by row, then
  /// t. All are in millimetres, so all derivatives are numbers without a unit.
  func derivatives(_ freedom: DegreesOfFreedom) -> [[Double]] {
    let count = freedom.rawValue
    var result = [[Double]](repeating: [Double](repeating: 0, count: count), count: 12)
    if freedom == .affine {
      for index in 0..<12 { result[index][index] = 1 }
      return result
    }
    for axis in 0..<3 {
      var generator = [Double](repeating: 0, count: 9)
      let (next, last) = ((axis + 1) % 3, (axis + 2) % 3)
      generator[3 * next + last] = -1
      generator[3 * last + next] = 1
      let turned = product(generator, linear)
      for index in 0..<9 { result[index][axis] = turned[index] }
      result[9 + axis][3 + axis] = 1
    }
    if freedom == .similarity { for index in 0..<9 { result[index][6] = linear[index] } }
    return result
  }
}

/// Cayley's formula: the rotation about `half` by twice the arc tangent of its length, by row.
///
/// Only the four basic operations, so that the result has the same bits on every machine, which
/// sines and cosines of a C library do not promise.
func rotation(_ half: [Double]) -> [Double] {
  let (x, y, z) = (half[0], half[1], half[2])
  let factor = 2 / (1 + (x * x + y * y + z * z))
  return [
    1 - factor * (y * y + z * z), factor * (x * y - z), factor * (x * z + y),
    factor * (x * y + z), 1 - factor * (x * x + z * z), factor * (y * z - x),
    factor * (x * z - y), factor * (y * z + x), 1 - factor * (x * x + y * y),
  ]
}

/// Product of two 3 × 3 matrices by row.
func product(_ a: [Double], _ b: [Double]) -> [Double] {
  (0..<9).map { index in
    let (row, column) = (index / 3, index % 3)
    return a[3 * row] * b[column] + a[3 * row + 1] * b[3 + column] + a[3 * row + 2] * b[6 + column]
  }
}

/// A 3 × 3 matrix by row times a vector.
private func multiply(_ a: [Double], _ x: [Double]) -> [Double] {
  (0..<3).map { a[3 * $0] * x[0] + a[3 * $0 + 1] * x[1] + a[3 * $0 + 2] * x[2] }
}
