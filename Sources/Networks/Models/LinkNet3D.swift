import Arithmetic

/// LinkNet (Chaurasia and Culurciello 2017) with volumes in place of images, as deepbet 1.0.2 has it for
/// brain extraction (Fisch et al. 2024, Computers in Biology and Medicine 179; `linknet3d.py` in its
/// TorchScript files): residual encoder of four levels, decoder that adds each level's features.
public enum LinkNet3D {
  /// The network with its weights: input `[1, 1, X, Y, Z]` with extents that are multiples of 32, output
  /// the probabilities of two classes, `[1, 2, X, Y, Z]`.
  ///
  /// - Throws: `ModelError` naming tensors that are missing, surplus, or of another shape.
  public static func network(_ weights: ModelWeights) throws(ModelError) -> Network {
    try weights.require(exactly: expected)
    var layers = LinkNetLayers(weights)
    var x = layers.input()
    x = layers.module("init") {
      let y = $0.normalizedReLU($0.convolution("0", x, kernel: 7, stride: 2))
      return $0.add(
        "MaxPool", [y],
        [
          "kernel_shape": .integers([3, 3, 3]), "strides": .integers([2, 2, 2]),
          "pads": .integers([Int](repeating: 1, count: 6)),
        ])
    }
    var levels = [x]
    for level in 0..<4 {
      x = layers.module("down\(level)") { layers in
        let first = layers.module("block1") { $0.block(x, stride: level == 0 ? 1 : 2) }
        return layers.module("block2") { $0.block(first, stride: 1) }
      }
      if level < 3 { levels.append(x) }
    }
    // Features of the stem, not of the first level, meet the last step up.
    let skips = [levels[3], levels[2], levels[1], levels[0]]
    for step in 0..<4 {
      x = layers.module("up\(step)") { layers in
        let narrow = layers.module("conv1") {
          $0.normalizedReLU($0.convolution("0", x, kernel: 1, stride: 1))
        }
        let grown = layers.module("tp_conv") {
          $0.normalizedReLU($0.transposed("0", narrow, kernel: 3, stride: step == 3 ? 1 : 2))
        }
        return layers.module("conv2") {
          $0.normalizedReLU($0.convolution("0", grown, kernel: 1, stride: 1))
        }
      }
      x = layers.add("Add", [x, skips[step]])
    }
    x = layers.module("tp_conv1") {
      $0.normalizedReLU($0.transposed("0", x, kernel: 3, stride: 2))
    }
    x = layers.module("conv") {
      $0.normalizedReLU($0.convolution("0", x, kernel: 3, stride: 1))
    }
    x = layers.module("tp_conv2") { $0.transposed(nil, x, kernel: 2, stride: 2) }
    let probabilities = layers.add("Softmax", [x], ["axis": .integer(1)])
    return try layers.builder.network([probabilities])
  }

  /// Every tensor and its shape.
  private static let expected: [ModelWeights.Expectation] = {
    var list: [ModelWeights.Expectation] = []
    func add(_ name: String, _ outputs: Int, _ inputs: Int, _ kernel: Int) {
      list.append(.init(name + ".weight", [outputs, inputs, kernel, kernel, kernel]))
    }
    add("init.0", 16, 1, 7)
    var channels = 16
    for (level, wide) in [16, 32, 64, 128].enumerated() {
      add("down\(level).block1.double_conv.0", wide, channels, 3)
      add("down\(level).block1.double_conv.3", wide, wide, 3)
      if wide != channels { add("down\(level).block1.downsample.0", wide, channels, 1) }
      add("down\(level).block2.double_conv.0", wide, wide, 3)
      add("down\(level).block2.double_conv.3", wide, wide, 3)
      channels = wide
    }
    for (step, wide) in [64, 32, 16, 16].enumerated() {
      let narrow = channels / 4
      add("up\(step).conv1.0", narrow, channels, 1)
      add("up\(step).tp_conv.0", narrow, narrow, 3)
      add("up\(step).conv2.0", wide, narrow, 1)
      channels = wide
    }
    add("tp_conv1.0", 16, 8, 3)
    list.append(.init("tp_conv1.0.bias", [8]))
    add("conv.0", 8, 8, 3)
    list.append(.init("conv.0.bias", [8]))
    add("tp_conv2", 8, 2, 2)
    list.append(.init("tp_conv2.bias", [2]))
    return list
  }()
}

