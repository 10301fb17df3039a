import Arithmetic

/// Where the windows of convolutions and pools lie: one number for each spatial axis.
struct Windows: Sendable, Equatable {
  var kernel: [Int]
  var strides: [Int]
  var dilations: [Int]
  /// Zeros, or nothing, before and after each axis.
  var before: [Int]
  var after: [Int]
  /// Sizes of the outputs.
  var outputs: [Int]

  enum AutoPad: String, CaseIterable {
    case notSet = "NOTSET"
    case sameUpper = "SAME_UPPER"
    case sameLower = "SAME_LOWER"
    case valid = "VALID"
  }

  /// The attributes of all operations with windows.
  static let attributes = [
    AttributeRule("auto_pad", .text), AttributeRule("kernel_shape", .integers),
    AttributeRule("pads", .integers), AttributeRule("strides", .integers),
  ]

  /// The largest number that one of them may be: more is no window on anything.
  private static let most = 1 << 31

  /// - Parameters:
  ///   - sizes: of the images.
  ///   - roundsUp: whether a last window that hangs over the end counts (`ceil_mode`).
  /// - Throws: `ModelError` where a number is out of range, or a window does not fit.
  init(_ attributes: Attributes, kernel: [Int], sizes: [Int], roundsUp: Bool = false)
    throws(ModelError)
  {
    let axes = sizes.count
    self.kernel = kernel
    strides = try Self.numbers(attributes, "strides", count: axes, from: 1, default: 1)
    dilations = try Self.numbers(attributes, "dilations", count: axes, from: 1, default: 1)
    let pads = try Self.numbers(attributes, "pads", count: 2 * axes, from: 0, default: 0)
    (before, after) = (Array(pads[..<axes]), Array(pads[axes...]))
    guard kernel.count == axes, kernel.allSatisfy({ (1...Self.most).contains($0) }) else {
      throw ModelError("a window of \(kernel) on \(axes) spatial axes")
    }
    let auto = try attributes.word("auto_pad", default: AutoPad.notSet)
    outputs = []
    for axis in 0..<axes {
      let (size, stride) = (sizes[axis], strides[axis])
      let reach = (kernel[axis] - 1) * dilations[axis] + 1
      switch auto {
      case .notSet: break
      case .valid: (before[axis], after[axis]) = (0, 0)
      case .sameUpper, .sameLower:
        let count = (size + stride - 1) / stride
        let total = max(0, (count - 1) * stride + reach - size)
        before[axis] = auto == .sameUpper ? total / 2 : total - total / 2
        after[axis] = total - before[axis]
      }
      let padded = size + before[axis] + after[axis]
      guard reach <= padded else {
        throw ModelError(
          "a window that reaches over \(reach) voxels does not fit into \(padded), padding included"
        )
      }
      let room = padded - reach
      var count = room / stride + 1
      if roundsUp, room % stride != 0, count * stride < size + before[axis] { count += 1 }
      // Steps and gaps that nothing is taken by, which kernels would make room for.
      if count == 1, stride > padded { strides[axis] = room + 1 }
      if kernel[axis] == 1 { dilations[axis] = 1 }
      outputs.append(count)
    }
  }

  /// The windows of a pool on images `[N, C, …]`.
  ///
  /// - Throws: as the other; `ModelError` where these are no images, or the node names no kernel.
  init(pooling x: ValueFact, _ attributes: Attributes, roundsUp: Bool) throws(ModelError) {
    guard (3...5).contains(x.shape.count), x.count > 0 else {
      throw ModelError("images of shape \(x.shape): one to three spatial axes are supported")
    }
    let sizes = Array(x.shape[2...])
    try self.init(
      attributes, kernel: Self.kernel(of: attributes, axes: sizes.count), sizes: sizes,
      roundsUp: roundsUp)
  }

  /// The numbers of an attribute.
  ///
  /// - Throws: `ModelError` where there are too few, too many, or one is out of range.
  static func numbers(
    _ attributes: Attributes, _ name: String, count: Int, from least: Int, default value: Int
  ) throws(ModelError) -> [Int] {
    guard let numbers = attributes.integers(name) else {
      return [Int](repeating: value, count: count)
    }
    guard numbers.count == count else {
      throw ModelError("attribute '\(name)' has \(numbers.count) numbers, not \(count)")
    }
    if let wrong = numbers.first(where: { !(least...most).contains($0) }) {
      throw ModelError("attribute '\(name)' says \(wrong), where \(least) or more was expected")
    }
    return numbers
  }

  /// The kernel of a pool.
  ///
  /// - Throws: `ModelError` where the node does not say it.
  static func kernel(of attributes: Attributes, axes: Int) throws(ModelError) -> [Int] {
    guard attributes.has("kernel_shape") else {
      throw ModelError("attribute 'kernel_shape' is missing")
    }
    return try numbers(attributes, "kernel_shape", count: axes, from: 1, default: 1)
  }

  /// The taps of a window that lie within an axis of `size` places.
  func inside(_ axis: Int, _ output: Int, size: Int) -> Range<Int> {
    taps(axis, output, below: 0)..<taps(axis, output, below: size)
  }

  /// How many taps of a window lie before a place.
  func taps(_ axis: Int, _ output: Int, below place: Int) -> Int {
    let distance = place - output * strides[axis] + before[axis]
    return distance <= 0
      ? 0 : min(kernel[axis], (distance + dilations[axis] - 1) / dilations[axis])
  }

  /// Whether windows are 2 wide at steps of 2, without padding and within the image.
  var isHalving: Bool {
    kernel.allSatisfy { $0 == 2 } && strides.allSatisfy { $0 == 2 }
      && (before + after).allSatisfy { $0 == 0 } && dilations.allSatisfy { $0 == 1 }
  }

  var geometry: ConvolutionGeometry {
    ConvolutionGeometry(
      stride: strides, dilation: dilations, paddingBefore: before, paddingAfter: after)
  }
}
