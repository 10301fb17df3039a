import Arithmetic
import Values

/// Builds a network from layers as Keras and TensorFlow.js name them.
struct TensorFlowLayers {
  private var builder = NetworkBuilder(version: 20)
  /// What each layer makes, with its channels, by name.
  private var made: [String: (value: NetworkBuilder.Value, channels: Int, axes: Int)] = [:]
  private var names = LayerNames()

  /// Adds one entry of the list of layers, and takes its tensors out of `tensors`.
  ///
  /// - Throws: `ModelError` naming the layer where it is of a kind, or says something, that is not known.
  mutating func add(_ layer: Value, _ tensors: inout [String: Tensor<Float>]) throws(ModelError) {
    guard case .string(let kind)? = layer["class_name"], let config = layer["config"],
      case .string(let name)? = config["name"]
    else { throw ModelError("has a layer without class or name") }
    do throws(ModelError) {
      guard made[name] == nil else { throw ModelError("there are two of that name") }
      if kind == "InputLayer" { return try addInput(name, config) }
      let inputs = try self.inputs(layer)
      guard let first = inputs.first else { throw ModelError("it reads nothing") }
      var node = NetworkNode(kind, [], [], name: name)
      node.layer = names.layer(of: node)
      let result = try builder.layer(node.layer) { (builder) throws(ModelError) in
        try Self.value(kind, name, config, inputs, &builder, &tensors)
      }
      made[name] = (result.value, result.channels, first.axes)
    } catch { throw ModelError("layer \(quoted(name)) (\(quoted(kind))): \(error.message)") }
  }

  /// The network with the outputs of these layers.
  func network(_ outputs: [String]) throws(ModelError) -> Network {
    var values: [NetworkBuilder.Value] = []
    for output in outputs {
      guard let known = made[output] else {
        throw ModelError("its output \(quoted(output)) is no layer")
      }
      values.append(known.value)
    }
    return try builder.network(values)
  }

  private typealias Made = (value: NetworkBuilder.Value, channels: Int, axes: Int)

  /// `[null, X, Y, Z, C]`: sizes are left open, because the layers that are known take any.
  private mutating func addInput(_ name: String, _ config: Value) throws(ModelError) {
    guard case .list(let shape)? = config["batch_input_shape"], (3...5).contains(shape.count),
      case .integer(let channels)? = shape.last, channels > 0
    else { throw ModelError("layer \(quoted(name)): its shape is not [null, sizes…, channels]") }
    let axes = shape.count - 2
    let value = builder.input(
      name, .float32,
      [.fixed(1), .fixed(channels)] + ["x", "y", "z"].prefix(axes).map { .named($0) })
    made[name] = (value, channels, axes)
  }

  /// `[[["name", 0, 0, {}], …]]`.
  private func inputs(_ layer: Value) throws(ModelError) -> [Made] {
    guard case .list(let nodes)? = layer["inbound_nodes"], nodes.count == 1,
      case .list(let items) = nodes[0]
    else { throw ModelError("it is used more than once, or not at all") }
    var inputs: [Made] = []
    for item in items {
      guard case .list(let parts) = item, case .string(let name)? = parts.first,
        let known = made[name]
      else { throw ModelError("it reads what is no layer before it") }
      inputs.append(known)
    }
    return inputs
  }

  private static func value(
    _ kind: String, _ name: String, _ config: Value, _ inputs: [Made],
    _ builder: inout NetworkBuilder, _ tensors: inout [String: Tensor<Float>]
  ) throws(ModelError) -> (value: NetworkBuilder.Value, channels: Int) {
    let (x, channels, axes) = inputs[0]
    switch kind {
    case "Conv1D", "Conv2D", "Conv3D":
      guard kind.contains("\(axes)") else { throw ModelError("its input has \(axes) axes") }
      let (value, filters) = try convolution(
        name, config, x, channels, axes, &builder, &tensors)
      return (try activated(value, config, &builder), filters)
    case "Activation": return (try activated(x, config, &builder), channels)
    case "ReLU": return (builder.add("Relu", [x]), channels)
    case "LeakyReLU":
      guard let slope = config["alpha"]?.finite else { throw ModelError("it has no 'alpha'") }
      return (builder.add("LeakyRelu", [x], ["alpha": .number(slope)]), channels)
    case "Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D":
      return (x, channels)
    case "Add":
      guard inputs.count > 1, inputs.allSatisfy({ $0.channels == channels }) else {
        throw ModelError("it adds what has different channels")
      }
      return (builder.add("Sum", inputs.map(\.value)), channels)
    case "Concatenate":
      return (
        builder.add("Concat", inputs.map(\.value), ["axis": .integer(1)]),
        inputs.reduce(0) { $0 + $1.channels }
      )
    default:
      throw ModelError(
        "layers of this kind are not read; export the network as ONNX with its own program")
    }
  }

