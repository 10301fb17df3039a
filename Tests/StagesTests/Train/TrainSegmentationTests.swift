import Arithmetic
import Imaging
import Networks
import PipelineKit
import Support
import Testing

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

  private func train(_ values: [String: Value], threads: Int = 1) throws -> Outputs {
    var all: [String: Value] = [:]
    for parameter in TrainSegmentation.parameters { all[parameter.name] = parameter.defaultValue }
    all.merge(values) { _, new in new }
    var inputs = items(0..<4)
    let others = items(4..<6)
    inputs["validation-images"] = others["images"]
    inputs["validation-labels"] = others["labels"]
    let folder = try TemporaryFolder()
    let context = StageContext(
      arithmetic: try Arithmetics.make(.ieee, seed: 1, threads: threads),
      streams: TrainSegmentation.streams.map { ($0, 3) },
      job: JobFacts(manifest: "test", stage: "trained", coordinates: Coordinates()),
      threads: threads, scratch: folder.path, progress: { _ in }, log: { _ in }, warn: { _ in })
    return try TrainSegmentation(ParameterValues(all)).run(Inputs(inputs), context)
  }

  @Test func findsStructuresInImagesThatItNeverSaw() throws {
    let values: [String: Value] = [
      "epochs": 20, "cycle": 20, "channels": 6, "dilations": [1, 2, 1], "rate": 0.02,
    ]
    let made = try train(values).artifacts
    let table = try Table(from: try #require(made["metrics"]), named: "metrics")
    let dice = try #require(table.numbers("validation-dice"))
    let losses = try #require(table.numbers("loss"))
    #expect(dice.count == 20 && (dice.max() ?? 0) > 0.75, "\(dice)")
    #expect(losses[19] < 0.5 * losses[0], "\(losses)")
    // The network labels an image as `segment/network` runs it.
    let weights = try ModelWeights(from: try #require(made["model"]), named: "model")
    #expect(weights[metadata: "names"] == .list([.integer(0), .integer(2), .integer(5)]))
    let plan = try NetworkPlan(
      Network(weights), shapes: [[1, 1, 12, 12, 12]], format: .binary32)
    #expect(plan.outputs[0].shape == [1, 3, 12, 12, 12])
    let again = try train(values, threads: 2).artifacts
    let same = try ModelWeights(from: try #require(again["model"]), named: "model")
    #expect(same.entries == weights.entries)
  }

  @Test func saysWhatItCannotLearnFrom() throws {
    let empty = Labels(
      voxels: Tensor(shape: [12, 12, 12], repeating: 0), affine: Self.grid)
    let context = StageContext(
      arithmetic: try Arithmetics.make(.ieee, seed: 1, threads: 1),
      streams: TrainSegmentation.streams.map { ($0, 3) },
      job: JobFacts(manifest: "test", stage: "trained", coordinates: Coordinates()), threads: 1,
      scratch: "", progress: { _ in }, log: { _ in }, warn: { _ in })
    var all: [String: Value] = [:]
    for parameter in TrainSegmentation.parameters { all[parameter.name] = parameter.defaultValue }
    let stage = try TrainSegmentation(ParameterValues(all))
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
  }
}
