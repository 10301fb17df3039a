import Arithmetic
import Imaging
import Networks
import Support
import Synchronization
import Testing

@testable import PipelineKit
@testable import Stages

/// A small network that learns bright and dim parts of noisy images.
@Suite struct TrainSegmentationTests {
  private static let grid = Affine(rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])

  /// A ball in a box, each of its own brightness, somewhere, with noise.
  private static func example(_ number: Int) -> (Volume, Labels) {
    let stream = RandomStream(key: 11, stream: UInt64(number))
    let side = 12
    let centre = (0..<3).map { 5 + 2 * stream.uniform(UInt64($0)) }
    var (voxels, labels): ([Float], [Int32]) = ([], [])
    for voxel in 0..<side * side * side {
      let place = [voxel / (side * side), voxel / side % side, voxel % side]
      let distance = (0..<3).reduce(0.0) {
        $0 + (Double(place[$1]) - centre[$1]) * (Double(place[$1]) - centre[$1])
      }
      let label: Int32 = distance < 7 ? 5 : distance < 22 ? 2 : 0
      labels.append(label)
      let noise = 20 * stream.normal(UInt64(100 + voxel))
      voxels.append(Float((label == 5 ? 200 : label == 2 ? 110 : 20) + noise))
    }
    let shape = [side, side, side]
    return (
      Volume(voxels: .binary32(Tensor(shape: shape, values: voxels)), affine: grid),
      Labels(voxels: Tensor(shape: shape, values: labels), affine: grid)
    )
  }

  private func items(_ numbers: Range<Int>) -> [String: [Inputs.Item]] {
    func all(_ artifact: @escaping @Sendable (Int) -> Artifact) -> [Inputs.Item] {
      numbers.map { number in
        Inputs.Item(coordinates: Coordinates([.init("subject", "\(number)")])) {
          artifact(number)
        }
      }
    }
    return [
      "images": all { .volume(Self.example($0).0) }, "labels": all { .labels(Self.example($0).1) },
    ]
  }

  private struct Killed: Error {}

  /// - Parameters:
  ///   - folder: of checkpoints, which are written after every step.
  ///   - dies: asked after each step.
  private func train(
    _ values: [String: Value], threads: Int = 1, arithmetic: ArithmeticSpecification = .ieee,
    in folder: CheckpointFolder? = nil, dies: @escaping @Sendable () -> (any Error)? = { nil }
  ) throws -> Outputs {
    var inputs = items(0..<4)
    let others = items(4..<6)
    inputs["validation-images"] = others["images"]
    inputs["validation-labels"] = others["labels"]
    let context = StageContext(
      arithmetic: try Arithmetics.make(arithmetic, seed: 1, threads: threads),
      streams: TrainSegmentation.streams.map { ($0, 3) },
      job: JobFacts(manifest: "test", stage: "trained", coordinates: Coordinates()),
      threads: threads, scratch: "", checkpoints: folder,
      progress: { _ in if let error = dies() { throw error } }, log: { _ in }, warn: { _ in })
    var stage = try Running.make(TrainSegmentation.self, values)
    stage.leastPeriod = 0
    return try stage.run(Inputs(inputs), context)
  }

  private func weights(_ outputs: Outputs, _ port: String) throws -> ModelWeights {
    try ModelWeights(from: try #require(outputs.artifacts[port]), named: "model")
  }

  @Test func findsStructuresInImagesThatItNeverSaw() throws {
    let values: [String: Value] = [
      "epochs": [5, 20], "cycle": 20, "channels": 6, "dilations": [1, 2, 1], "rate": 0.02,
    ]
    let outputs = try train(values)
    let made = outputs.artifacts
    let table = try Table(from: try #require(made["metrics"]), named: "metrics")
    let dice = try #require(table.numbers("validation-dice"))
    let losses = try #require(table.numbers("loss"))
    #expect(dice.count == 20 && (dice.max() ?? 0) > 0.75, "\(dice)")
    #expect(losses[19] < 0.5 * losses[0], "\(losses)")
    // Of each class, Dice and what its mean is.
    let classes = try Table(from: try #require(made["classes"]), named: "classes")
    let own = try #require(classes.numbers("dice"))
    #expect(own.count == 60 && abs((own[58] + own[59]) / 2 - dice[19]) < 1e-12)
    // The network labels an image as `segment/network` runs it.
    let best = try weights(outputs, "best")
    #expect(best[metadata: "names"] == .list([.integer(0), .integer(2), .integer(5)]))
    let plan = try NetworkPlan(
      Network(best), shapes: [[1, 1, 12, 12, 12]], format: .binary32)
    #expect(plan.outputs[0].shape == [1, 3, 12, 12, 12])
    // Five epochs of a longer training are a training of five epochs.
    var short = values
    short["epochs"] = [5]
    let again = try train(short, threads: 2)
    let early = try weights(outputs, "model[epoch=5]").entries
    #expect(try early == weights(again, "model[epoch=5]").entries)
    #expect(try early != weights(outputs, "model[epoch=20]").entries)
  }

  /// Killed after any number of steps, told to stop, and started again, a training ends with the bits of
  /// one that nothing disturbed.
  @Test(arguments: [
    ArithmeticSpecification.ieee, ArithmeticSpecification(name: "stochastic-rounding"),
  ])
  func goesOnWhereItWas(_ arithmetic: ArithmeticSpecification) throws {
    let values: [String: Value] = [
      "epochs": [2, 4], "channels": 3, "dilations": [1, 2], "batch": 2, "accumulate": 2,
      "turn": 10.0, "noise": 0.1, "elastic": 1.0, "bias": 0.2, "gamma": 0.1, "anisotropy": 1.5,
      "dropout": 0.2,
    ]
    let undisturbed = try train(values, arithmetic: arithmetic)
    let folder = try Support.TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let checkpoints = try store.checkpoints(
      of: #require(JobKey(hex: String(repeating: "a", count: 64))))
    let steps = Counter()
    var deaths = 0
    var outputs: Outputs?
    while outputs == nil {
      // After one step, after two: by a kill, and by being told to stop.
      let last = steps.value + 1 + deaths % 2
      let error: any Error = deaths % 3 == 2 ? CancellationError() : Killed()
      do {
        outputs = try train(
          values, arithmetic: arithmetic, in: checkpoints,
          dies: { steps.next() >= last ? error : nil })
      } catch is Killed { deaths += 1 } catch is CancellationError { deaths += 1 }
      try #require(deaths < 20)
    }
    #expect(deaths >= 3)
    #expect(outputs == undisturbed)
    // What is no checkpoint of this training is told, and the training starts from nothing.
    try checkpoints.write("training", [1, 2, 3])
    #expect(try train(values, arithmetic: arithmetic, in: checkpoints) == undisturbed)
  }

  @Test func saysWhatItCannotLearnFrom() throws {
    let empty = Labels(
      voxels: Tensor(shape: [12, 12, 12], repeating: 0), affine: Self.grid)
    let context = try Running.context(streams: TrainSegmentation.streams)
    let stage = try Running.make(TrainSegmentation.self)
    func message(_ inputs: [String: [Inputs.Item]]) -> String {
      do {
        _ = try stage.run(Inputs(inputs), context)
        return ""
      } catch { return "\(error)" }
    }
    var inputs = items(0..<1)
    inputs["labels"] = [Inputs.Item(coordinates: Coordinates()) { .labels(empty) }]
    #expect(message(inputs) == "the label maps have no label but 0")
    inputs["labels"] = []
    #expect(
      message(inputs)
        == "there are 1 images and 0 label maps, where one of each was expected")
    // Another grid, another person, and a label that nothing was learnt of.
    let turned = Affine(rows: [0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0])
    let (_, labels) = Self.example(0)
    let one = Coordinates([.init("subject", "0")])
    inputs["labels"] = [
      Inputs.Item(coordinates: one) { .labels(Labels(voxels: labels.voxels, affine: turned)) }
    ]
    #expect(message(inputs).contains("the label map at subject=0"))
    inputs["labels"] = [
      Inputs.Item(coordinates: Coordinates([.init("subject", "7")])) { .labels(labels) }
    ]
    #expect(
      message(inputs)
        == "the image at subject=0 has no label map: the label map at subject=7 stands in its place"
    )
    inputs = items(0..<1)
    var other = labels.voxels.values
    other[0] = 9
    let others = other
    inputs["validation-images"] = inputs["images"]
    inputs["validation-labels"] = [
      Inputs.Item(coordinates: one) {
        .labels(Labels(voxels: Tensor(shape: [12, 12, 12], values: others), affine: Self.grid))
      }
    ]
    #expect(
      message(inputs)
        == "the validation label map at subject=0 has label 9, which the network has no class for")
  }

  /// A class that one image lacks, an image without any label, one person alone.
  @Test func learnsFromLittle() throws {
    var inputs = items(0..<2)
    inputs["labels"] = [0, 1].map { number in
      let labels = Self.example(number).1
      let values = labels.voxels.values.map { $0 == 5 ? 2 : $0 }
      return Inputs.Item(coordinates: Coordinates([.init("subject", "\(number)")])) {
        number == 0
          ? .labels(labels)
          : .labels(Labels(voxels: Tensor(shape: [12, 12, 12], values: values), on: labels.grid))
      }
    }
    let values: [String: Value] = ["epochs": [2], "channels": 2, "dilations": [1]]
    let two = try Running.run(TrainSegmentation.self, values, inputs)
    let losses = try Table(from: try #require(two["metrics"]), named: "metrics").numbers("loss")
    #expect(losses?.allSatisfy(\.isFinite) == true)
    inputs["labels"]?[1] = Inputs.Item(coordinates: Coordinates([.init("subject", "1")])) {
      .labels(Labels(voxels: Tensor(shape: [12, 12, 12], repeating: 0), affine: Self.grid))
    }
    #expect(try Running.run(TrainSegmentation.self, values, inputs)["best"] != nil)
    #expect(try Running.run(TrainSegmentation.self, values, items(0..<1))["best"] != nil)
  }

  /// A loss that is no number stops a training, in a sentence; what was good is kept.
  @Test func stopsAtALossThatIsNoNumber() throws {
    let folder = try Support.TemporaryFolder()
    let store = try Store(at: folder.path("store"))
    let checkpoints = try store.checkpoints(
      of: #require(JobKey(hex: String(repeating: "b", count: 64))))
    let values: [String: Value] = [
      "epochs": [40], "channels": 3, "dilations": [1, 2], "rate": 100.0, "decay": 1.0,
      "schedule": "constant",
    ]
    // AdamW takes a hundred times the weights away from them in each step.
    var messages: [String] = []
    for _ in 0..<2 {
      do {
        _ = try train(values, in: checkpoints)
      } catch { messages.append("\(error)") }
    }
    try #require(messages.count == 2)
    // The second try goes on from the last good step, and stops at the same one.
    let parts = messages.map { $0.split(separator: ":").map(String.init) }
    #expect(parts[0][0] == parts[1][0] && parts[0][0].contains("is no number after step "))
    #expect(messages[0].contains("kernel '"), "\(messages)")
    #expect(try checkpoints.read("training") != nil)
  }
}

/// Counts across threads.
private final class Counter: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
