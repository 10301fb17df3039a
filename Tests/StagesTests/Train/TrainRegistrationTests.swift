import Arithmetic
import Imaging
import Networks
import Support
import Synchronization
import Testing

@testable import PipelineKit
@testable import Stages

/// Small networks that learn to lay balls over each other.
@Suite struct TrainRegistrationTests {
  private static let grid = Affine(rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0])
  /// Not what a network halves: grown to 16.
  private static let side = 14

  /// A ball in a box, somewhere.
  private static func labels(_ number: Int) -> Labels {
    let stream = RandomStream(key: 31, stream: UInt64(number))
    let centre = (0..<3).map { 4.5 + 4 * stream.uniform(UInt64($0)) }
    let values = (0..<side * side * side).map { voxel -> Int32 in
      let place = [voxel / (side * side), voxel / side % side, voxel % side]
      let far = (0..<3).reduce(0.0) {
        $0 + (Double(place[$1]) - centre[$1]) * (Double(place[$1]) - centre[$1])
      }
      return far < 8 ? 7 : far < 24 ? 3 : 0
    }
    return Labels(voxels: Tensor(shape: [side, side, side], values: values), affine: grid)
  }

  private static func image(_ number: Int) -> Volume {
    let labels = labels(number)
    let values = labels.voxels.values.map { Float($0 == 7 ? 200 : $0 == 3 ? 100 : 0) }
    return Volume(
      voxels: .binary32(Tensor(shape: labels.voxels.shape, values: values)), affine: grid)
  }

  private static func items(
    _ numbers: Range<Int>, _ artifact: @escaping @Sendable (Int) -> Artifact
  ) -> [Inputs.Item] {
    numbers.map { number in
      Inputs.Item(coordinates: Coordinates([.init("subject", "\(number)")])) { artifact(number) }
    }
  }

  private static let small: [String: Value] = [
    "encoder": [4, 8], "decoder": [8, 8, 8], "steps": 4, "pairs": 8, "rate": 0.01, "blur": 0.5,
    "deformation": 0.3, "deformation-scales": [8.0], "bias": 0.1,
  ]

  private func run(
    _ values: [String: Value], _ inputs: [String: [Inputs.Item]], threads: Int = 1,
    arithmetic: ArithmeticSpecification = .ieee
  ) throws -> [String: Artifact] {
    try Running.run(
      TrainRegistration.self, Self.small.merging(values) { _, new in new }, inputs,
      arithmetic: arithmetic, threads: threads)
  }

  private static var maps: [String: [Inputs.Item]] {
    [
      "labels": items(0..<4) { .labels(labels($0)) },
      "validation-labels": items(4..<6) { .labels(labels($0)) },
    ]
  }
  private static var pictures: [String: [Inputs.Item]] {
    [
      "images": items(0..<4) { .volume(image($0)) },
      "validation-images": items(4..<6) { .volume(image($0)) },
    ]
  }

  /// How well the ball of one image lies on that of another, before and after registration.
  private func overlap(_ model: Artifact) throws -> (before: Double, after: Double) {
    let network = try VoxelMorph(ModelWeights(from: model, named: "model"))
    let (moving, fixed) = (Self.labels(8), Self.labels(9))
    let overlaps = try Overlap.dice(moving.voxels, fixed.voxels)
    let before = try #require(overlaps[3])
    // `register/synthmorph` takes images that the network halves.
    func grown(_ number: Int) -> (Volume, Labels) {
      let grid = RegistrationGrid(
        Self.labels(number).grid, called: "", granularity: network.granularity)
      return (
        Volume(voxels: grid.grown(Self.image(number).voxels), affine: Self.grid),
        Labels(voxels: grid.grown(Self.labels(number).voxels), affine: Self.grid)
      )
    }
    let found = try Running.run(
      RegisterSynthMorph.self, [:],
      [
        "moving": Running.one(.volume(grown(8).0)), "fixed": Running.one(.volume(grown(9).0)),
        "network": Running.one(model),
      ])
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let field = try DisplacementField(from: try #require(found["field"]), named: "field")
      .displacement(arithmetic)
    let moved = field.warp(labels: grown(8).1.voxels, arithmetic)
    let after = try Overlap.dice(moved, grown(9).1.voxels)
    return (before, try #require(after[3]))
  }

  @Test func modelsOfSynthesisRegister() throws {
    let outputs = try run(["epochs": [1, 6], "smoothness": 0.3, "rate": 0.001], Self.maps)
    let metrics = try outputs.table("metrics")
    for column in ["loss", "soft-dice-loss", "validation-soft-dice-loss"] {
      let values = try #require(metrics.numbers(column))
      #expect(values.count == 6 && values.allSatisfy { $0 > 0 && $0 < 1 }, "\(column) \(values)")
    }
    #expect(metrics.numbers("gradient-penalty")?.allSatisfy { $0 >= 0 } == true)
    #expect(metrics.numbers("validation-iou") == nil)
    // Six epochs of eight pairs hardly move anything.
    let overlap = try overlap(try #require(outputs["model[epoch=6]"]))
    #expect(abs(overlap.after - overlap.before) < 0.1, "\(overlap)")
    let model = try ModelWeights(from: try #require(outputs["best"]), named: "best")
    #expect(
      model[metadata: "trained-on"]
        == .list((0..<4).map { .string("subject=\($0)") }))
  }

  /// Contrasts that are drawn anew for each pair take some thousand pairs to see through.
  @Test(.enabled(if: LongTests.areWanted)) func learnsBySynthesis() throws {
    let outputs = try run(
      [
        "epochs": [100], "batch": 4, "pairs": 64, "encoder": [8, 16], "decoder": [16, 16, 16],
        "rate": 0.001, "smoothness": 0.02,
      ], Self.maps)
    let dice = try #require(
      try outputs.table("metrics").numbers("validation-soft-dice-loss"))
    #expect(dice[99] < dice[0] - 0.1, "\(dice)")
    let overlap = try overlap(try #require(outputs["model[epoch=100]"]))
    #expect(overlap.after > overlap.before + 0.02, "\(overlap)")
  }

  @Test(arguments: ["ncc", "mse"]) func learnsOnImages(_ similarity: String) throws {
    let values: [String: Value] = [
      "from": "images", "similarity": .string(similarity), "window": 5, "epochs": [12],
      "smoothness": similarity == "mse" ? 0.01 : 0.3, "penalty": "velocity",
      "half-resolution": false, "steps": similarity == "mse" ? 0 : 3,
    ]
    let outputs = try run(values, Self.pictures)
    let losses = try #require(try outputs.table("metrics").numbers("loss"))
    #expect(losses[11] < losses[0] - 0.02 * abs(losses[0]), "\(losses)")
    let overlap = try overlap(try #require(outputs["model[epoch=12]"]))
    #expect(overlap.after > overlap.before, "\(overlap)")
    // Onto one atlas, batches of two.
    var inputs = Self.pictures
    inputs["fixed"] = Running.one(.volume(Self.image(7)))
    let other = try run(
      values.merging(["epochs": [1], "batch": 2, "pairs": 4]) { _, new in new }, inputs)
    #expect(other["best"] != nil && other["best"] != outputs["best"])
  }

  @Test func sameBitsOnAnyThreadsAndFromShapesAlone() throws {
    let values: [String: Value] = ["epochs": [1], "pairs": 3, "accumulate": 2, "batch": 1]
    let outputs = try run(values, Self.maps)
    #expect(try run(values, Self.maps, threads: 2) == outputs)
    let shapes: [String: Value] = [
      "from": "shapes", "epochs": [1], "pairs": 2, "size": [16, 14, 12], "shapes": 4,
      "deformation": 3.0, "deformation-scales": [8.0, 16.0],
    ]
    let own = try run(shapes, [:])
    #expect(try run(shapes, [:], threads: 2) == own)
    #expect(
      try run(shapes, [:], arithmetic: ArithmeticSpecification(name: "stochastic-rounding"))
        != own)
  }

  private struct Killed: Error {}

  /// Killed after every other step, a training ends with the bits of one that nothing disturbed.
  @Test func goesOnWhereItWas() throws {
    let values: [String: Value] = [
      "epochs": [1, 2], "pairs": 3, "encoder": [2], "decoder": [2], "half-resolution": false,
    ]
    func train(_ folder: CheckpointFolder?, dies: @escaping @Sendable () -> Bool) throws -> Outputs
    {
      let context = StageContext(
        arithmetic: try Arithmetics.make(.ieee, seed: 1, threads: 1),
        streams: TrainRegistration.streams.map { ($0, 3) },
        job: JobFacts(manifest: "test", stage: "trained", coordinates: Coordinates()),
        threads: 1, scratch: "", checkpoints: folder,
        progress: { _ in if dies() { throw Killed() } }, log: { _ in }, warn: { _ in })
      var stage = try Running.make(
        TrainRegistration.self, Self.small.merging(values) { _, new in new })
      stage.leastPeriod = 0
      return try stage.run(Inputs(Self.maps), context)
    }
    let undisturbed = try train(nil) { false }
    let folder = try Support.TemporaryFolder()
    let checkpoints = try Store(at: folder.path("store")).checkpoints(
      of: #require(JobKey(hex: String(repeating: "b", count: 64))))
    var outputs: Outputs?
    var deaths = 0
    while outputs == nil {
      let steps = Steps()
      do {
        outputs = try train(checkpoints) { steps.next() > 1 }
      } catch is Killed { deaths += 1 }
      try #require(deaths < 12)
    }
    #expect(deaths >= 2)
    #expect(outputs == undisturbed)
  }

  @Test func saysWhatItCannotLearnFrom() throws {
    #expect(
      stageError { _ = try run(["epochs": [1]], [:]) }
        == "'from: labels' needs label maps; 'from: shapes' makes its own")
    #expect(
      stageError { _ = try run(["epochs": [1]], Self.pictures) }
        == "'from: labels' learns nothing from 'images': leave one of them out")
    #expect(
      stageError {
        _ = try run(
          ["epochs": [1], "from": "images"],
          ["images": Self.items(0..<1) { .volume(Self.image($0)) }])
      }
        == "the image at subject=0 is the only one: moving images onto each other takes two, or 'fixed'"
    )
    #expect(
      stageError { _ = try run(["epochs": [1], "scored": [7, 9]], Self.maps) }
        == "no label map has label 9, which 'scored' asks for")
    let empty = Labels(voxels: Tensor(shape: [16, 16, 16], repeating: 0), affine: Self.grid)
    #expect(
      stageError { _ = try run(["epochs": [1]], ["labels": Running.one(.labels(empty))]) }
        == "the label maps have no label but 0")
    #expect(
      stageError {
        _ = try run(
          ["epochs": [1]],
          ["labels": Self.items(0..<2) { .labels($0 == 0 ? empty : Self.labels(1)) }])
      }?.hasPrefix("the label map at subject=1") == true)
    #expect(throws: ParameterError.self) { try run(["steps": 0], Self.maps) }
    #expect(throws: ParameterError.self) { try run(["decoder": [4]], Self.maps) }
    #expect(throws: ParameterError.self) { try run(["window": 4], Self.maps) }
  }
}

/// Counts, from several threads.
private final class Steps: Sendable {
  private let count = Mutex(0)
  func next() -> Int {
    count.withLock {
      $0 += 1
      return $0
    }
  }
}
