import Arithmetic
import Networks
import PipelineKit

/// A network's last convolution, of single voxels, apart from the rest: it makes one number a class from
/// the channels of a voxel, which for 104 classes at 256³ would be 7 GB at once.
struct NetworkHead {
  /// The network without it; its only output is what the convolution reads.
  let body: Network
  let node: NetworkNode
  private let filters: ModelWeights.Entry
  private let bias: ModelWeights.Entry?

  var layer: [String] { node.layer }
  var classes: Int { filters.tensor.shape[0] }
  var channels: Int { filters.tensor.shape[1] }

  /// - Returns: `nil` where the output is not that of such a convolution.
  static func split(_ network: Network, output: Int) throws -> NetworkHead? {
    let wanted = network.outputs[output]
    guard network.outputs.count == 1,
      let node = network.nodes.first(where: { $0.outputs == [wanted] }), node.operation == "Conv",
      (2...3).contains(node.inputs.count),
      network.nodes.contains(where: { $0.outputs.contains(node.inputs[0]) }),
      isPlain(node.attributes)
    else { return nil }
    func parameter(_ index: Int) -> ModelWeights.Entry? {
      guard node.inputs.indices.contains(index) else { return nil }
      return network.parameters.first { $0.name == node.inputs[index] }
    }
    guard let filters = parameter(1), filters.tensor.shape.count == 5,
      filters.tensor.shape[2...].allSatisfy({ $0 == 1 }), filters.tensor.shape[0] > 0
    else { return nil }
    let bias = parameter(2)
    guard node.inputs.count < 3 || node.inputs[2].isEmpty || bias != nil else { return nil }
    let body = try Network(
      version: network.version, inputs: network.inputs, outputs: [node.inputs[0]],
      nodes: network.nodes.filter { $0 != node }, parameters: network.parameters)
    return NetworkHead(body: body, node: node, filters: filters, bias: bias)
  }

  /// One group, steps of 1, no zeros around.
  private static func isPlain(_ attributes: [String: AttributeValue]) -> Bool {
    attributes.allSatisfy { name, value in
      switch (name, value) {
      case ("group", .integer(1)), ("kernel_shape", _), ("dilations", _), ("auto_pad", _): true
      case ("strides", .integers(let steps)): steps.allSatisfy { $0 == 1 }
      case ("pads", .integers(let pads)): pads.allSatisfy { $0 == 0 }
      default: false
      }
    }
  }

  func multiplyAdds(_ shape: [Int]) -> Int { shape.reduce(classes * channels, *) }

  /// - Parameter features: `[1, channels, X, Y, Z]`.
  /// - Returns: `[1, classes, X, Y, Z]`.
  func apply(_ features: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    func real(_ entry: ModelWeights.Entry) -> RealTensor {
      let values: [Double] =
        switch entry.tensor {
        case .float32(let tensor): tensor.values.map(Double.init)
        case .float64(let tensor): tensor.values
        default: []
        }
      return RealTensor(features.format, shape: entry.tensor.shape, values)
    }
    return arithmetic.convolve(
      features, real(filters), bias: bias.map(real),
      ConvolutionGeometry(same: [1, 1, 1]))
  }
}
