import Arithmetic
import Imaging
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

/// Small networks of FastSurfer's kinds, trained on small conformed heads.
@Suite struct TrainFastSurferTests {
  private static let side = 32
  private static let lia = Affine(
    linear: Affine.directionsLIA, translation: [16, -16, 16])

  /// A bright ball (label 10, and where `twin`, 49 on the other side) in a dim one (2).
  private static func example(_ number: Int) -> (Volume, Labels) {
    let stream = RandomStream(key: 21, stream: UInt64(number))
    let shift = 2 * stream.uniform(0)
    var (voxels, labels): ([Float], [Int32]) = ([], [])
    for voxel in 0..<side * side * side {
      let place: [Double] = [voxel / (side * side), voxel / side % side, voxel % side].map {
        Double($0) - 15 - shift
      }
      let far: Double = place.reduce(0) { $0 + $1 * $1 }
      let label: Int32 = far < 30 ? 10 : far < 120 ? 2 : 0
      labels.append(label)
      let noise: Double = (12 * stream.normal(UInt64(10 + voxel))).rounded()
      let mean: Double = label == 10 ? 210 : label == 2 ? 110 : 20
      voxels.append(Float(min(255, max(0, mean + noise))))
    }
    let shape = [side, side, side]
    return (
      Volume(voxels: .binary32(Tensor(shape: shape, values: voxels)), affine: lia),
      Labels(voxels: Tensor(shape: shape, values: labels), affine: lia)
    )
  }

  private func run(
    _ values: [String: Value], people: Range<Int> = 0..<2, threads: Int = 1,
    relabel: @escaping @Sendable (Int32) -> Int32 = { $0 }
  ) throws -> [String: Artifact] {
    func items(_ numbers: Range<Int>, _ artifact: @escaping @Sendable (Int) -> Artifact)
      -> [Inputs.Item]
    {
      numbers.map { number in
        Inputs.Item(coordinates: Coordinates([.init("subject", "\(number)")])) { artifact(number) }
      }
    }
    @Sendable func labels(_ number: Int) -> Artifact {
      var labels = Self.example(number).1
      labels.voxels = Tensor(
        shape: labels.voxels.shape, values: labels.voxels.values.map(relabel))
      return .labels(labels)
    }
    return try Running.run(
      TrainFastSurfer.self,
      [
        "plane": "axial", "network": "cnn", "filters": 4, "epochs": [1, 16], "batch": 4,
        "accumulate": 1, "cycle": 16,
      ].merging(values) { _, new in new },
      [
        "images": items(people) { .volume(Self.example($0).0, as: .uint8) },
        "labels": items(people, labels),
        "validation-images": items(7..<8) { .volume(Self.example($0).0, as: .uint8) },
        "validation-labels": items(7..<8, labels),
      ], threads: threads)
  }

