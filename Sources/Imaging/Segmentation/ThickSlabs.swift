public import Arithmetic

/// What FastSurfer's networks see of a slice: the slice and three neighbours on each side.
///
/// The outermost slices are repeated beyond the volume, so that every slice has a slab.
public struct ThickSlabs: Sendable {
  /// Slices in a slab; the middle one is the slice to be labelled.
  public static let thickness = 7

  /// Voxels of the volume, `[X, Y, Z]`.
  public let shape: [Int]
  private let voxels: [UInt8]

  /// - Parameter conformed: whole numbers from 0 to 255, on an LIA grid.
  /// - Throws: `ImagingError` where a voxel holds something else, the volume is not LIA, or has no
  ///   voxel above 0.
  public init(_ conformed: Volume) throws(ImagingError) {
    let orientation = conformed.affine.orientation.description
    guard orientation == "LIA" else {
      throw ImagingError("a conformed image is LIA, this one is \(orientation): conform it first")
    }
    shape = conformed.voxels.shape
    voxels =
      switch conformed.voxels {
      case .binary32(let tensor): try Self.bytes(tensor)
      case .binary64(let tensor): try Self.bytes(tensor)
      }
    guard voxels.contains(where: { $0 > 0 }) else {
      throw ImagingError("the image is empty: all its voxels are 0")
    }
  }

  private static func bytes<Number: BinaryFloatingPoint>(
    _ tensor: Tensor<Number>
  ) throws(ImagingError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: tensor.count)
    for index in bytes.indices {
      guard let byte = UInt8(exactly: tensor.values[index]) else {
        throw ImagingError(
          "a conformed image holds whole numbers from 0 to 255, and voxel \(tensor.voxelName(index))"
            + " holds \(tensor.values[index]): conform it first")
      }
      bytes[index] = byte
    }
    return bytes
  }

  /// The slab around slice `index`: `[7, height, width]`, slices ascending, values from 0 to 1.
  ///
  /// The division by 255 is the arithmetic's, and so is the format.
  ///
  /// - Precondition: `index` is that of a slice.
  public func slab(_ index: Int, _ plane: AnatomicalPlane, _ arithmetic: any Arithmetic)
    -> RealTensor
  {
    let (height, width) = plane.sliceShape(shape)
    let count = plane.sliceCount(shape)
    precondition((0..<count).contains(index), "slice \(index) of \(count)")
    let strides = [shape[1] * shape[2], shape[2], 1]
    let (rows, columns) = (strides[plane.heightAxis], strides[plane.widthAxis])
    var values = [Float](repeating: 0, count: Self.thickness * height * width)
    values.withUnsafeMutableBufferPointer { values in
      voxels.withUnsafeBufferPointer { voxels in
        for channel in 0..<Self.thickness {
          let slice = min(max(index + channel - Self.thickness / 2, 0), count - 1)
          for row in 0..<height {
            let source = slice * strides[plane.sliceAxis] + row * rows
            let target = (channel * height + row) * width
            for column in 0..<width {
              values[target + column] = Float(voxels[source + column * columns])
            }
          }
        }
      }
    }
    return Self.scaled(
      Tensor(shape: [Self.thickness, height, width], values: values), arithmetic)
  }

  /// The slab whose pixels have their slices beside each other, `[height, width, 7]`, as FastSurfer's training
  /// files keep it: as `slab` gives that of a volume.
  ///
  /// - Precondition: that is its shape.
  public static func slab(ofPixels bytes: Tensor<UInt8>, _ arithmetic: any Arithmetic) -> RealTensor
  {
    let (height, width) = (bytes.shape[0], bytes.shape[1])
    precondition(bytes.shape[2] == thickness, "\(bytes.shape[2]) slices in a slab")
    let pixels = height * width
    var values = [Float](repeating: 0, count: bytes.count)
    for pixel in 0..<pixels {
      for channel in 0..<thickness {
        values[channel * pixels + pixel] = Float(bytes.values[pixel * thickness + channel])
      }
    }
    return scaled(Tensor(shape: [thickness, height, width], values: values), arithmetic)
  }

  /// Intensities from 0 to 255 as the networks see them, from 0 to 1.
  ///
  /// The division by 255 is the arithmetic's, and so is the format.
  private static func scaled(_ slab: Tensor<Float>, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.divide(arithmetic.convert(.binary32(slab), to: arithmetic.format), 255)
      .clamped(to: 0...1)
  }
}
