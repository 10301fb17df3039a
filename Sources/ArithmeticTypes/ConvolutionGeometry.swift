/// Where a convolution puts its filters: steps, gaps between taps and zeros at the edges, for each
/// spatial axis.
public struct ConvolutionGeometry: Sendable, Equatable {
  private let stride: [Int]
  private let dilation: [Int]
  private let paddingBefore: [Int]
  private let paddingAfter: [Int]

  /// All that it says, for each spatial axis: voxels between one position of the filters and the next,
  /// and between one tap and the next, at least one, and zeros before the first and after the last
  /// voxel.
  ///
  /// Whoever computes takes it whole: a part that comes compiles nowhere that ignores it.
  public var parts: (stride: [Int], dilation: [Int], paddingBefore: [Int], paddingAfter: [Int]) {
    (stride, dilation, paddingBefore, paddingAfter)
  }

  /// - Parameter dilation: one where it is left out: taps side by side.
  /// - Precondition: all have one number for each of one to three spatial axes; strides and dilations
  ///   are at least one and paddings at least zero.
  public init(stride: [Int], dilation: [Int]? = nil, paddingBefore: [Int], paddingAfter: [Int]) {
    let dilation = dilation ?? stride.map { _ in 1 }
    precondition(
      (1...3).contains(stride.count) && paddingBefore.count == stride.count
        && dilation.count == stride.count && paddingAfter.count == stride.count,
      "one number for each of one to three axes expected")
    precondition(
      (stride + dilation).allSatisfy { $0 > 0 }
        && (paddingBefore + paddingAfter).allSatisfy { $0 >= 0 },
      "strides and dilations start at one, paddings at zero")
    self.stride = stride
    self.dilation = dilation
    self.paddingBefore = paddingBefore
    self.paddingAfter = paddingAfter
  }

  /// Filters of odd sizes at every voxel: outputs are as large as inputs.
  public init(same kernel: [Int]) {
    self.init(
      stride: kernel.map { _ in 1 }, paddingBefore: kernel.map { ($0 - 1) / 2 },
      paddingAfter: kernel.map { $0 / 2 })
  }

  /// Filters every `stride` voxels, padded as TensorFlow's `SAME` does: the outputs' sizes are those
  /// of the inputs over the strides, rounded up, and odd zeros go after.
  public init(tensorFlowSame kernel: [Int], stride: [Int], sizes: [Int]) {
    let total = kernel.indices.map { axis in
      let outputs = (sizes[axis] + stride[axis] - 1) / stride[axis]
      return max(0, (outputs - 1) * stride[axis] + kernel[axis] - sizes[axis])
    }
    self.init(
      stride: stride, paddingBefore: total.map { $0 / 2 },
      paddingAfter: total.map { $0 - $0 / 2 })
  }

  /// Sizes of the outputs for images and filters of the given sizes.
  ///
  /// - Precondition: the filters fit into the padded images.
  public func outputSizes(_ sizes: [Int], kernel: [Int]) -> [Int] {
    stride.indices.map { axis in
      let padded = sizes[axis] + paddingBefore[axis] + paddingAfter[axis]
      let reach = (kernel[axis] - 1) * dilation[axis] + 1
      precondition(
        reach <= padded, "a filter that reaches over \(reach) does not fit into \(sizes)")
      return (padded - reach) / stride[axis] + 1
    }
  }
}
