import Arithmetic
import Imaging
import PipelineKit
import Statistics
import Support
import Testing

@testable import Stages

@Suite struct SynthesizeCohortTests {
  private func run(
    _ values: [String: Value] = [:], seed: UInt64 = 1
  ) throws -> [String: Artifact] {
    try Running.run(
      SynthesizeCohort.self, ["subject": "01", "spacing": 4.0].merging(values) { $1 }, [:],
      seed: seed)
  }

  private func volume(_ outputs: [String: Artifact], _ name: String) throws -> Double {
    let names = try outputs.text("volumes", "name")
    let place = try #require(names.firstIndex(of: name))
    return try outputs.numbers("volumes", "volume")[place]
  }

  @Test func volumesAreThoseOfAHead() throws {
    let outputs = try run(["age": 25.0])
    #expect((1.0e6...2.0e6).contains(try volume(outputs, "EstimatedTotalIntraCranialVol")))
    #expect((2500...6500).contains(try volume(outputs, "Left-Hippocampus")))
    #expect((3000...16000).contains(try volume(outputs, "Left-Lateral-Ventricle")))
    #expect((1e5...4e5).contains(try volume(outputs, "Left-Cerebral-Cortex")))
    #expect((1.5e5...4.5e5).contains(try volume(outputs, "Left-Cerebral-White-Matter")))
    #expect(try outputs.text("participant", "participant_id") == ["sub-01"])
    #expect(try outputs.numbers("participant", "age") == [25])
    #expect(try outputs.text("participant", "synthetic") == ["yes"])
  }

  /// The same person at two ages: the truth is what the rates say.
  @Test func structuresChangeWithAgeAtTheirRates() throws {
    func ratio(_ name: String, _ seed: UInt64) throws -> Double {
      let stream = RandomStream(key: seed, stream: 0)
      func volume(_ age: Double) throws -> Double {
        let labels = AnalyticHead(HeadProportions(age: age, stream: stream))
          .labels(on: AnalyticHead.grid(spacing: 2))
        let label = try #require(ColourTable.entries.first { $0.name == name }).label
        return Double(labels.voxels.values.count { $0 == label })
      }
      return try volume(75) / volume(25)
    }
    #expect(try ratio("Left-Lateral-Ventricle", 3) > 2)
    let hippocampus = try ratio("Left-Hippocampus", 3)
    #expect(hippocampus > 0.78 && hippocampus < 0.92)
    let cortex = try ratio("Left-Cerebral-Cortex", 3)
    #expect(cortex > 0.75 && cortex < 0.95)
    #expect(abs(try ratio("Brain-Stem", 3) - 1) < 0.02)
  }

  /// Another scan of a person: the same proportions, another pose, so that volumes differ a little.
  @Test func repeatsAreOtherScansOfOnePerson() throws {
    func volume(pose: UInt64) throws -> Double {
      let context = StageContext(
        arithmetic: try Arithmetics.make(.ieee, seed: 1, threads: 1),
        streams: [
          (SynthesizeCohort.person, 5), (SynthesizeCohort.pose, pose),
          (SynthesizeCohort.scan, pose),
        ],
        job: JobFacts(manifest: "test", stage: "stage", coordinates: Coordinates()), threads: 1,
        scratch: "", progress: { _ in }, log: { _ in }, warn: { _ in })
      let outputs = try Running.make(SynthesizeCohort.self, ["subject": "01", "spacing": 3.0])
        .run(Inputs([:]), context).artifacts
      return try self.volume(outputs, "Left-Hippocampus")
    }
    let volumes = try (1...6).map { try volume(pose: $0) }
    let spread = try #require(Distribution(volumes))
    #expect(Set(volumes).count > 2)
    #expect(spread.standardDeviation < 0.08 * spread.mean)
  }

  @Test func agesAreDrawnBetweenTheBounds() throws {
    let ages = try (1...8).map {
      try run(["ages": [60, 61], "spacing": 14.0], seed: $0).number("participant", "age")
    }
    #expect(ages.allSatisfy { (60...61).contains($0) } && Set(ages).count > 5)
    #expect(throws: ParameterError.self) { _ = try run(["ages": [70, 20]]) }
  }
}
