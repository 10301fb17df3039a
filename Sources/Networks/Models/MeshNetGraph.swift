import Arithmetic

/// MeshNets as graphs (Fedorov et al. 2017): convolutions of 3³ (3² on images) whose taps lie further and
/// further apart, each with a normalization and an activation, and a last one of a single tap.
public struct MeshNetGraph: Sendable, Equatable {
  /// Spatial axes: two or three.
  public var axes = 3
  public var images = 1
  public var classes: Int
  public var channels: Int
  /// Of each hidden layer.
  public var dilations: [Int]
  /// As ONNX calls it: `Relu`, `Elu`.
  public var activation = "Relu"
  /// The part of each hidden layer's numbers that training drops.
  public var dropout = 0.0

  public init(
    axes: Int = 3, images: Int = 1, classes: Int, channels: Int,
    dilations: [Int] = [1, 2, 4, 8, 16, 8, 4, 2, 1], activation: String = "Relu",
    dropout: Double = 0
  ) {
    self.dropout = dropout
    (self.axes, self.images, self.classes) = (axes, images, classes)
    (self.channels, self.dilations, self.activation) = (channels, dilations, activation)
  }

  /// The graph for images `[N, images, …]` of any size, with parameters of zero that an initializer
  /// replaces; its output is `[N, classes, …]`.
  ///
  /// - Throws: `ModelError` where it is no network.
  public func network() throws(ModelError) -> Network {
    var nodes = NetworkBuilder()
    func parameter(_ nodes: inout NetworkBuilder, _ name: String, _ shape: [Int])
      -> NetworkBuilder.Value
    {
      nodes.parameter(.init(name, .float32, .float32(Tensor(shape: shape, repeating: 0))))
    }
    var x = nodes.input(
      "image", .float32,
      [.named("n"), .fixed(images)] + ["x", "y", "z"].prefix(axes).map { .named($0) })
    var seen = images
    for (number, gap) in dilations.enumerated() {
      let name = "block\(number)"
      let source = (x, seen)
      x = nodes.layer(name) { nodes in
        let weight = parameter(
          &nodes, "\(name).conv.weight", [channels, source.1] + [Int](repeating: 3, count: axes))
        let bias = parameter(&nodes, "\(name).conv.bias", [channels])
        let sums = nodes.add(
          "Conv", [source.0, weight, bias],
          [
            "dilations": .integers([Int](repeating: gap, count: axes)),
            "pads": .integers([Int](repeating: gap, count: 2 * axes)),
          ])
        let parts = ["weight", "bias", "running_mean", "running_var"].map {
          parameter(&nodes, "\(name).norm.\($0)", [channels])
        }
        let normal = nodes.add("BatchNormalization", [sums] + parts, ["momentum": .number(0.9)])
        return nodes.dropout(nodes.add(activation, [normal]), dropout)
      }
      seen = channels
    }
    let last = x
    let logits = nodes.layer("classifier") { nodes in
      let weight = parameter(
        &nodes, "classifier.weight", [classes, seen] + [Int](repeating: 1, count: axes))
      return nodes.add(
        "Conv", [last, weight, parameter(&nodes, "classifier.bias", [classes])])
    }
    return try nodes.network([logits])
  }
}
