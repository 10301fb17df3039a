/// Where a convolution puts its filters: steps and zeros at the edges, for each spatial axis.
public struct ConvolutionGeometry: Sendable, Equatable {
  private let stride: [Int]
  private let paddingBefore: [Int]
  private let paddingAfter: [Int]

  /// All that it says, for each spatial axis: voxels between one position of the filters and the next,
  /// at least one, and zeros before the first and after the last voxel.
  ///
  /// Whoever computes takes it whole: a part that comes (a dilation) compiles nowhere that ignores it.
  public var parts: (stride: [Int], paddingBefore: [Int], paddingAfter: [Int]) {
    (stride, paddingBefore, paddingAfter)
  }

  /// - Precondition: all have one number for each of one to three spatial axes; strides are at least
  ///   one and paddings at least zero.
  public init(stride: [Int], paddingBefore: [Int], paddingAfter: [Int]) {
    precondition(
      (1...3).contains(stride.count) && paddingBefore.count == stride.count
        && paddingAfter.count == stride.count, "one number for each of one to three axes expected")
    precondition(
      stride.allSatisfy { $0 > 0 } && (paddingBefore + paddingAfter).allSatisfy { $0 >= 0 },
      "strides start at one, paddings at zero")
    self.stride = stride
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
      precondition(kernel[axis] <= padded, "a filter of \(kernel) does not fit into \(sizes)")
      return (padded - kernel[axis]) / stride[axis] + 1
    }
  }
}
