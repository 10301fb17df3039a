import Arithmetic

/// Cross-correlation of images `[N, C, …]` with filters `[O, C/group, …]` on one to three spatial axes,
/// with padding by zeros, steps, dilations and groups; `bias` `[O]` is added last.
struct Conv: NetworkOperation {
  static let name = "Conv"
  static let versions = [1, 11, 22]
  static let attributes =
    Windows.attributes + [AttributeRule("dilations", .integers), AttributeRule("group", .integer)]
  static let inputs = 2...3

  private let attributes: Attributes
  private let group: Int

  init(_ attributes: Attributes) throws(ModelError) {
    self.attributes = attributes
    group = try Self.group(attributes)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, filters) = (try inputs.real(0), try inputs.alike(1))
    let sizes = Array(x.shape.dropFirst(2))
    try Self.check(x, filters, axes: sizes.count, attributes)
    guard x.shape[1] == filters.shape[1] * group, filters.shape[0] % group == 0 else {
      throw ModelError(
        "images of \(x.shape[1]) channels do not go with filters \(filters.shape) in \(group) groups"
      )
    }
    let count = filters.shape[0]
    try Self.checkBias(inputs, count)
    let windows = try Windows(attributes, kernel: Array(filters.shape[2...]), sizes: sizes)
    let output = ValueFact(x.type, [x.shape[0], count] + windows.outputs)
    let padded = sizes.indices.map { sizes[$0] + windows.before[$0] + windows.after[$0] }
    // More padding than image: the kernel pads what it reads.
    if zip(padded, sizes).contains(where: { $0 > 3 * $1 + 64 }) {
      try inputs.checkRoom(for: [ValueFact(x.type, x.shape[..<2] + padded)], "its padded image")
    }
    let perOutput = filters.shape[1...].reduce(1, *)
    let group = group
    let geometry = windows.geometry
    var step = OperationStep.kernels(
      [.convolve], [output], multiplyAdds: try Extents.count(output.shape + [perOutput]),
      backward: Self.backward(geometry, group, kernel: windows.kernel)
    ) { operands, arithmetic in
      let (x, filters, bias) = (operands.real(0), operands.real(1), operands.optionalReal(2))
      let (images, kernels) = (x.channelGroups(group), filters.batchGroups(group))
      let biases = bias?.batchGroups(group)
      let parts = (0..<group).map { part in
        arithmetic.convolve(images[part], kernels[part], bias: biases?[part], geometry)
      }
      return [.real(.joiningChannels(parts))]
    }
    if group == 1, inputs.optional(2) != nil { step.part = .convolution(geometry) }
    return step
  }

  private static func backward(_ geometry: ConvolutionGeometry, _ group: Int, kernel: [Int])
    -> OperationStep.Backward
  {
    { operands, _, gradients, arithmetic in
      guard let gradient = gradients[0] else { return [nil, nil, nil] }
      let (x, weights) = (operands.real(0), operands.real(1))
      let (own, kernels) = (gradient.channelGroups(group), weights.batchGroups(group))
      let images = x.channelGroups(group)
      let ofImages =
        !operands.wantsGradient(0)
        ? nil
        : (0..<group).map { part in
          arithmetic.convolutionImageGradient(
            own[part], kernels[part], sizes: Array(x.shape[2...]), geometry)
        }
      let ofFilters =
        !operands.wantsGradient(1)
        ? nil
        : (0..<group).map { part in
          arithmetic.convolutionFilterGradient(images[part], own[part], kernel: kernel, geometry)
        }
      return [
        ofImages.map { .joiningChannels($0) }, ofFilters.map { .joiningBatches($0) },
        operands.optional(2) == nil || !operands.wantsGradient(2)
          ? nil : arithmetic.channelSum(gradient),
      ]
    }
  }

  /// How many parts the channels are taken in.
  ///
  /// - Throws: `ModelError` where it is not 1 or more.
  static func group(_ attributes: Attributes) throws(ModelError) -> Int {
    let group = attributes.integer("group", default: 1)
    guard (1...1 << 31).contains(group) else {
      throw ModelError("attribute 'group' is \(group), not 1 or more")
    }
    return group
  }

  /// - Throws: `ModelError` where images and filters are not those of a convolution.
  static func check(_ x: ValueFact, _ filters: ValueFact, axes: Int, _ attributes: Attributes)
    throws(ModelError)
  {
    guard (1...3).contains(axes), x.count > 0, filters.count > 0 else {
      throw ModelError("images of shape \(x.shape): one to three spatial axes are supported")
    }
    guard filters.shape.count == axes + 2 else {
      throw ModelError("filters of shape \(filters.shape) do not go with images \(x.shape)")
    }
    if let kernel = attributes.integers("kernel_shape"), kernel != Array(filters.shape[2...]) {
      throw ModelError("attribute 'kernel_shape' is \(kernel), its filters are \(filters.shape)")
    }
  }

  /// - Throws: `ModelError` where there is a bias that is not `[count]`.
  static func checkBias(_ inputs: OperationInputs, _ count: Int) throws(ModelError) {
    guard inputs.optional(2) != nil else { return }
    let bias = try inputs.alike(2)
    guard bias.shape == [count] else {
      throw ModelError("its bias has shape \(bias.shape), not [\(count)]")
    }
  }
}
