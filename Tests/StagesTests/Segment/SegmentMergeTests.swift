import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct SegmentMergeTests {
  private func merged(_ groups: Value) throws -> [Int32] {
    let labels = Labels(
      voxels: Tensor(shape: [2, 2, 2], values: [0, 2, 41, 3, 42, 24, 2, 165]),
      affine: Affine(rows: [2, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1]))
    let outputs = try Running.run(
      SegmentMerge.self, ["groups": groups], ["labels": Running.one(.labels(labels))])
    let artifact = try #require(outputs["labels"])
    let found = try Labels(from: artifact, named: "the labels")
    #expect(found.grid == labels.grid)
    return found.voxels.values
  }

  @Test func labelsArePutTogetherAndLeftOut() throws {
    #expect(
      try merged(["219=2+41", "220 = 3 + 42", "0=24"]) == [0, 219, 219, 220, 220, 0, 219, 165])
    #expect(try merged([]) == [0, 2, 41, 3, 42, 24, 2, 165])
    // A label may take another's place: nothing is replaced twice.
    #expect(try merged(["3=2", "2=3"]) == [0, 3, 41, 2, 42, 24, 3, 165])
  }

  @Test func whatSaysNothingIsRefused() throws {
    func problem(_ groups: Value) -> String? {
      do {
        _ = try merged(groups)
        return nil
      } catch { return "\(error)" }
    }
    for text in ["219", "219=", "=2", "a=2", "219=2+", "1=2=3", "9=99999999999"] {
      #expect(problem([.string(text)])?.contains("write '219=2+41'") == true, "\(text)")
    }
    #expect(problem(["1=2", "3=4+2"])?.contains("label 2 is put into two groups") == true)
  }
}
