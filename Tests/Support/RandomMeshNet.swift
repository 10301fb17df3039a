import Arithmetic
public import Networks

/// A network of dilated convolutions with random weights, as small as a test wants it: MeshNet (Fedorov
/// et al. 2017), `[1, 1, X, Y, Z]` to `[1, classes, X, Y, Z]`.
public struct RandomMeshNet: Sendable {
  public var channels = 3
  public var classes = 3
  public var dilations = [1, 2, 4]
  public var activation = "Elu"
  public var seed: UInt64 = 1

  public init(
    channels: Int = 3, classes: Int = 3, dilations: [Int] = [1, 2, 4], activation: String = "Elu",
    seed: UInt64 = 1
  ) {
    (self.channels, self.classes, self.dilations) = (channels, classes, dilations)
    (self.activation, self.seed) = (activation, seed)
  }

  /// The network, ending with one number a class for the whole image.
  public func pooled() throws -> Network { try network { $0.add("GlobalAveragePool", [$1]) } }

  /// - Parameter ending: what comes after the last convolution.
  public func network(
    ending: (inout NetworkBuilder, NetworkBuilder.Value) -> NetworkBuilder.Value = { $1 }
  ) throws -> Network {
    var builder = NetworkBuilder()
    var x = builder.input(
      "image", .float32, [.fixed(1), .fixed(1)] + ["x", "y", "z"].map { .named($0) })
    var seen = 1
    for (number, dilation) in dilations.enumerated() {
      x = builder.layer("block\(number)") { builder in
        let three = AttributeValue.integers([dilation, dilation, dilation])
        let pads = AttributeValue.integers([Int](repeating: dilation, count: 6))
        let sums = convolution(
          &builder, x, "block\(number)", seen, channels, kernel: 3,
          ["dilations": three, "pads": pads])
        let scale = parameter(&builder, "block\(number).scale", [channels], 0.5...1.5)
        let shift = parameter(&builder, "block\(number).shift", [channels], -0.2...0.2)
        let normal = builder.add("InstanceNormalization", [sums, scale, shift])
        return builder.add(activation, [normal])
      }
      seen = channels
    }
    let logits = builder.layer("last") { builder in
      convolution(&builder, x, "last", seen, classes, kernel: 1, [:])
    }
    let output = ending(&builder, logits)
    return try builder.network([output])
  }

  private func convolution(
    _ builder: inout NetworkBuilder, _ x: NetworkBuilder.Value, _ name: String, _ seen: Int,
    _ filters: Int, kernel: Int, _ attributes: [String: AttributeValue]
  ) -> NetworkBuilder.Value {
    let count = kernel * kernel * kernel
    let bound = (3 / Double(seen * count)).squareRoot()
    let weights = parameter(
      &builder, "\(name).weight", [filters, seen, kernel, kernel, kernel], -bound...bound)
    let bias = parameter(&builder, "\(name).bias", [filters], -0.1...0.1)
    return builder.add("Conv", [x, weights, bias], attributes)
  }

  private func parameter(
    _ builder: inout NetworkBuilder, _ name: String, _ shape: [Int], _ range: ClosedRange<Double>
  ) -> NetworkBuilder.Value {
    let key = name.utf8.reduce(seed) { $0 &* 31 &+ UInt64($1) }
    let stream = RandomStream(key: key, stream: 0)
    let values = (0..<shape.reduce(1, *)).map { index in
      Float(
        range.lowerBound + stream.uniform(UInt64(index)) * (range.upperBound - range.lowerBound))
    }
    return builder.parameter(
      .init(name, .float32, .float32(Tensor(shape: shape, values: values))))
  }
}
