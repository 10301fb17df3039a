import Arithmetic
import Networks
import PipelineKit

/// A network's last convolution, of single voxels, apart from the rest: it makes one number a class from
/// the channels of a voxel, which for 104 classes at 256³ would be 7 GB at once.
struct NetworkHead {
  /// The network without it; its only output is what the convolution reads.
  let body: Network
  let node: NetworkNode
  private let filters: RealTensor
  private let bias: RealTensor?

  var layer: [String] { node.layer }
  var classes: Int { filters.shape[0] }
  var channels: Int { filters.shape[1] }

  /// - Returns: `nil` where the output is not that of such a convolution.
  static func split(_ network: Network, output: Int, format: RealFormat) throws -> NetworkHead? {
    let wanted = network.outputs[output]
    guard network.outputs.count == 1,
      let node = network.nodes.first(where: { $0.outputs == [wanted] }), node.operation == "Conv",
      (2...3).contains(node.inputs.count),
      network.nodes.contains(where: { $0.outputs.contains(node.inputs[0]) }),
      isPlain(node.attributes)
    else { return nil }
    func parameter(_ index: Int) throws -> RealTensor? {
      guard node.inputs.indices.contains(index),
        let entry = network.parameters.first(where: { $0.name == node.inputs[index] }),
        case .real(let tensor) = try entry.networkTensor(format).1
      else { return nil }
      return tensor
    }
    guard let filters = try parameter(1), filters.shape.count == 5,
      filters.shape[2...].allSatisfy({ $0 == 1 }), filters.shape[0] > 0
    else { return nil }
    let bias = try parameter(2)
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
    arithmetic.convolve(
      features, filters, bias: bias, ConvolutionGeometry(same: [1, 1, 1]))
  }
}
