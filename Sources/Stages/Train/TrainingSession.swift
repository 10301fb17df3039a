import Arithmetic
import Networks
import PipelineKit
import Training

/// The epochs of one training.
struct TrainingSession {
  let plan: TrainingPlan
  let network: Network
  let names: [Int32]
  let training: LabelledImages
  let validation: LabelledImages?
  let order: RandomStream

  private struct Epoch {
    var rate = 0.0
    var loss = 0.0
    var parts: [String: Double] = [:]
    var overlap = Double.nan
    var dice = Double.nan
  }

  private var epochs: [Epoch] = []

  init(
    plan: TrainingPlan, network: Network, names: [Int32], training: LabelledImages,
    validation: LabelledImages?, order: RandomStream
  ) {
    (self.plan, self.network, self.names) = (plan, network, names)
    (self.training, self.validation) = (training, validation)
    self.order = order
  }

  /// - Returns: the network of the best epoch by validation, or of the last one.
  mutating func run(
    _ arithmetic: any Arithmetic, progress: (Double) throws -> Void, log: (String) -> Void
  ) throws -> Network {
    var trainer = Trainer(network, plan.optimizer, format: arithmetic.format)
    var best: (score: Double, network: Network)?
    let examples = training.images.map { item in
      let classes = item.classes(names)
      return (
        item.voxels, classes,
        plan.weighsClasses ? item.weights(classes, arithmetic.layer("weights")) : nil
      )
    }
    for number in 0..<plan.epochs {
      var epoch = Epoch()
      let shuffled = shuffled(examples.count, epoch: number)
      let starts = Array(stride(from: 0, to: shuffled.count, by: plan.batch))
      for (step, start) in starts.enumerated() {
        let batch = shuffled[start..<min(shuffled.count, start + plan.batch)].map { index in
          let (voxels, classes, weights) = examples[index]
          return Trainer.Batch([.real(voxels)]) { logits, arithmetic in
            SegmentationLoss()(logits, classes, weights: weights, arithmetic)
          }
        }
        let part = Double(step) / Double(starts.count)
        let report = try trainer.step(
          batch, rate: plan.rate(after: Double(number) + part), arithmetic)
        epoch.rate = report.rate
        epoch.loss += report.loss / Double(starts.count)
        for (name, value) in report.parts {
          epoch.parts[name, default: 0] += value / Double(starts.count)
        }
        try progress(
          (Double(number) + Double(step + 1) / Double(starts.count)) / Double(plan.epochs))
      }
      if let validation {
        (epoch.overlap, epoch.dice) = try score(
          validation, &trainer, arithmetic.fork(-1 - number))
        if best.map({ epoch.overlap > $0.score }) ?? true {
          best = (epoch.overlap, try trainer.trained())
        }
      }
      epochs.append(epoch)
    }
    if let last = epochs.last {
      log(
        "\(trainer.state.step) steps; loss \(epochs[0].loss) in the first epoch, \(last.loss) in the last"
      )
    }
    return try best?.network ?? trainer.trained()
  }

  /// A row an epoch.
  var table: Table {
    func numbers(_ name: String, _ value: (Epoch) -> Double) -> Table.Column {
      .init(name, .numbers(epochs.map(value)))
    }
    var columns: [Table.Column] = [
      .init("epoch", .integers(epochs.indices.map { $0 + 1 })),
      numbers("rate") { $0.rate }, numbers("loss") { $0.loss },
      numbers("dice-loss") { $0.parts["dice"] ?? 0 },
      numbers("cross-entropy") { $0.parts["cross-entropy"] ?? 0 },
    ]
    if validation != nil {
      columns += [
        numbers("validation-iou") { $0.overlap }, numbers("validation-dice") { $0.dice },
      ]
    }
    return Table(columns)
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

  /// Mean intersection over union, and mean Dice, over the classes but the first that there are.
  private func score(
    _ images: LabelledImages, _ trainer: inout Trainer, _ arithmetic: any Arithmetic
  ) throws -> (overlap: Double, dice: Double) {
    var common = [Int](repeating: 0, count: names.count)
    var (found, right) = (common, common)
    for item in images.images {
      let outputs = try trainer.outputs([.real(item.voxels)], arithmetic)
      guard case .real(let logits)? = outputs.first else { continue }
      let own = ClassReading.greatest(logits).classes
      for (label, truth) in zip(own, item.classes(names).values) {
        found[Int(label)] += 1
        right[Int(truth)] += 1
        if Int(label) == Int(truth) { common[Int(label)] += 1 }
      }
    }
    let there = names.indices.dropFirst().filter { right[$0] + found[$0] > 0 }
    guard !there.isEmpty else { return (.nan, .nan) }
    let count = Double(there.count)
    let overlap = there.reduce(0.0) {
      $0 + Double(common[$1]) / Double(found[$1] + right[$1] - common[$1])
    }
    let dice = there.reduce(0.0) { $0 + 2 * Double(common[$1]) / Double(found[$1] + right[$1]) }
    return (overlap / count, dice / count)
  }
}
