public import Arithmetic
public import Networks

/// All that a training goes on from: what is learnt, running statistics, what the optimizer keeps, and
/// how many steps were done. Random numbers are by counter, so that steps are their whole state.
public struct TrainingState: Sendable, Equatable {
  /// By name: what gradients change.
  public var parameters: [String: RealTensor]
  /// By name: means and variances of normalizations, which follow the batches.
  public var statistics: [String: RealTensor]
  /// By slot of the optimizer, then by parameter.
  public var slots: [String: [String: RealTensor]]
  /// Steps of the optimizer.
  public var step = 0

  /// The start: the network's own numbers, and zeros for the optimizer.
  ///
  /// - Parameter format: of the arithmetic.
  public init(_ network: Network, slots names: [String], format: RealFormat) {
    let running = network.runningStatistics
    var parameters: [String: RealTensor] = [:]
    var statistics: [String: RealTensor] = [:]
    for entry in network.parameters where entry.type.isFloating {
      let tensor = entry.tensor.real(format)
      if running.contains(entry.name) {
        statistics[entry.name] = tensor
      } else {
        parameters[entry.name] = tensor
      }
    }
    self.parameters = parameters
    self.statistics = statistics
    slots = Dictionary(
      uniqueKeysWithValues: names.map { name in
        (
          name,
          parameters.mapValues {
            RealTensor(format, shape: $0.shape, [Double](repeating: 0, count: $0.count))
          }
        )
      })
  }

  /// Parameters and statistics together, as plans take them.
  public var tensors: [String: RealTensor] {
    parameters.merging(statistics) { first, _ in first }
  }
}

extension Network {
  /// The names of running means and variances.
  var runningStatistics: Set<String> {
    Set(
      nodes.filter { $0.operation == "BatchNormalization" }
        .flatMap { $0.inputs.dropFirst(3).prefix(2) })
  }
}

extension ModelTensor {
  /// The numbers of a tensor of real ones.
  func real(_ format: RealFormat) -> RealTensor {
    switch self {
    case .float32(let tensor):
      format == .binary32
        ? .binary32(tensor)
        : .binary64(Tensor(shape: tensor.shape, values: tensor.values.map(Double.init)))
    case .float64(let tensor): RealTensor(format, shape: tensor.shape, tensor.values)
    default: RealTensor(format, shape: shape, [Double](repeating: 0, count: count))
    }
  }
}