/// Layers of LinkNet, named by the modules of its PyTorch code.
private struct LinkNetLayers {
  var builder = NetworkBuilder()
  private let weights: ModelWeights
  private var path: [String] = []
  /// Vectors of ones and zeros that instance normalization takes, by channels and value.
  private var constants: [String: NetworkBuilder.Value] = [:]
  /// Channels of the value that was made last.
  private var channels = 1

  init(_ weights: ModelWeights) { self.weights = weights }

  mutating func input() -> NetworkBuilder.Value {
    builder.input(
      "image", .float32, [.fixed(1), .fixed(1), .named("x"), .named("y"), .named("z")])
  }

  /// What `body` adds lies in a module of this name.
  mutating func module(
    _ name: String, _ body: (inout LinkNetLayers) -> NetworkBuilder.Value
  ) -> NetworkBuilder.Value {
    path.append(name)
    defer { path.removeLast() }
    return body(&self)
  }

  /// A node in the module that is open.
  mutating func add(
    _ operation: String, _ inputs: [NetworkBuilder.Value?],
    _ attributes: [String: AttributeValue] = [:]
  ) -> NetworkBuilder.Value {
    builder.layer(path) { $0.add(operation, inputs, attributes) }
  }

  private mutating func parameter(_ name: String?, _ part: String) -> NetworkBuilder.Value? {
    let full = (path + (name.map { [$0] } ?? []) + [part]).joined(separator: ".")
    return weights.entries.first { $0.name == full }.map { builder.parameter($0) }
  }

  /// With zeros around, so that the result is the image's size divided by the stride.
  mutating func convolution(
    _ name: String, _ x: NetworkBuilder.Value, kernel: Int, stride: Int
  ) -> NetworkBuilder.Value {
    let filters = parameter(name, "weight")
    channels = shape(name)[0]
    return add(
      "Conv", [x, filters] + (parameter(name, "bias").map { [$0] } ?? []),
      [
        "kernel_shape": .integers([kernel, kernel, kernel]),
        "strides": .integers([stride, stride, stride]),
        "pads": .integers([Int](repeating: kernel / 2, count: 6)),
      ])
  }

  /// Grows the image by the stride.
  mutating func transposed(
    _ name: String?, _ x: NetworkBuilder.Value, kernel: Int, stride: Int
  ) -> NetworkBuilder.Value {
    let filters = parameter(name, "weight")
    channels = shape(name)[1]
    let padding = kernel == 3 ? 1 : 0
    let extra = kernel == 3 ? stride - 1 : 0
    return add(
      "ConvTranspose", [x, filters] + (parameter(name, "bias").map { [$0] } ?? []),
      [
        "kernel_shape": .integers([kernel, kernel, kernel]),
        "strides": .integers([stride, stride, stride]),
        "pads": .integers([Int](repeating: padding, count: 6)),
        "output_padding": .integers([extra, extra, extra]),
      ])
  }

  private func shape(_ name: String?) -> [Int] {
    let full = (path + (name.map { [$0] } ?? []) + ["weight"]).joined(separator: ".")
    return weights[full]?.shape ?? [1, 1]
  }

  /// Instance normalization without scale and shift of its own.
  mutating func normalized(_ x: NetworkBuilder.Value) -> NetworkBuilder.Value {
    let (ones, zeros) = (constant(1), constant(0))
    return add(
      "InstanceNormalization", [x, ones, zeros], ["epsilon": .number(Double(Float(1e-5)))])
  }

  mutating func normalizedReLU(_ x: NetworkBuilder.Value) -> NetworkBuilder.Value {
    let y = normalized(x)
    return add("Relu", [y])
  }

  private mutating func constant(_ value: Float) -> NetworkBuilder.Value {
    let name = "\(channels) \(value)"
    if let known = constants[name] { return known }
    let tensor = ModelTensor.float32(Tensor(shape: [channels], repeating: value))
    let made = add("Constant", [], ["value": .tensor(.float32, tensor)])
    constants[name] = made
    return made
  }

  /// Two convolutions whose result is added to what came in, narrowed where the stride or the number of
  /// channels asks for it.
  mutating func block(_ x: NetworkBuilder.Value, stride: Int) -> NetworkBuilder.Value {
    let added = module("double_conv") {
      let y = $0.normalizedReLU($0.convolution("0", x, kernel: 3, stride: stride))
      return $0.normalized($0.convolution("3", y, kernel: 3, stride: 1))
    }
    let shortcut =
      stride == 1
      ? x
      : module("downsample") { $0.normalized($0.convolution("0", x, kernel: 1, stride: stride)) }
    let sum = add("Add", [added, shortcut])
    return add("Relu", [sum])
  }
}
