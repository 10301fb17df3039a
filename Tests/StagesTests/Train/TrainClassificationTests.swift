import Arithmetic
import Imaging
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

/// Small images of bars, which are told apart by where they lie.
@Suite struct TrainClassificationTests {
  private static func table(_ rows: Range<Int>, label: (Int) -> Int = { $0 % 3 + 1 }) -> Table {
    let pixels = rows.map { row -> [Double] in
      let stream = RandomStream(key: 8, stream: UInt64(row))
      return (0..<36).map { pixel in
        let isBar =
          row % 3 == 0 ? pixel / 6 == 2 : row % 3 == 1 ? pixel % 6 == 3 : pixel / 6 == pixel % 6
        return (isBar ? 12.0 : 2) + 2 * stream.uniform(UInt64(pixel))
      }
    }
    return Table(
      [.init("label", .integers(rows.map(label)))]
        + (0..<36).map { pixel in .init("p\(pixel)", .numbers(pixels.map { $0[pixel] })) })
  }

  private func run(
    _ images: Table, test: Table?, _ values: [String: Value] = [:], threads: Int = 1
  ) throws -> [String: Artifact] {
    var inputs = ["images": Running.one(images.artifact)]
    if let test { inputs["test"] = Running.one(test.artifact) }
    return try Running.run(
      TrainClassification.self,
      ["epochs": [1, 16], "filters": 2, "hidden": 8, "batch": 8].merging(values) { _, new in new },
      inputs, threads: threads)
  }

  @Test func tellsOtherImagesApart() throws {
    let (images, others) = (Self.table(0..<90), Self.table(90..<120))
    let outputs = try run(images, test: others)
    let accuracy = try #require(outputs.table("scores").numbers("accuracy"))
    #expect(accuracy[0] > 0.9, "\(accuracy)")
    let losses = try #require(outputs.table("metrics").numbers("loss"))
    #expect(losses.count == 16 && losses[15] < 0.7 * losses[0], "\(losses)")
    #expect(try outputs.table("metrics").numbers("validation-accuracy")?.count == 16)
    let labels = try Labels(from: try #require(outputs["labels"]), named: "labels")
    let truth = try Labels(from: try #require(outputs["truth"]), named: "truth")
    #expect(labels.voxels.shape == [30, 1, 1])
    let right = zip(labels.voxels.values, truth.voxels.values).count { $0 == $1 }
    #expect(Double(right) / 30 == accuracy[0])
    // Each class has one label, however many threads there are.
    #expect(truth.voxels.values.prefix(3) == [1, 2, 3])
    #expect(try run(images, test: others, threads: 2)["labels"] == outputs["labels"])
    let network = try Network(
      ModelWeights(from: try #require(outputs["model[epoch=16]"]), named: "model"))
    let plan = try NetworkPlan(network, shapes: [[5, 1, 6, 6]], format: .binary32)
    #expect(plan.outputs[0].shape == [5, 3])
  }

  /// Dropped numbers change what is learnt, the network that comes out drops none.
  @Test func learnsWithDropout() throws {
    let (images, others) = (Self.table(0..<90), Self.table(90..<120))
    let values: [String: Value] = ["dropout": 0.5, "epochs": [24], "hidden": 16, "filters": 4]
    let outputs = try run(images, test: others, values)
    let accuracy = try #require(outputs.table("scores").numbers("accuracy"))
    #expect(accuracy[0] > 0.7, "\(accuracy)")
    #expect(try run(images, test: others, values, threads: 2) == outputs)
    var plain = values
    plain["dropout"] = 0.0
    #expect(try run(images, test: others, plain)["best"] != outputs["best"])
    let network = try Network(
      ModelWeights(from: try #require(outputs["best"]), named: "model"))
    #expect(network.nodes.count { $0.operation == "Dropout" } == 2)
    let plan = try NetworkPlan(network, shapes: [[5, 1, 6, 6]], format: .binary32)
    #expect(plan.rows.filter { $0.node.operation == "Dropout" }.allSatisfy { $0.rounding.isEmpty })
  }

  @Test func saysWhatIsNoTableOfImages() {
    let images = Self.table(0..<9)
    #expect(
      stageError { _ = try run(images, test: nil, ["label": "digit"]) }
        == "the table of images has no column 'digit', that of the labels")
    #expect(
      stageError { _ = try run(Self.table(0..<9) { _ in 1 }, test: nil) }
        == "all images have the label 1: there is nothing to tell apart")
    #expect(
      stageError { _ = try run(Self.table(0..<9) { _ in 0 }, test: nil) }
        == "the table of images: row 1 has the label '0', where labels are whole numbers from 1")
    #expect(
      stageError { _ = try run(images, test: Self.table(0..<3) { $0 + 2 }) }
        == "the other images have label 4, which the network has no class for")
    #expect(
      stageError { _ = try run(images, test: nil, ["width": 7]) }
        == "the table of images has 9 rows of 36 pixels, which are no images 7 pixels wide")
  }
}