  private static func convolution(
    _ name: String, _ config: Value, _ x: NetworkBuilder.Value, _ channels: Int, _ axes: Int,
    _ builder: inout NetworkBuilder, _ tensors: inout [String: Tensor<Float>]
  ) throws(ModelError) -> (NetworkBuilder.Value, filters: Int) {
    guard config["data_format"] ?? "channels_last" == "channels_last" else {
      throw ModelError("its data are channels first")
    }
    guard let kernel = tensors.removeValue(forKey: name + "/kernel") else {
      throw ModelError("it has no tensor \(quoted(name + "/kernel"))")
    }
    let group = config["groups"]?.whole ?? 1
    guard kernel.shape.count == axes + 2, kernel.shape[axes] * group == channels,
      kernel.shape.allSatisfy({ $0 > 0 })
    else {
      throw ModelError("its kernel has shape \(kernel.shape), and its input \(channels) channels")
    }
    let filters = kernel.shape[axes + 1]
    // Kernels are [k…, C, O], filters [O, C, k…].
    let order = [axes + 1, axes] + Array(0..<axes)
    let view = StridedView.transposing(kernel.shape, order)
    guard case .binary32(let turned) = RealTensor.binary32(kernel).moved(view) else {
      throw ModelError("its kernel is not of binary32")
    }
    var operands = [x, builder.parameter(.init(name + ".weight", .float32, .float32(turned)))]
    if config["use_bias"] != .boolean(false) {
      guard let bias = tensors.removeValue(forKey: name + "/bias"), bias.shape == [filters] else {
        throw ModelError("it has no bias of \(filters) numbers")
      }
      operands.append(builder.parameter(.init(name + ".bias", .float32, .float32(bias))))
    }
    let padding: AttributeValue
    switch config["padding"] {
    case .string("same")?: padding = .text("SAME_UPPER")
    case .string("valid")?, nil: padding = .text("VALID")
    default: throw ModelError("its padding is neither 'same' nor 'valid'")
    }
    var value = builder.add(
      "Conv", operands,
      [
        "kernel_shape": .integers(Array(turned.shape[2...])), "auto_pad": padding,
        "strides": .integers(try extents(config["strides"], axes)),
        "dilations": .integers(try extents(config["dilation_rate"], axes)),
        "group": .integer(group),
      ])
    // A normalisation that only the name tells of: brainchop's exporter drops the layer.
    if name.hasSuffix("_gn") {
      let (ones, zeros) = (vector(filters, 1, &builder), vector(filters, 0, &builder))
      value = builder.add(
        "InstanceNormalization", [value, ones, zeros], ["epsilon": .number(Double(Float(1e-5)))])
    }
    return (value, filters)
  }

  private static func vector(_ count: Int, _ value: Float, _ builder: inout NetworkBuilder)
    -> NetworkBuilder.Value
  {
    builder.add(
      "Constant", [],
      ["value": .tensor(.float32, .float32(Tensor(shape: [count], repeating: value)))])
  }

  private static func activated(
    _ x: NetworkBuilder.Value, _ config: Value, _ builder: inout NetworkBuilder
  ) throws(ModelError) -> NetworkBuilder.Value {
    switch config["activation"] {
    case .string("linear")?, nil, .null?: return x
    case .string("relu")?: return builder.add("Relu", [x])
    case .string("elu")?: return builder.add("Elu", [x])
    case .string("gelu")?: return builder.add("Gelu", [x])
    case .string("sigmoid")?: return builder.add("Sigmoid", [x])
    case .string("tanh")?: return builder.add("Tanh", [x])
    case .string("softmax")?: return builder.add("Softmax", [x], ["axis": .integer(1)])
    case let other?: throw ModelError("its activation \(other.json()) is not known")
    }
  }

  /// One number for each axis; 1 where nothing is said.
  private static func extents(_ value: Value?, _ axes: Int) throws(ModelError) -> [Int] {
    let extents: [Int]
    switch value {
    case nil, .null?: extents = [Int](repeating: 1, count: axes)
    case .integer(let number)?: extents = [Int](repeating: number, count: axes)
    case .list(let items)?: extents = items.compactMap(\.whole)
    default: extents = []
    }
    guard extents.count == axes, extents.allSatisfy({ $0 > 0 }) else {
      throw ModelError("its strides or dilations are not \(axes) numbers of 1 or more")
    }
    return extents
  }
}

extension Value {
  fileprivate var whole: Int? { if case .integer(let number) = self { number } else { nil } }
  fileprivate var finite: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .number(let number) where number.isFinite: number
    default: nil
    }
  }
}
