import Arithmetic
import Glibc
import Imaging

/// A textured ellipsoid with lopsided blobs inside: known everywhere, so that it can be moved
/// without being resampled.
enum Phantom {
  static let grid = Grid(
    shape: [40, 44, 42],
    affine: Affine(rows: [-4, 0, 0, 82, 0, 4, 0, -88, 0, 0, 4, -80]))

  /// Intensity at a point, millimetres.
  static func intensity(_ x: Double, _ y: Double, _ z: Double) -> Double {
    let radius = (x * x / 2500 + y * y / 3844 + z * z / 2025).squareRoot()
    // Air, a little beyond the edge of the body.
    if radius > 2 { return 0 }
    func bell(_ a: Double, _ b: Double, _ c: Double, _ width: Double) -> Double {
      let squares = (x - a) * (x - a) + (y - b) * (y - b) + (z - c) * (z - c)
      return exp(-squares / (2 * width * width))
    }
    let body = 1 / (1 + exp(12 * (radius - 1)))
    let texture = sin(x / 11 + 0.4) * cos(y / 13) * sin(z / 9 + 0.8)
    let blobs = 80 * bell(20, 25, 10, 12) - 50 * bell(-15, -20, 15, 14) + 60 * bell(5, -30, -15, 10)
    return body * (100 + 15 * texture + blobs)
  }

  /// The phantom where it is.
  static let fixed = volume(movedBy: .identity)

  /// The phantom, moved: fixed point x is found at `transform(x)`.
  static func volume(
    movedBy transform: Affine, _ contrast: (Double) -> Double = { $0 }
  ) -> Volume {
    // Unoptimised tests run this: plain numbers are ten times faster than arrays of three.
    let m = ((transform.inverse ?? .identity) * grid.affine).rows
    var values: [Double] = []
    values.reserveCapacity(grid.shape.reduce(1, *))
    for i in 0..<grid.shape[0] {
      for j in 0..<grid.shape[1] {
        for k in 0..<grid.shape[2] {
          let (x, y, z) = (Double(i), Double(j), Double(k))
          values.append(
            contrast(
              intensity(
                m[0] * x + m[1] * y + m[2] * z + m[3], m[4] * x + m[5] * y + m[6] * z + m[7],
                m[8] * x + m[9] * y + m[10] * z + m[11])))
        }
      }
    }
    return Volume(
      voxels: RealTensor(.binary32, shape: grid.shape, values), affine: grid.affine)
  }

  /// Where the body is.
  static let mask: Labels = {
    var inside: [Int32] = []
    for i in 0..<grid.shape[0] {
      for j in 0..<grid.shape[1] {
        for k in 0..<grid.shape[2] {
          let p = grid.affine.apply([Double(i), Double(j), Double(k)])
          let (x, y, z) = (p[0] / 54, p[1] / 66, p[2] / 49)
          inside.append(x * x + y * y + z * z < 1 ? 1 : 0)
        }
      }
    }
    return Labels(voxels: Tensor(shape: grid.shape, values: inside), affine: grid.affine)
  }()

  /// Mean distance in millimetres between where two transforms put the body's voxels.
  static func distance(_ a: Affine, _ b: Affine) -> Double {
    var (sum, count) = (0.0, 0.0)
    // Every seventh voxel says as much.
    for index in stride(from: 0, to: mask.voxels.count, by: 7) where mask.voxels.values[index] != 0
    {
      let voxel = [
        index / (grid.shape[1] * grid.shape[2]), index / grid.shape[2] % grid.shape[1],
        index % grid.shape[2],
      ].map(Double.init)
      let world = grid.affine.apply(voxel)
      let squares = zip(a.apply(world), b.apply(world)).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
      sum += squares.squareRoot()
      count += 1
    }
    return sum / count
  }

  /// Turned about the three axes by degrees, scaled, sheared and shifted.
  static func transform(
    degrees: [Double], scale: Double = 1, shear: Double = 0, shift: [Double]
  ) -> Affine {
    var result = Affine(
      linear: [scale, shear, 0, 0, scale, 0, 0, 0, scale], translation: [0, 0, 0])
    for axis in 0..<3 {
      let angle = degrees[axis] * .pi / 180
      let (next, last) = ((axis + 1) % 3, (axis + 2) % 3)
      var turn = Affine.identity
      turn[next, next] = cos(angle)
      turn[last, last] = cos(angle)
      turn[next, last] = -sin(angle)
      turn[last, next] = sin(angle)
      result = turn * result
    }
    return .translation(shift) * result
  }
}
