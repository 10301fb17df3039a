import Arithmetic
import Imaging
import PipelineKit
import Support
import Testing

@testable import Stages

@Suite struct MeasureReliabilityTests {
  private func run(
    _ labels: [Int32], _ truth: [Int32], _ confidence: [Double], _ values: [String: Value] = [:]
  ) throws -> [String: Artifact] {
    let volume = Volume(
      voxels: RealTensor(.binary64, shape: [confidence.count, 1, 1], confidence), affine: .identity)
    return try Running.run(
      MeasureReliability.self, values,
      [
        "labels": Running.one(EnsembleSample.labels(labels)),
        "truth": Running.one(EnsembleSample.labels(truth)),
        "confidence": Running.one(.volume(volume)),
      ])
  }

  @Test(.enabled(if: Python.isAvailable)) func calibrationIsThatOfNumPy() throws {
    let stream = RandomStream(key: 5, stream: 0)
    let confidence = (0..<500).map { stream.uniform($0) }
    let truth = [Int32](repeating: 2, count: 500)
    let labels = (0..<500).map { stream.uniform(UInt64(1000 + $0)) < 0.7 ? Int32(2) : 3 }
    let outputs = try run(labels, truth, confidence, ["bins": 15])
    let expected = try Python.numbers(
      """
      import numpy as np
      p = \(Python.array(confidence)); y = (\(Python.array(labels.map(Double.init))) == 2).astype(float)
      b = np.digitize(p, np.linspace(0, 1, 16)[1:-1], right=True)
      gaps = [abs(p[b == i].mean() - y[b == i].mean()) for i in range(15)]
      print(sum(g * (b == i).mean() for i, g in enumerate(gaps)), max(gaps), ((p - y) ** 2).mean())
      """)
    let summary = try outputs.table("summary")
    let names = ["calibration-error", "maximum-calibration-error", "brier"]
    for (name, value) in zip(names, expected) {
      #expect(agree(summary.numbers(name)?[0] ?? .nan, value, within: 1e-12), "\(name)")
    }
    #expect(try outputs.table("bins").rowCount == 15)
  }

  @Test func backgroundThatIsRightDoesNotCount() throws {
    let summary = try run([0, 0, 4], [0, 4, 4], [1, 0.5, 0.5]).table("summary")
    #expect(summary["voxels"] == .integers([2]))
    #expect(summary.numbers("accuracy") == [0.5])
    #expect(summary.numbers("calibration-error") == [0])
    #expect(
      stageError { _ = try run([0], [0], [1]) }
        == "no voxel counts: the mask is empty, or nothing is labelled")
  }
}
