import Arithmetic

/// A small network that tells images apart, as a graph: two convolutions of 3 × 3, the greatest of each 2 × 2
/// pixels, two matrices.
///
/// The design of PyTorch's MNIST example (pytorch/examples, `mnist/main.py`), of any size.
public struct ImageClassifierGraph: Sendable, Equatable {
  public var images = 1
  public var classes: Int
  /// Filters of the first convolution; the second has twice as many.
  public var filters: Int
  /// Numbers between the two matrices.
  public var hidden: Int
  /// The part of the hidden numbers that training drops; of the pooled ones it drops half of it. There ½.
  public var dropout = 0.0

  public init(
    images: Int = 1, classes: Int, filters: Int = 32, hidden: Int = 128, dropout: Double = 0
  ) {
    self.dropout = dropout
    (self.images, self.classes, self.filters, self.hidden) = (images, classes, filters, hidden)
  }

  /// The graph for images `[N, images, height, width]`, with parameters of zero that an initializer
  /// replaces; its output is `[N, classes]`.
  ///
  /// - Throws: `ModelError` where images have fewer than two rows or columns.
  public func network(height: Int, width: Int) throws(ModelError) -> Network {
    guard height > 1, width > 1 else {
      throw ModelError("images of \(height) × \(width) pixels are too small to be told apart")
    }
    var nodes = NetworkBuilder()
    var x = nodes.input(
      "image", .float32, [.named("n"), .fixed(images), .fixed(height), .fixed(width)])
    func zeros(_ nodes: inout NetworkBuilder, _ name: String, _ shape: [Int])
      -> NetworkBuilder.Value
    {
      nodes.parameter(.init(name, .float32, .float32(Tensor(shape: shape, repeating: 0))))
    }
    var seen = images
    for (number, filters) in [filters, 2 * filters].enumerated() {
      let name = "conv\(number + 1)"
      let source = (x, seen)
      x = nodes.layer(name) { nodes in
        let sums = nodes.add(
          "Conv",
          [
            source.0, zeros(&nodes, "\(name).weight", [filters, source.1, 3, 3]),
            zeros(&nodes, "\(name).bias", [filters]),
          ], ["pads": .integers([1, 1, 1, 1])])
        return nodes.add("Relu", [sums])
      }
      seen = filters
    }
    let pooled = nodes.add(
      "MaxPool", [x],
      ["kernel_shape": .integers([2, 2]), "strides": .integers([2, 2])])
    x = nodes.add("Flatten", [nodes.dropout(pooled, dropout / 2)])
    var count = seen * (height / 2) * (width / 2)
    for (number, size) in [hidden, classes].enumerated() {
      let name = "fc\(number + 1)"
      let source = (x, count)
      x = nodes.layer(name) { nodes in
        let sums = nodes.add(
          "Gemm",
          [
            source.0, zeros(&nodes, "\(name).weight", [size, source.1]),
            zeros(&nodes, "\(name).bias", [size]),
          ], ["transB": .integer(1)])
        return number == 0 ? nodes.dropout(nodes.add("Relu", [sums]), dropout) : sums
      }
      count = size
    }
    return try nodes.network([x])
  }
}
