import Arithmetic
import Imaging
import Networks
import PipelineKit
import Training

/// The epochs of one training, from nothing or from its last checkpoint.
///
/// All that is random is counted: step t of a training draws the same numbers whether or not the
/// training was interrupted before.
struct TrainingSession {
  let plan: TrainingPlan
  let network: Network
  let training: any TrainingExamples
  let validation: (any TrainingExamples)?
  let order: RandomStream
  /// Whether the first class is background, which scores leave out.
  let hasBackground: Bool
  let loss: Loss
  /// Of what dropout drops, a word for each batch.
  var dropout: RandomStream?
  var checkpoints: TrainingCheckpoints
  private(set) var record = TrainingRecord()
  private var trainer: Trainer
  private var kept: [String: [String: RealTensor]] = [:]

  /// The losses of a network's first outputs, one each, for examples that went through it.
  typealias Loss = @Sendable ([RealTensor], ExampleBatch, any Arithmetic) -> [LossValue]

  init(
    plan: TrainingPlan, network: Network, training: any TrainingExamples,
    validation: (any TrainingExamples)?, order: RandomStream, checkpoints: TrainingCheckpoints,
    format: RealFormat, hasBackground: Bool = true, loss: @escaping Loss
  ) {
    (self.plan, self.network, self.hasBackground) = (plan, network, hasBackground)
    (self.training, self.validation) = (training, validation)
    (self.order, self.checkpoints, self.loss) = (order, checkpoints, loss)
    trainer = Trainer(network, plan.optimizer, format: format)
  }

  /// Trains, and keeps networks.
  ///
  /// - Throws: `TrainingError` where a number is none; what `context.progress` throws. What was done is
  ///   kept in a checkpoint then.
  mutating func run(_ context: StageContext) throws {
    try resume(context)
    do {
      while record.epochs < plan.epochs { try runEpoch(record.epochs, context) }
    } catch {
      // The state is that after the last whole step.
      if error is CancellationError || error is TrainingError { try checkpoints.write(checkpoint) }
      throw error
    }
    if let first = record.column("loss").first, let last = record.column("loss").last {
      context.log(
        "\(trainer.state.step) steps; loss \(first) in the first epoch, \(last) in the last")
    }
  }

  /// The network after an epoch of `plan.kept`.
  ///
  /// - Precondition: the training has run.
  func network(after epoch: Int) throws(ModelError) -> Network {
    try network.replacing(kept[Self.name(epoch)] ?? trainer.state.tensors)
  }

  /// The network of the best epoch by validation, of the last one where nothing was validated.
  func best() throws(ModelError) -> Network {
    try network.replacing(kept[Self.best] ?? trainer.state.tensors)
  }

  /// What the last network says of other images, batch by batch.
  ///
  /// - Precondition: the training has run.
  mutating func classes(of images: RealTensor, _ arithmetic: any Arithmetic) throws -> [Int32] {
    GreatestClass.find(try trainer.outputs([.real(images)], arithmetic)[0]).classes
  }

  /// Forks of what is done to examples, beside those of steps and of validations.
  private static let exampleForks = -(1 << 40)
  private static let best = "best"
  private static func name(_ epoch: Int) -> String { "epoch-\(epoch)" }

  private var checkpoint: Checkpoint {
    Checkpoint(trainer.state, notes: record.notes, kept: kept)
  }

  private mutating func resume(_ context: StageContext) throws {
    let format = context.arithmetic.format
    let slots = type(of: plan.optimizer).slots
    guard
      let found = try checkpoints.read(
        of: network, slots: slots, format: format, warn: context.warn)
    else { return }
    record = found.record
    kept = found.checkpoint.kept
    trainer = Trainer(network, plan.optimizer, state: found.checkpoint.state, format: format)
    context.log("goes on after step \(trainer.state.step), in epoch \(record.epochs + 1)")
  }

  private mutating func runEpoch(_ number: Int, _ context: StageContext) throws {
    let batches = shuffled(training.count, epoch: number).chunks(of: plan.batch)
    let steps = batches.chunks(of: plan.accumulate)
    while record.step < steps.count {
      let first = trainer.state.step * plan.accumulate
      let parts = try steps[record.step].enumerated().map { place, numbers in
        let examples = try training.batch(
          numbers, epoch: number,
          context.arithmetic.fork(Self.exampleForks - trainer.state.step).fork(numbers[0]))
        var batch = Trainer.Batch.of(examples.inputs, variant: examples.variant) {
          [loss] outputs, arithmetic in loss(outputs, examples, arithmetic)
        }
        batch.random = dropout.map {
          RandomStream(key: $0.word(UInt64(first + place)), stream: 0)
        }
        return batch
      }
      let part = Double(record.step) / Double(steps.count)
      let report = try trainer.step(
        parts, rate: plan.rate(after: Double(number) + part), context.arithmetic)
      record.add(report.loss, parts: report.parts, rate: report.rate, of: steps.count)
      if checkpoints.isDue { try checkpoints.write(checkpoint) }
      try context.progress(
        (Double(number) + Double(record.step) / Double(steps.count)) / Double(plan.epochs))
    }
    let scores = try validation.map {
      try score($0, context.arithmetic.fork(-1 - number))
    }
    if record.finish(scores), scores != nil { kept[Self.best] = trainer.state.tensors }
    if plan.kept.contains(number + 1) { kept[Self.name(number + 1)] = trainer.state.tensors }
    if checkpoints.isDue { try checkpoints.write(checkpoint) }
  }

  private mutating func score(
    _ examples: any TrainingExamples, _ arithmetic: any Arithmetic
  ) throws -> TrainingScores {
    var scores: TrainingScores?
    let batches = Array(0..<examples.count).chunks(of: plan.batch)
    for numbers in batches {
      let batch = try examples.batch(numbers, epoch: nil, arithmetic)
      let outputs = try trainer.outputs(batch.inputs, variant: batch.variant, arithmetic)
      let isOfClasses = batch.classes.count > 0
      var all =
        scores
        ?? TrainingScores(
          classes: isOfClasses ? outputs[0].shape[1] : 0, hasBackground: hasBackground)
      all.add(loss(outputs, batch, arithmetic.layer("loss")), of: batches.count)
      if isOfClasses { all.add(outputs[0], batch.classes) }
      scores = all
    }
    return scores ?? TrainingScores(classes: 0, hasBackground: hasBackground)
  }

  /// The order of an epoch: by Fisher and Yates, from counted numbers.
  private func shuffled(_ count: Int, epoch: Int) -> [Int] {
    var indices = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      let other = Int(order.word(UInt64(epoch * count + place)) % UInt64(place + 1))
      indices.swapAt(place, other)
    }
    return indices
  }
}

extension Array {
  /// Runs of `count` elements, the last one perhaps shorter.
  func chunks(of count: Int) -> [[Element]] {
    stride(from: 0, to: self.count, by: count).map {
      Array(self[$0..<Swift.min(self.count, $0 + count)])
    }
  }
}
