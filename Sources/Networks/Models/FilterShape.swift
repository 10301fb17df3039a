import Values

/// What the shape of a convolution's weights says.
struct FilterShape {
  let filters: Int
  let channels: Int
  let kernel: [Int]

  /// - Parameters:
  ///   - reader: that of the convolution.
  ///   - axes: how many spatial axes it has to have.
  /// - Throws: `ModelError` where the weights are missing, have another number of axes, or filters
  ///   without a middle.
  init(_ reader: WeightReader, axes: Int = 2) throws(ModelError) {
    let shape = try reader.shapeOfFilters(axes: axes)
    (filters, channels, kernel) = (shape[0], shape[1], Array(shape[2...]))
    guard kernel.allSatisfy({ $0 % 2 == 1 }) else {
      let sizes = kernel.map { "\($0)" }.joined(separator: " × ")
      throw ModelError(
        "tensor \(quoted(reader.nameOfFilters)) has filters of \(sizes), where odd sizes were"
          + " expected")
    }
  }
}
