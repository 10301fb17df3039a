import Arithmetic
import Imaging
import PipelineKit
import Statistics
import Testing

@testable import Stages

struct PerturbNoiseTests {
  private func noisy(
    _ values: [Float], _ parameters: [String: Value] = [:], seed: UInt64 = 1
  ) throws -> [Float] {
    let volume = Volume(
      voxels: .binary32(Tensor(shape: [values.count, 1, 1], values: values)), affine: .identity)
    let outputs = try Running.run(
      PerturbNoise.self, parameters, ["image": Running.one(.volume(volume))], seed: seed)
    guard case .binary32(let tensor)? = try outputs["image"]?.volume(name: "image").voxels else {
      return []
    }
    return tensor.values
  }

  @Test func ulpNoiseTakesEachStepAlike() throws {
    let count = 30_000
    let values = try noisy([Float](repeating: 100, count: count), ["size": 2])
    var steps: [Int: Int] = [:]
    for value in values {
      steps[Int(value.bitPattern) - Int(Float(100).bitPattern), default: 0] += 1
    }
    #expect(Set(steps.keys) == [-2, -1, 0, 1, 2])
    let expected = Double(count) / 5
    let chiSquared = steps.values.reduce(0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    #expect(chiSquared < ChiSquaredDistribution(degreesOfFreedom: 4).quantile(0.9999))
  }

  @Test func gaussianNoiseHasItsDeviation() throws {
    let count = 20_000
    let values = try noisy(
      [Float](repeating: 1, count: count),
      ["unit": "relative", "size": 0.01, "distribution": "gaussian"])
    let distribution = try #require(Distribution(values.map { Double($0) - 1 }))
    #expect(abs(distribution.mean) < 4 * 0.01 / Double(count).squareRoot())
    #expect(abs(distribution.standardDeviation - 0.01) < 4 * 0.01 / Double(2 * count).squareRoot())
  }

  @Test func uniformRelativeNoiseStaysInside() throws {
    let values = try noisy(
      [Float](repeating: -3, count: 5000), ["unit": "relative", "size": 0.5])
    #expect(values.allSatisfy { (-4.5 ... -1.5).contains($0) })
    #expect(Set(values).count > 4000)
  }

  @Test func edgesStay() throws {
    let edges: [Float] = [0, -0, .infinity, -.infinity, .nan]
    for unit in ["ulp", "relative"] {
      let values = try noisy(edges, ["unit": .string(unit), "size": 1])
      #expect(values.map(\.bitPattern) == edges.map(\.bitPattern))
    }
    // Nothing becomes 0, changes sign or overflows.
    let extremes: [Float] = [
      .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude,
    ]
    for seed in 0..<200 as Range<UInt64> {
      for (unit, size) in [("ulp", 1000.0), ("relative", 1)] {
        let values = try noisy(
          extremes, ["unit": .string(unit), "size": .number(size)], seed: seed)
        #expect(values.allSatisfy { $0.isFinite && $0 != 0 })
        #expect(zip(values, extremes).allSatisfy { $0.sign == $1.sign })
      }
    }
  }

  @Test func seedDecides() throws {
    let values = [Float](repeating: 7, count: 100)
    #expect(try noisy(values, ["size": 9], seed: 5) == noisy(values, ["size": 9], seed: 5))
    #expect(try noisy(values, ["size": 9], seed: 5) != noisy(values, ["size": 9], seed: 6))
  }

  @Test func doublesKeepTheirFormat() throws {
    let volume = Volume(
      voxels: .binary64(Tensor(shape: [1, 1, 1], values: [1.5])), affine: .identity)
    let outputs = try Running.run(
      PerturbNoise.self, ["size": 3], ["image": Running.one(.volume(volume))], seed: 3)
    guard case .float64(let tensor)? = outputs["image"]?[dataset: "data"] else {
      Issue.record("expected binary64")
      return
    }
    #expect(abs(Int(tensor.values[0].bitPattern) - Int(1.5.bitPattern)) <= 3)
  }

  @Test func sizesOutOfRange() {
    #expect(throws: ParameterError.self) { try Running.make(PerturbNoise.self, ["size": 1.5]) }
    #expect(throws: ParameterError.self) {
      try Running.make(PerturbNoise.self, ["unit": "relative", "size": 2])
    }
  }
}
