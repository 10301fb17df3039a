import Arithmetic

/// The mean of each window, places ascending, on the kernel of that name.
///
/// Padding counts in the divisor where `count_include_pad` says so; what hangs over the padding
/// (`ceil_mode`) never does.
struct AveragePool: NetworkOperation {
  static let name = "AveragePool"
  static let versions = [7, 10, 11, 19, 22]
  static let attributes =
    Windows.attributes + [
      AttributeRule("dilations", .integers, since: 19),
      AttributeRule("ceil_mode", .integer, since: 10), AttributeRule("count_include_pad", .integer),
    ]

  private let attributes: Attributes
  private let roundsUp: Bool
  private let countsPadding: Bool

  init(_ attributes: Attributes) throws(ModelError) {
    self.attributes = attributes
    roundsUp = try attributes.flag("ceil_mode", default: false)
    countsPadding = try attributes.flag("count_include_pad", default: false)
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let windows = try Windows(pooling: x, attributes, roundsUp: roundsUp)
    let sizes = Array(x.shape[2...])
    let output = ValueFact(x.type, Array(x.shape[..<2]) + windows.outputs)
    try inputs.checkRoom(for: [output])
    let divisors = divisors(windows, sizes)
    var reaching = windows
    for axis in sizes.indices {
      let end =
        (windows.outputs[axis] - 1) * windows.strides[axis]
        + (windows.kernel[axis] - 1) * windows.dilations[axis] + 1
      reaching.after[axis] = max(0, end - sizes[axis] - windows.before[axis])
    }
    let (wide, planes) = (reaching, x.shape[0] * x.shape[1])
    let cost = try Extents.count(output.shape + windows.kernel)
    return .kernels(
      [.averagePool], [output], multiplyAdds: cost,
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil] }
        let own = gradient.reshaped([planes, 1] + wide.outputs)
        let counts = RealTensor(own.format, shape: wide.outputs, divisors).expanded(to: own.shape)
        let ones = RealTensor.filled(own.format, [1, 1] + wide.kernel, 1)
        return [
          arithmetic.convolutionImageGradient(
            arithmetic.divide(own, counts), ones, sizes: sizes, wide.geometry
          ).reshaped(operands[0].shape)
        ]
      }
    ) { operands, arithmetic in
      [
        .real(
          arithmetic.averagePool(
            operands.real(0), kernel: wide.kernel, wide.geometry, divisors: divisors))
      ]
    }
  }

  /// How many places each window counts.
  private func divisors(_ windows: Windows, _ sizes: [Int]) -> [Double] {
    let counts = sizes.indices.map { axis in
      let least = countsPadding ? -windows.before[axis] : 0
      let end = countsPadding ? sizes[axis] + windows.after[axis] : sizes[axis]
      return (0..<windows.outputs[axis]).map {
        windows.taps(axis, $0, below: end) - windows.taps(axis, $0, below: least)
      }
    }
    return counts.reduce([1.0]) { products, own in
      products.flatMap { product in own.map { product * Double($0) } }
    }
  }
}
