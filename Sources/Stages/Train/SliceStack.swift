import Arithmetic
import Imaging
import Networks
import PipelineKit

/// Slices of one size that a network learns from, one by one.
protocol SliceStack: Sendable {
  /// How errors and the table of draws name it.
  var name: String { get }
  /// Of each slice, in pixels.
  var size: (height: Int, width: Int) { get }
  /// The sum of the numbers of classes, slice by slice: tells those that hold something.
  var sums: [Int] { get }

  /// - Throws: `StageError` where it cannot be read.
  /// - Precondition: `index` is one of `sums`.
  func slice(_ index: Int, _ arithmetic: any Arithmetic) throws -> LabelledSlice
}

/// A slice with its neighbours, and what is true of its pixels.
struct LabelledSlice {
  /// `[7, height, width]`, from 0 to 1.
  var image: RealTensor
  /// `[height, width]`.
  var classes: Tensor<Int32>
  /// Of the cross-entropy, `[height, width]`; `nil` for ones.
  var weights: RealTensor?
  /// How many times coarser than the pixels 1 mm is.
  var scale: ZoomScale
}
