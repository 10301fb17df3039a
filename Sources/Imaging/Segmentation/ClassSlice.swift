import Arithmetic

/// Where the logits of one slice go in a volume.
struct ClassSlice {
  /// For each class its channel of the logits.
  let channels: [Int]
  /// Rows and columns of the slice that lie in the volume.
  let height: Int
  let width: Int
  /// Rows and columns of the logits.
  let logitHeight: Int
  let logitWidth: Int
  /// The voxel of row 0 and column 0, and how many voxels further the next row and column are.
  let origin: Int
  let rowStride: Int
  let columnStride: Int

  /// - Throws: `ImagingError` as `ViewAggregation.add`.
  init(_ logits: RealTensor, _ index: Int, _ plane: AnatomicalPlane, volume: [Int])
    throws(ImagingError)
  {
    let shape = logits.shape
    let count = plane.sliceCount(volume)
    precondition(shape.count == 3, "logits of a slice have three dimensions, not \(shape)")
    precondition((0..<count).contains(index), "slice \(index) of \(count)")
    (height, width) = plane.sliceShape(volume)
    channels = try FastSurferClasses.channels(of: plane, count: shape[0])
    guard shape[1] >= height, shape[2] >= width else {
      throw ImagingError(
        "the \(plane.rawValue) network's output is \(shape[1]) × \(shape[2]), smaller than the slice"
          + " of \(height) × \(width)")
    }
    (logitHeight, logitWidth) = (shape[1], shape[2])
    let strides = [volume[1] * volume[2], volume[2], 1]
    origin = index * strides[plane.sliceAxis]
    rowStride = strides[plane.heightAxis]
    columnStride = strides[plane.widthAxis]
  }
}
