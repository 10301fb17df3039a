public import Arithmetic

/// The logits of FastSurfer's three networks, added up in one volume slice by slice.
///
/// A voxel's sum takes 0.4 of the coronal, 0.2 of the sagittal and 0.4 of the axial logits, in this
/// order where slices come in this order. FastSurfer keeps the sums in binary16, which decides
/// near-ties: a sum is formed in binary32 by one fused multiply-add, as PyTorch's `add_` does it, and
/// rounded. At 256³ the binary16 sums take 2.7 GB, the largest thing in a segmentation; slices stream
/// through and nothing else is kept.
public final class ViewAggregation {
  /// The format in which sums are kept.
  public enum Precision: String, Sendable, CaseIterable {
    /// As FastSurfer does.
    case half
    /// Twice the memory.
    case single
  }

  /// Voxels of the volume, `[X, Y, Z]`.
  public let shape: [Int]
  let sums: any Sums

  /// - Precondition: three extents.
  public init(shape: [Int], precision: Precision = .half) {
    precondition(shape.count == 3, "a volume has three dimensions, not \(shape)")
    self.shape = shape
    sums =
      switch precision {
      case .half: ClassSums<Float16>(shape: shape, classes: FastSurferClasses.labels.count)
      case .single: ClassSums<Float>(shape: shape, classes: FastSurferClasses.labels.count)
      }
  }

  /// The weight of a plane's logits.
  public static func weight(_ plane: AnatomicalPlane) -> Float { plane == .sagittal ? 0.2 : 0.4 }

  /// Adds the logits of one slice.
  ///
  /// Each sum is the arithmetic's, a step of a contraction; the rounding to binary16 follows, to
  /// nearest.
  ///
  /// - Parameters:
  ///   - logits: `[classes, height, width]`, 79 classes or, for sagittal slices, 51; rows and columns
  ///     beyond the volume are cut off.
  ///   - index: which slice of `plane` it is.
  /// - Throws: `ImagingError` where the network has other classes, or its output is smaller than the
  ///   slice.
  public func add(
    _ logits: RealTensor, slice index: Int, _ plane: AnatomicalPlane, _ arithmetic: any Arithmetic
  ) throws(ImagingError) {
    let slice = try ClassSlice(logits, index, plane, volume: shape)
    sums.add(logits, slice, weight: Double(Self.weight(plane)), arithmetic)
  }

  /// The label of the class with the greatest sum at each voxel, `[X, Y, Z]`; the first of equals.
  public func labels() -> Tensor<Int32> {
    let labels = FastSurferClasses.labels
    return Tensor(shape: shape, values: sums.greatest().map { labels[Int($0)] })
  }

  /// Probabilities of some classes: softmax over the sums of all, which FastSurfer itself does not take.
  ///
  /// - Parameters:
  ///   - classes: places among `FastSurferClasses.labels`.
  ///   - progress: gets the part that is done, and may throw to end it.
  /// - Returns: `[X, Y, Z]` each, 0 to 1, in the arithmetic's format.
  /// - Throws: what `progress` throws.
  public func probabilities(
    of classes: [Int], _ arithmetic: any Arithmetic, progress: (Double) throws -> Void
  ) rethrows -> [RealTensor] {
    let plane = shape[1] * shape[2]
    return try ClassProbabilities.softmax(of: classes, slices: shape[0], arithmetic) { slice in
      try progress(Double(slice) / Double(shape[0]))
      let sums = sums.sums(of: slice * plane..<(slice + 1) * plane)
      return arithmetic.convert(
        .binary32(sums.reshaped([1, sums.shape[0], 1, shape[1], shape[2]])), to: arithmetic.format)
    }.map { $0.reshaped(shape) }
  }
}
