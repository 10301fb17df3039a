import Arithmetic

/// The adjoint of a convolution: images `[N, C, …]` are spread by the strides and filtered with
/// `[C, O/group, …]`; `bias` `[O]` is added last.
///
/// Runs on the kernel of a convolution's image gradient, with the sums in its order.
struct ConvTranspose: NetworkOperation {
  static let name = "ConvTranspose"
  static let versions = [1, 11, 22]
  static let attributes =
    Windows.attributes + [
      AttributeRule("dilations", .integers), AttributeRule("group", .integer),
      AttributeRule("output_padding", .integers), AttributeRule("output_shape", .integers),
    ]
  static let inputs = 2...3

  private let attributes: Attributes
  private let group: Int

  init(_ attributes: Attributes) throws(ModelError) {
    self.attributes = attributes
    group = try Conv.group(attributes)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, filters) = (try inputs.real(0), try inputs.alike(1))
    let sizes = Array(x.shape.dropFirst(2))
    try Conv.check(x, filters, axes: sizes.count, attributes)
    guard x.shape[1] == filters.shape[0], x.shape[1] % group == 0 else {
      throw ModelError(
        "images of \(x.shape[1]) channels do not go with filters \(filters.shape) in \(group) groups"
      )
    }
    let count = filters.shape[1] * group
    try Conv.checkBias(inputs, count)
    let (geometry, outputs) = try spread(sizes, kernel: Array(filters.shape[2...]))
    let group = group
    let output = ValueFact(x.type, [x.shape[0], count] + outputs)
    let padding = geometry.parts
    let padded = outputs.indices.map {
      outputs[$0] + padding.paddingBefore[$0] + padding.paddingAfter[$0]
    }
    try inputs.checkRoom(
      for: [ValueFact(x.type, [x.shape[0], count] + padded)], "its result with what is cut off")
    return .kernels(
      inputs.optional(2) == nil
        ? [.convolutionImageGradient] : [.convolutionImageGradient, .scaleAndShift], [output],
      multiplyAdds: try Extents.count(x.shape + Array(filters.shape[1...])),
      backward: Self.backward(geometry, group, kernel: Array(filters.shape[2...]))
    ) { operands, arithmetic in
      let (x, filters) = (operands.real(0), operands.real(1))
      let (images, kernels) = (x.channelGroups(group), filters.batchGroups(group))
      let parts = (0..<group).map { part in
        arithmetic.convolutionImageGradient(
          images[part], kernels[part], sizes: outputs, geometry)
      }
      let sums = RealTensor.joiningChannels(parts)
      guard let bias = operands.optionalReal(2) else { return [.real(sums)] }
      let ones = RealTensor.filled(bias.format, bias.shape, 1)
      return [.real(arithmetic.scaleAndShift(sums, scale: ones, shift: bias))]
    }
  }

  /// The adjoint of an adjoint: a convolution of the gradient; and for the filters the gradient of that
  /// convolution, with the roles of images and gradient exchanged.
  private static func backward(_ geometry: ConvolutionGeometry, _ group: Int, kernel: [Int])
    -> OperationStep.Backward
  {
    { operands, _, gradients, arithmetic in
      guard let gradient = gradients[0] else { return [nil, nil, nil] }
      let (images, own) = (operands.real(0).channelGroups(group), gradient.channelGroups(group))
      let kernels = operands.real(1).batchGroups(group)
      let ofImages =
        !operands.wantsGradient(0)
        ? nil
        : (0..<group).map { part in
          arithmetic.convolve(own[part], kernels[part], bias: nil, geometry)
        }
      let ofFilters =
        !operands.wantsGradient(1)
        ? nil
        : (0..<group).map { part in
          arithmetic.convolutionFilterGradient(own[part], images[part], kernel: kernel, geometry)
        }
      return [
        ofImages.map { .joiningChannels($0) }, ofFilters.map { .joiningBatches($0) },
        operands.optional(2) == nil || !operands.wantsGradient(2)
          ? nil : arithmetic.channelSum(gradient),
      ]
    }
  }

  /// Paddings of the convolution that this is the adjoint of, and the sizes of the outputs.
  private func spread(_ sizes: [Int], kernel: [Int]) throws(ModelError)
    -> (ConvolutionGeometry, [Int])
  {
    let axes = sizes.count
    var strides = try Windows.numbers(attributes, "strides", count: axes, from: 1, default: 1)
    var dilations = try Windows.numbers(attributes, "dilations", count: axes, from: 1, default: 1)
    let extra = try Windows.numbers(attributes, "output_padding", count: axes, from: 0, default: 0)
    let pads = try Windows.numbers(attributes, "pads", count: 2 * axes, from: 0, default: 0)
    let auto = try attributes.word("auto_pad", default: Windows.AutoPad.notSet)
    let wanted = attributes.integers("output_shape")
    if let wanted, wanted.count != axes {
      throw ModelError("attribute 'output_shape' has \(wanted.count) numbers, not \(axes)")
    }
    var (before, after, outputs) = ([Int](), [Int](), [Int]())
    for axis in 0..<axes {
      guard extra[axis] < strides[axis] else {
        throw ModelError(
          "attribute 'output_padding' is \(extra[axis]), which is not below the step of \(strides[axis])"
        )
      }
      let reach = (kernel[axis] - 1) * dilations[axis] + 1
      let full = strides[axis] * (sizes[axis] - 1) + extra[axis] + reach
      var target = wanted?[axis]
      if target == nil, auto == .sameUpper || auto == .sameLower {
        target = sizes[axis] * strides[axis]
      }
      if let target {
        guard target > 0 else { throw ModelError("an output of \(target) has no elements") }
        // What filters do not reach is zero, as with more output padding.
        let total = max(0, full - target)
        guard target - full + extra[axis] < strides[axis] else {
          throw ModelError("an output of \(target) is beyond the \(full) that filters reach")
        }
        // The odd one goes first, but last with SAME_UPPER.
        before.append(auto == .sameUpper ? total / 2 : total - total / 2)
        after.append(total - before[axis])
        outputs.append(target)
      } else {
        before.append(auto == .valid ? 0 : pads[axis])
        after.append(auto == .valid ? 0 : pads[axes + axis])
        outputs.append(full - before[axis] - after[axis])
      }
      guard outputs[axis] > 0 else {
        throw ModelError("padding of \(before[axis]) and \(after[axis]) leaves nothing of \(full)")
      }
    }
    // Steps and gaps that nothing is taken by, which kernels would make room for.
    for axis in 0..<axes where sizes[axis] == 1 {
      let reach = (kernel[axis] - 1) * dilations[axis] + 1
      let padded = outputs[axis] + before[axis] + after[axis]
      if strides[axis] > padded { strides[axis] = max(0, padded - reach) + 1 }
    }
    for axis in 0..<axes where kernel[axis] == 1 { dilations[axis] = 1 }
    let geometry = ConvolutionGeometry(
      stride: strides, dilation: dilations, paddingBefore: before, paddingAfter: after)
    return (geometry, outputs)
  }
}
