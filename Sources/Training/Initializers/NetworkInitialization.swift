public import Arithmetic
public import Networks

extension Network {
  /// The network with new weights: filters and matrices as `initializer` says; other vectors as PyTorch
  /// makes them: ones for scales, zeros for biases and running means, ones for running variances, ¼ for
  /// the slopes of PReLUs.
  ///
  /// Each tensor draws from a stream of its own, by its name: a layer that comes or goes leaves the
  /// others as they are.
  ///
  /// - Throws: `ModelError` as `replacing` does.
  public func initialized(_ initializer: Initializer, seed: UInt64) throws(ModelError) -> Network {
    var tensors: [String: RealTensor] = [:]
    let roles = vectorRoles
    for entry in parameters where entry.type.isFloating {
      let shape = entry.tensor.shape
      let values: [Double]
      if shape.count > 1 {
        let stream = RandomStream(key: seed, stream: entry.name.streamNumber)
        values = initializer.values(shape, stream)
      } else {
        values = [Double](repeating: roles[entry.name] ?? 0, count: shape.reduce(1, *))
      }
      tensors[entry.name] = RealTensor(.binary64, shape: shape, values)
    }
    return try replacing(tensors)
  }

  /// What vectors start with, by name, where that is not zero.
  private var vectorRoles: [String: Double] {
    var roles: [String: Double] = [:]
    for node in nodes {
      func role(_ index: Int, _ value: Double) {
        if index < node.inputs.count { roles[node.inputs[index]] = value }
      }
      switch node.operation {
      case "BatchNormalization":
        role(1, 1)
        role(4, 1)
      case "InstanceNormalization", "GroupNormalization", "LayerNormalization": role(1, 1)
      case "PRelu": role(1, 0.25)
      default: break
      }
    }
    return roles
  }

  /// The network with other numbers in some of its parameters, each in the type that it has.
  ///
  /// - Throws: `ModelError` where a tensor is no parameter or has another shape.
  public func replacing(_ tensors: [String: RealTensor]) throws(ModelError) -> Network {
    let known = Set(parameters.map(\.name))
    if let other = tensors.keys.sorted().first(where: { !known.contains($0) }) {
      throw ModelError("the network has no parameter '\(other)'")
    }
    var entries: [ModelWeights.Entry] = []
    for entry in parameters {
      guard let tensor = tensors[entry.name] else {
        entries.append(entry)
        continue
      }
      guard tensor.shape == entry.tensor.shape else {
        throw ModelError(
          "parameter '\(entry.name)' has shape \(entry.tensor.shape), not \(tensor.shape)")
      }
      entries.append(tensor.entry(entry.name, isWide: entry.tensor.type == .float64))
    }
    return try Network(
      version: version, inputs: inputs, outputs: outputs, nodes: nodes, parameters: entries)
  }
}

extension RealTensor {
  /// The tensor as a named one of a model.
  func entry(_ name: String, isWide: Bool) -> ModelWeights.Entry {
    if isWide {
      return .init(name, .float64, .float64(Tensor(shape: shape, values: doubles)))
    }
    if case .binary32(let tensor) = self { return .init(name, .float32, .float32(tensor)) }
    return .init(name, .float32, .float32(Tensor(shape: shape, values: doubles.map(Float.init))))
  }
}
