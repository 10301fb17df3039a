import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct EnsembleMeanTests {
  private func volume(_ values: [Double]) -> Artifact {
    .volume(
      Volume(
        voxels: RealTensor(.binary32, shape: [values.count, 1, 1], values), affine: .identity))
  }

  private func items(_ parts: [(String, String, [Double])]) -> [Inputs.Item] {
    parts.map { name, member, values in
      let artifact = volume(values)
      return Inputs.Item(
        coordinates: Coordinates([.init("class", name), .init("repeat", member)])
      ) { artifact }
    }
  }

  @Test func oneClassIsCutAtTheThreshold() throws {
    let outputs = try Running.run(
      EnsembleMean.self, ["label": 17],
      ["samples": Running.many([volume([0, 0.25, 0.5, 1]), volume([0, 0.5, 0.75, 1])])])
    #expect(
      try outputs.voxels("probability") == [0, 0.375, 0.625, 1])
    #expect(try EnsembleSample.values(outputs["labels"]) == [0, 0, 17, 17])
  }

  @Test func classesAlongAnAxisCompete() throws {
    let parts: [(String, String, [Double])] = [
      ("10", "1", [0.25, 0.5, 0]), ("10", "2", [0.25, 0.25, 0.5]), ("2", "1", [0.75, 0.5, 0.25]),
      ("2", "2", [0.75, 0.25, 0]),
    ]
    let outputs = try Running.run(EnsembleMean.self, [:], ["samples": items(parts)])
    // Of equals the lowest label, whatever the order of the items.
    #expect(try EnsembleSample.values(outputs["labels"]) == [2, 2, 10])
    #expect(
      try outputs.voxels("probability") == [0.75, 0.375, 0.25])
    #expect(try outputs.table("summary")["classes"] == .integers([2]))
  }

  @Test func everyMemberNeedsAllClasses() {
    let parts: [(String, String, [Double])] = [
      ("1", "1", [0.5]), ("1", "2", [0.5]), ("2", "1", [1]),
    ]
    #expect(
      stageError { _ = try Running.run(EnsembleMean.self, [:], ["samples": items(parts)]) }
        == "class 2 has other members than class 1; each member needs all classes")
  }

  @Test func intensitiesAreNoProbabilities() {
    let wrong = stageError {
      _ = try Running.run(EnsembleMean.self, [:], ["samples": Running.many([volume([0, 3])])])
    }
    #expect(
      wrong == "the member at repeat=1 holds 3.0, which is no probability: they lie from 0 to 1")
  }
}
