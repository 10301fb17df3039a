/// An affine map for points that come by the million; the same numbers as `Affine.apply` gives.
struct SpatialMap {
  private let x: SIMD3<Double>
  private let y: SIMD3<Double>
  private let z: SIMD3<Double>
  private let shift: SIMD3<Double>

  init(_ affine: Affine) {
    func column(_ index: Int) -> SIMD3<Double> {
      SIMD3(affine[0, index], affine[1, index], affine[2, index])
    }
    (x, y, z, shift) = (column(0), column(1), column(2), column(3))
  }

  /// Where a point goes.
  func callAsFunction(_ point: SIMD3<Double>) -> SIMD3<Double> { linear(point) + shift }

  /// Where a difference of points goes.
  func linear(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    x * vector.x + y * vector.y + z * vector.z
  }

  /// One coordinate of where each of many differences goes, which lie one after another.
  func component<Number: BinaryFloatingPoint>(_ axis: Int, of vectors: [Number]) -> [Double] {
    let (a, b, c) = (x[axis], y[axis], z[axis])
    return (0..<vectors.count / 3).map { (place: Int) -> Double in
      let sum: Double = a * Double(vectors[3 * place]) + b * Double(vectors[3 * place + 1])
      return sum + c * Double(vectors[3 * place + 2])
    }
  }
}
