public import Arithmetic
public import Networks

/// Trains a network: forward, backward and update on an arithmetic's kernels.
///
/// Step t computes on fork t of the arithmetic, so that its random bits depend on the seed and on t
/// alone: a training that goes on from a checkpoint ends with the bits of one that never stopped.
public struct Trainer {
  /// What one part of a batch asks for: inputs, and the loss of the network's outputs.
  public struct Batch {
    public var inputs: [NetworkTensor]
    /// The network for this batch, where it is another one with the same parameters: for images of
    /// another size or resolution.
    public var variant: Variant?
    /// Of this batch alone, for networks with dropout.
    public var random: RandomStream?
    /// One loss for each output that counts, the first ones; the batch's loss is their sum.
    public var losses: ([RealTensor], any Arithmetic) throws -> [LossValue]

    /// - Parameter loss: of the first output.
    public init(
      _ inputs: [NetworkTensor], variant: Variant? = nil,
      loss: @escaping (RealTensor, any Arithmetic) throws -> LossValue
    ) {
      (self.inputs, self.variant) = (inputs, variant)
      losses = { [try loss($0[0], $1)] }
    }

    /// - Parameter losses: of the first outputs, one each.
    public static func of(
      _ inputs: [NetworkTensor], variant: Variant? = nil,
      losses: @escaping ([RealTensor], any Arithmetic) throws -> [LossValue]
    ) -> Batch {
      var batch = Batch(inputs, variant: variant) { logits, _ in LossValue(0, logits) }
      batch.losses = losses
      return batch
    }
  }

  /// A network with the parameters of the one that is trained.
  public struct Variant: Sendable {
    /// Equal for equal networks.
    public var name: String
    public var network: Network

    public init(_ name: String, _ network: Network) { (self.name, self.network) = (name, network) }
  }

  /// What a step found.
  public struct Report: Sendable {
    /// The mean over the parts of the batch, before the update.
    public var loss: Double
    public var parts: [String: Double]
    public var rate: Double
    /// By parameter, summed over the parts of the batch.
    public var gradients: [String: RealTensor]
  }

  public let network: Network
  public let optimizer: any Optimizer
  public private(set) var state: TrainingState
  private let format: RealFormat
  private var plans: [PlanKey: NetworkPlan] = [:]

  private struct PlanKey: Hashable {
    var variant: String?
    var shapes: [[Int]]
    var isTraining: Bool
  }

  /// - Parameter state: of a checkpoint; `nil` starts with the network's own numbers.
  public init(
    _ network: Network, _ optimizer: any Optimizer, state: TrainingState? = nil, format: RealFormat
  ) {
    (self.network, self.optimizer, self.format) = (network, optimizer, format)
    self.state =
      state ?? TrainingState(network, slots: type(of: optimizer).slots, format: format)
  }

  /// One update by the gradients of several batches together.
  ///
  /// - Parameters:
  ///   - batches: their gradients are added, first to last.
  ///   - rate: of learning.
  ///   - arithmetic: that of the whole training; the step takes a fork of it.
  /// - Throws: `TrainingError` where the loss, a parameter, a running statistic or what the optimizer keeps is
  ///   NaN or infinite, in which case the state is as before; `ModelError` where the network does not take the inputs or has no gradient.
  @discardableResult
  public mutating func step(_ batches: [Batch], rate: Double, _ arithmetic: any Arithmetic) throws
    -> Report
  {
    precondition(!batches.isEmpty, "a step without a batch")
    let own = arithmetic.fork(state.step)
    var report = Report(loss: 0, parts: [:], rate: rate, gradients: [:])
    var statistics = state.statistics
    for batch in batches {
      let plan = try plan(batch.inputs, batch.variant, isTraining: true)
      var losses: [LossValue] = []
      let found = try plan.gradients(
        of: Set(state.parameters.keys), batch.inputs, own,
        parameters: state.parameters.merging(statistics) { first, _ in first },
        random: batch.random,
        observe: { node, made in
          try Self.follow(node, made, &statistics, own)
        }
      ) { outputs in
        losses = try batch.losses(Self.real(outputs), own.layer("loss"))
        return outputs.indices.map { $0 < losses.count ? losses[$0].gradient : nil }
      }
      for value in losses {
        report.loss += value.value / Double(batches.count)
        for (name, part) in value.parts {
          report.parts[name, default: 0] += part / Double(batches.count)
        }
      }
      let sums = own.layer("accumulate")
      for name in found.gradients.keys.sorted() {
        guard let gradient = found.gradients[name] else { continue }
        report.gradients[name] = report.gradients[name].map { sums.add($0, gradient) } ?? gradient
      }
    }
    guard report.loss.isFinite else {
      throw TrainingError.notFinite("the loss", step: state.step + 1, arithmetic.operations)
    }
    // An infinite variance makes zeros of what it normalizes: losses go on, and nothing is learnt any more.
    for (name, statistic) in statistics.sorted(by: { $0.key < $1.key })
    where statistic.hasNonFiniteNumber {
      throw TrainingError.notFinite(
        "statistic '\(name)'", step: state.step + 1, arithmetic.operations)
    }
    var next = state
    next.statistics = statistics
    next.step += 1
    try update(&next, report.gradients, rate, own.layer("update"))
    state = next
    return report
  }