  /// The fixed network learns, and segments a head that it never saw.
  @Test func findsStructuresThroughSegmentFastSurfer() throws {
    let outputs = try run([:])
    let metrics = try outputs.table("metrics")
    let losses = try #require(metrics.numbers("loss"))
    #expect(losses.count == 16 && losses[15] < 0.4 * losses[0], "\(losses)")
    let head = Self.example(9)
    let segmented = try Running.run(
      SegmentFastSurfer.self, [:],
      [
        "image": Running.one(.volume(head.0, as: .uint8)),
        "axial": Running.one(try #require(outputs["model[epoch=16]"])),
      ])
    let labels = try Labels(from: try #require(segmented["labels"]), named: "labels")
    let overlap = try Overlap.dice(labels.voxels, head.1.voxels)
    #expect((overlap[2] ?? 0) > 0.9 && (overlap[10] ?? 0) > 0.7, "\(overlap)")
    // Its model says which plane it is for.
    #expect(
      stageError {
        _ = try Running.run(
          SegmentFastSurfer.self, [:],
          [
            "image": Running.one(.volume(head.0, as: .uint8)),
            "coronal": Running.one(try #require(outputs["best"])),
          ])
      }?.contains("was trained on axial slices") == true)
  }

  /// For any resolution, with noise on scales and every augmentation: the same bits on any threads, and
  /// all that was drawn is listed.
  @Test func anyResolutionGivesTheSameBitsOnAnyThreads() throws {
    let values: [String: Value] = [
      "network": "vinn", "window": 16, "input-filters": 2, "filters": 2, "epochs": [1],
      "plane": "sagittal",
      "padded": 48, "turn": 10.0, "shift": 2.0, "elastic": 2.0, "bias": 0.3, "gamma": 0.1,
      "noise": 0.05, "anisotropy": 1.5, "keep-draws": true, "thin-weight": 4.0, "batch": 6,
    ]
    let outputs = try run(values, people: 0..<1)
    #expect(try run(values, people: 0..<1, threads: 2)["best"] == outputs["best"])
    let draws = try outputs.table("draws")
    #expect(Set(draws.text("augmentation") ?? []).count == 6)
    let weights = try ModelWeights(from: try #require(outputs["best"]), named: "best")
    // What FastSurfer's own code would look for: all tensors of a network of 51 classes.
    let network = try FastSurferNetwork(weights)
    #expect(network.classes == 51 && network.slices == 7)
    #expect(FastSurferNetwork.plane(weights) == "sagittal")
    // Another head in the same training changes what is learnt.
    #expect(try run(values, people: 1..<2)["best"] != outputs["best"])
  }

  @Test func saysWhatItCannotLearnFrom() throws {
    #expect(
      stageError { _ = try run(["epochs": [1]], relabel: { $0 == 10 ? 165 : $0 }) }
        == "the label map at subject=0 has label 165, which the network has no class for")
    #expect(
      try run(
        ["epochs": [1], "other-labels": "background"], relabel: { $0 == 10 ? 165 : $0 })["best"]
        != nil)
    #expect(
      stageError { _ = try run(["epochs": [1], "empty-below": 100_000]) }?.hasPrefix(
        "no slice holds anything") == true)
    #expect(
      stageError { _ = try run(["padded": 16]) }?.contains("do not fit into 16: see 'padded'")
        == true)
    #expect(throws: ParameterError.self) { try run(["kernel": 4]) }
    #expect(throws: ParameterError.self) { try run(["network": "vinn", "window": 40]) }
  }

  /// Labels that are taught as others have their classes, over two steps too.
  @Test func everyTwinHasAClass() throws {
    for plane in AnatomicalPlane.allCases {
      let truth = FastSurferTruth(plane)
      let labels = truth.twins.keys.sorted()
      let numbers = try LabelClasses(truth.names, twins: truth.twins).numbers(
        of: Labels(
          voxels: Tensor(shape: [labels.count, 1, 1], values: labels), affine: .identity),
        called: "labels")
      for (label, number) in zip(labels, numbers.values) where label == 30 || label == 10 {
        let right: Int32 = plane == .sagittal ? (label == 30 ? 41 : 49) : label == 30 ? 2 : 10
        #expect(truth.names[Int(number)] == right)
      }
    }
  }

  @Test func theDefaultsAreThePublishedNetwork() throws {
    let values = try Running.values(of: TrainFastSurfer.self, ["plane": "axial"])
    let network = try SliceChoice(values).network()
    #expect(network.parameterCount == 1_854_632)
    let plan = try TrainingPlan(values)
    #expect(plan.epochs == 70 && plan.batch * plan.accumulate == 16)
    // Cycles of 10, 20 and 40 epochs between 0.01 and 1e-4.
    #expect(plan.rate(after: 0) == 0.01 && plan.rate(after: 10) == 0.01)
    #expect(abs(plan.rate(after: 5) - 0.00505) < 1e-12 && abs(plan.rate(after: 30) - 0.01) < 1e-15)
  }
}
