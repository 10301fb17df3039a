import Arithmetic

/// A convolution of 3³ with its weights, which keeps sizes or, by steps of 2, halves them; zeros lie around
/// as TensorFlow's `SAME` puts them.
struct FilteredLayer: Sendable {
  /// As scopes and parameters call it.
  let name: String
  /// `[O, C, 3, 3, 3]`.
  let filters: Tensor<Float>
  /// `[O]`.
  let bias: Tensor<Float>
  private let stride: Int

  /// - Parameter channels: that it has to see.
  /// - Throws: `ModelError` naming weights that are missing or of another shape.
  init(_ reader: WeightReader, channels: Int, stride: Int = 1) throws(ModelError) {
    name = reader.name
    let count = try FilterShape(reader, axes: 3).filters
    filters = try reader.filters([count, channels, 3, 3, 3])
    bias = try reader.tensor("bias", [count])
    self.stride = stride
  }

  /// Channels that it makes.
  var channels: Int { bias.count }

  /// Adds it to a network, then what `activate` adds, all in the layer of its name.
  func add(
    to nodes: inout NetworkBuilder, _ x: NetworkBuilder.Value,
    activate: (inout NetworkBuilder, NetworkBuilder.Value) -> NetworkBuilder.Value
  ) -> NetworkBuilder.Value {
    nodes.layer(name) { nodes in
      let weight = nodes.parameter("weight", filters)
      let inputs = [x, weight, nodes.parameter("bias", bias)]
      let attributes: [String: AttributeValue] =
        stride == 1
        ? ["pads": .integers([1, 1, 1, 1, 1, 1])]
        : ["auto_pad": .text("SAME_UPPER"), "strides": .integers([stride, stride, stride])]
      return activate(&nodes, nodes.add("Conv", inputs, attributes))
    }
  }

  /// The same with leaky ReLU after it.
  func addActivated(to nodes: inout NetworkBuilder, _ x: NetworkBuilder.Value)
    -> NetworkBuilder.Value
  {
    add(to: &nodes, x) { nodes, sums in
      nodes.add("LeakyRelu", [sums], ["alpha": .number(RegistrationUNet.slope)])
    }
  }
}
