public import Foundation

/// A small made-up head: an ellipsoid with a brain, ventricles and a tilted bar, so that every axis
/// and direction can be told apart.
public struct SyntheticHead: Sendable {
  /// Voxels along each axis.
  public var size: Int
  /// Edge of a voxel in millimetres.
  public var spacing: Float
  /// Shift of the head in millimetres, along x, y and z.
  public var shift: (Float, Float, Float)
  /// Larger or smaller than the standard head.
  public var scale: Float

  public init(
    size: Int = 24, spacing: Float = 8, shift: (Float, Float, Float) = (0, 0, 0), scale: Float = 1
  ) {
    self.size = size
    self.spacing = spacing
    self.shift = shift
    self.scale = scale
  }

  /// Intensities as a NIfTI-1 file, binary32.
  public var image: Data {
    nifti(datatype: 16, bitsPerVoxel: 32) { data, point in
      withUnsafeBytes(of: intensity(point).bitPattern.littleEndian) {
        data.append(contentsOf: $0)
      }
    }
  }

  /// Labels as a NIfTI-1 file, 16-bit: 0 outside, 1 brain, 2 ventricles, 3 bar.
  public var labels: Data {
    nifti(datatype: 4, bitsPerVoxel: 16) { data, point in
      withUnsafeBytes(of: label(point).littleEndian) { data.append(contentsOf: $0) }
    }
  }

  /// The same head with FreeSurfer's labels, 16-bit: white matter 2 and 41, ventricles 4 and 43 and
  /// hippocampus 53, under a cortex that is 1003 on both sides.
  public var freeSurferLabels: Data {
    nifti(datatype: 4, bitsPerVoxel: 16) { data, point in
      let isLeft = point.x < 0
      let label: Int16 =
        switch label(point) {
        case 3: 53
        case 2: isLeft ? 4 : 43
        case 1 where radius(point, 62, 76, 58) > 0.8: 1003
        case 1: isLeft ? 2 : 41
        default: 0
        }
      withUnsafeBytes(of: label.littleEndian) { data.append(contentsOf: $0) }
    }
  }

  /// Normalised coordinates of the head's own space.
  private typealias Point = (x: Float, y: Float, z: Float)

  private func radius(_ point: Point, _ a: Float, _ b: Float, _ c: Float) -> Float {
    let x = point.x / a
    let y = point.y / b
    let z = point.z / c
    return (x * x + y * y + z * z).squareRoot()
  }

  private func label(_ point: Point) -> Int16 {
    if abs(point.x - 0.3 * point.y - 25) < 9, abs(point.y - 12) < 22, abs(point.z + 8) < 9 {
      return 3
    }
    if radius((point.x + 5, point.y, point.z - 8), 16, 30, 13) < 1 { return 2 }
    return radius(point, 62, 76, 58) < 1 ? 1 : 0
  }

  private func intensity(_ point: Point) -> Float {
    let shade = 0.15 * point.x + 0.1 * point.y + 0.05 * point.z
    switch label(point) {
    case 3: return 170 + shade
    case 2: return 30 + shade
    case 1: return 110 + shade
    default: return radius(point, 72, 86, 68) < 1 ? 60 + 0.2 * shade : 0
    }
  }

  private func nifti(
    datatype: Int16, bitsPerVoxel: Int16, _ append: (inout Data, Point) -> Void
  ) -> Data {
    let origin = -Float(size - 1) / 2 * spacing
    var data = header(datatype, bitsPerVoxel, origin)
    for k in 0..<size {
      for j in 0..<size {
        for i in 0..<size {
          append(
            &data,
            (
              (origin + Float(i) * spacing - shift.0) / scale,
              (origin + Float(j) * spacing - shift.1) / scale,
              (origin + Float(k) * spacing - shift.2) / scale
            ))
        }
      }
    }
    return data
  }

  private func header(_ datatype: Int16, _ bitsPerVoxel: Int16, _ origin: Float) -> Data {
    var bytes = Data(count: 352)
    func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
      withUnsafeBytes(of: number.littleEndian) {
        bytes.replaceSubrange(offset..<offset + $0.count, with: $0)
      }
    }
    func put(_ number: Float, at offset: Int) { put(number.bitPattern, at: offset) }
    put(Int32(348), at: 0)
    for (index, extent) in [3, size, size, size, 1, 1, 1, 1].enumerated() {
      put(Int16(extent), at: 40 + 2 * index)
    }
    put(datatype, at: 70)
    put(bitsPerVoxel, at: 72)
    for (index, step) in [1, spacing, spacing, spacing].enumerated() {
      put(step, at: 76 + 4 * index)
    }
    put(Float(352), at: 108)
    put(Float(1), at: 112)
    bytes[123] = 2
    put(Int16(1), at: 254)
    for axis in 0..<3 {
      put(spacing, at: 280 + 16 * axis + 4 * axis)
      put(origin, at: 280 + 16 * axis + 12)
    }
    bytes.replaceSubrange(344..<348, with: Array("n+1\0".utf8))
    return bytes
  }
}
