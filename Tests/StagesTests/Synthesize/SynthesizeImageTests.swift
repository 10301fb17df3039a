import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct SynthesizeImageTests {
  private func run(
    _ values: [String: Value] = [:], _ inputs: [String: [Inputs.Item]] = [:],
    arithmetic: ArithmeticSpecification = .ieee, seed: UInt64 = 1, threads: Int = 1
  ) throws -> [String: Artifact] {
    try Running.run(
      SynthesizeImage.self,
      ["spacing": 8.0, "bias-scale": 8.0, "deformation-scales": [4.0]]
        .merging(values) { $1 }, inputs, arithmetic: arithmetic, seed: seed, threads: threads)
  }

  @Test func theHeadHasItsStructuresAndTheImageItsRange() throws {
    let outputs = try run()
    let labels = try #require(outputs["labels"]).labels(name: "")
    #expect(labels.voxels.shape == [28, 28, 28])
    let found = Set(labels.voxels.values)
    for label: Int32 in [0, 2, 3, 4, 8, 10, 12, 16, 24, 41, 42, 43, 47, 49, 51, 165, 258] {
      #expect(found.contains(label), "\(label)")
    }
    let image = try outputs.voxels("image")
    let (least, most) = (try #require(image.min()), try #require(image.max()))
    #expect(least >= 0 && most <= 255 && most > 200)
  }

  @Test func theRecipeMakesTheSameImageAgain() throws {
    let first = try run(["thickness": 3.0, "deformation": 2.0])
    let recipe = try #require(first["recipe"])
    let again = try run(["noise": 0.5], ["recipe": Running.one(recipe)], seed: 9)
    // The analytic head is drawn by the other seed; given labels are not.
    let labels = try run()["labels"]
    let given = try run(["thickness": 3.0], ["labels": Running.one(try #require(labels))])
    let repeated = try run(
      [:],
      [
        "labels": Running.one(try #require(labels)),
        "recipe": Running.one(try #require(given["recipe"])),
      ], seed: 77)
    #expect(repeated["image"] == given["image"])
    #expect(repeated["labels"] == given["labels"])
    #expect(again["recipe"] == first["recipe"])
  }

  @Test func threadsChangeNothingAndSeedsEverything() throws {
    #expect(try run(threads: 4) == run())
    #expect(try run(seed: 2)["image"] != run()["image"])
  }

  @Test func roundingMovesTheImageAndHardlyALabel() throws {
    let plain = try run()
    let perturbed = try run(arithmetic: ArithmeticSpecification(name: "random-rounding"))
    #expect(plain["recipe"] == perturbed["recipe"])
    let (a, b) = (try plain.voxels("image"), try perturbed.voxels("image"))
    #expect(a != b)
    #expect(zip(a, b).count { abs($0 - $1) > 0.5 } < a.count / 50)
  }

  @Test func t1ContrastTellsTissuesApart() throws {
    let outputs = try run(["contrast": "t1", "noise": 0.0, "bias": 0.0, "blur": 0.0, "gamma": 0.0])
    let labels = try #require(outputs["labels"]).labels(name: "").voxels.values
    let image = try outputs.voxels("image")
    func mean(_ label: Int32) -> Double {
      let own = zip(labels, image).filter { $0.0 == label }.map(\.1)
      return own.reduce(0, +) / Double(own.count)
    }
    #expect(mean(2) > 1.2 * mean(3) && mean(3) > 1.5 * mean(24))
    #expect(abs(mean(2) - mean(41)) < 3)
  }

  @Test func recipesOfOtherLabelsAreErrors() throws {
    let recipe = try #require(run()["recipe"])
    let map = Tensor<Int32>(shape: [2, 2, 2], values: [0, 0, 0, 9999, 0, 0, 0, 0])
    let labels = Artifact.labels(Labels(voxels: map, affine: .identity))
    #expect(
      stageError {
        _ = try run([:], ["labels": Running.one(EnsembleSample.labels([0, 2]))])
      }
        == "the labels: images are made of at least 2 voxels along each axis, and there are [2, 1, 1]"
    )
    #expect(
      stageError {
        _ = try run([:], ["labels": Running.one(labels), "recipe": Running.one(recipe)])
      } == "the labels: label 9999 has no contrast in the recipe of the image")
    #expect(
      stageError { _ = try run([:], ["recipe": Running.one(.record(["a": 1]))]) }
        == "the recipe is not one that synthesize/image put out: it says no format")
  }
}