  private func update(
    _ next: inout TrainingState, _ gradients: [String: RealTensor], _ rate: Double,
    _ arithmetic: any Arithmetic
  ) throws(TrainingError) {
    let names = type(of: optimizer).slots
    for name in state.parameters.keys.sorted() {
      guard let parameter = state.parameters[name], let gradient = gradients[name] else { continue }
      let slots = names.compactMap { state.slots[$0]?[name] }
      let made = optimizer.update(
        parameter, gradient: gradient, slots: slots, step: next.step, rate: rate, arithmetic)
      guard !made.parameter.hasNonFiniteNumber else {
        throw TrainingError.notFinite(
          "parameter '\(name)'", step: next.step, arithmetic.operations)
      }
      next.parameters[name] = made.parameter
      for (slot, tensor) in zip(names, made.slots) {
        // Of an infinite square no step is left.
        guard !tensor.hasNonFiniteNumber else {
          throw TrainingError.notFinite(
            "what the optimizer keeps of parameter '\(name)' (\(slot))", step: next.step,
            arithmetic.operations)
        }
        next.slots[slot]?[name] = tensor
      }
    }
  }

  /// Running statistics follow those of the batch: s ← momentum × s + (1 − momentum) × s′, with the
  /// unbiased variance, as in PyTorch.
  private static func follow(
    _ node: NetworkNode, _ made: [NetworkTensor], _ statistics: inout [String: RealTensor],
    _ arithmetic: any Arithmetic
  ) throws(ModelError) {
    guard node.operation == "BatchNormalization", made.count == 3, case .real(let x) = made[0],
      case .real(let mean) = made[1], case .real(let variance) = made[2]
    else { return }
    var momentum = 0.9
    if case .number(let number)? = node.attributes["momentum"] { momentum = number }
    let layer = node.layer.reduce(arithmetic) { $0.layer($1) }
    let count = Double(x.count / max(1, mean.count))
    let unbiased = count > 1 ? layer.multiply(variance, count / (count - 1)) : variance
    for (name, own) in [(node.inputs[3], mean), (node.inputs[4], unbiased)] {
      guard let running = statistics[name] else { continue }
      statistics[name] = layer.addScaled(
        layer.multiply(running, momentum), own, by: 1 - momentum)
    }
  }

  /// The network's outputs with what was learnt so far, as in inference.
  ///
  /// - Throws: `ModelError` where the network does not take the inputs, or makes no real numbers.
  public mutating func outputs(
    _ inputs: [NetworkTensor], variant: Variant? = nil, _ arithmetic: any Arithmetic
  ) throws -> [RealTensor] {
    try Self.real(
      plan(inputs, variant, isTraining: false).run(inputs, arithmetic, parameters: state.tensors))
  }

  /// Real outputs, the first ones.
  private static func real(_ outputs: [NetworkTensor]) throws(ModelError) -> [RealTensor] {
    var found: [RealTensor] = []
    for output in outputs {
      guard case .real(let tensor) = output else { break }
      found.append(tensor)
    }
    guard !found.isEmpty else {
      throw ModelError("the network's first output holds no real numbers")
    }
    return found
  }

  /// The network as it was learnt so far.
  ///
  /// - Throws: `ModelError`, which does not happen.
  public func trained() throws(ModelError) -> Network { try network.replacing(state.tensors) }

  /// Drawn scales make ever new variants: older plans go.
  private static let plansAtMost = 16

  private mutating func plan(_ inputs: [NetworkTensor], _ variant: Variant?, isTraining: Bool)
    throws(ModelError) -> NetworkPlan
  {
    let key = PlanKey(
      variant: variant?.name, shapes: inputs.map(\.shape), isTraining: isTraining)
    if let plan = plans[key] { return plan }
    let plan = try NetworkPlan(
      variant?.network ?? network, shapes: key.shapes, variables: Set(state.tensors.keys),
      isTraining: isTraining, format: format)
    if plans.count >= Self.plansAtMost { plans.removeAll() }
    plans[key] = plan
    return plan
  }
}

extension RealTensor {
  fileprivate var hasNonFiniteNumber: Bool {
    switch self {
    case .binary32(let tensor): tensor.values.contains { !$0.isFinite }
    case .binary64(let tensor): tensor.values.contains { !$0.isFinite }
    }
  }
}
