import Arithmetic
import Foundation
import Imaging
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

/// A network of one convolution whose numbers are known, on a small image.
@Suite struct SegmentNetworkTests {
  private static let grid = Affine(rows: [-2, 0, 0, 9, 0, 0, 2, -7, 0, -2, 0, 5])

  private static func image(_ values: [Float], _ shape: [Int]) -> Artifact {
    .volume(Volume(voxels: .binary32(Tensor(shape: shape, values: values)), affine: grid))
  }

  /// Logits a · x + b, one pair a class.
  private static func linear(_ factors: [Float], _ shifts: [Float]) throws -> Artifact {
    var builder = NetworkBuilder()
    let image = builder.input(
      "image", .float32, [.fixed(1), .fixed(1), .named("x"), .named("y"), .named("z")])
    let weight = builder.parameter(
      .init(
        "weight", .float32, .float32(Tensor(shape: [factors.count, 1, 1, 1, 1], values: factors))))
    let bias = builder.parameter(
      .init("bias", .float32, .float32(Tensor(shape: [shifts.count], values: shifts))))
    let logits = builder.add("Conv", [image, weight, bias])
    let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
    return .model(try builder.network([logits]).model(), source: digest)
  }

  private func run(
    _ values: [String: Value], _ image: Artifact, _ network: Artifact
  ) throws -> [String: Artifact] {
    let sample = StageSample(stage: SegmentNetwork.self, values: values) { _ in
      ["image": image, "network": network]
    }
    return try sample.run(1, Arithmetics.make(.ieee, seed: 1, threads: 1))
  }

  private func numbers(_ outputs: [String: Artifact], _ port: String) throws -> [Double] {
    try #require(outputs[port]).volume(name: port).voxels.doubles
  }

  @Test func greatestClassWins() throws {
    // Of 0, x and 2 x − 4 the first is greatest below 0, the second to 4.
    let network = try Self.linear([0, 1, 2], [0, 0, -4])
    let outputs = try run(
      ["normalize": "none", "names": [0, 10, 41]],
      Self.image([-3, 0, 1, 3, 4, 5], [1, 2, 3]), network)
    #expect(
      try #require(outputs["labels"]).labels(name: "labels").voxels.values == [
        0, 0, 10, 10, 10, 41,
      ])
    #expect(try numbers(outputs, "logits") == [0, 0, 1, 3, 4, 6])
    let probability = try numbers(outputs, "probability")
    // e¹ / (e⁰ + e¹ + e⁻²)
    #expect(abs(probability[2] - 0.7053845) < 1e-6)
  }

  /// All classes that are named at once, along an axis that soft Dice and means take away.
  @Test func probabilitiesOfSeveralClassesComeOut() throws {
    let network = try Self.linear([0, 1, 2], [0, 0, -4])
    let image = Self.image([-3, 0, 1, 3, 4, 5], [1, 2, 3])
    let plain: [String: Value] = ["normalize": "none", "names": [0, 10, 41]]
    let alone = try run(plain, image, network)
    let outputs = try run(
      plain.merging(["probability-labels": [41, 0, 10]]) { $1 }, image, network)
    #expect(Set(outputs.keys).subtracting(alone.keys).count == 3)
    for (port, artifact) in alone { #expect(outputs[port] == artifact, "\(port)") }
    #expect(try numbers(outputs, "probabilities[class=10]") == numbers(alone, "probability"))
    let all = try ["0", "10", "41"].map { try numbers(outputs, "probabilities[class=\($0)]") }
    for voxel in 0..<6 {
      let x = [-3.0, 0, 1, 3, 4, 5][voxel]
      let powers = [1, exp(x), exp(2 * x - 4)]
      for name in 0..<3 {
        let expected = powers[name] / powers.reduce(0, +)
        #expect(abs(all[name][voxel] - expected) < 1e-6 * max(expected, 0.1))
      }
    }
    let cut = try run(
      plain.merging(["probability-labels": [41], "probability-floor": 0.125]) { $1 }, image, network
    )
    #expect(try numbers(cut, "probabilities[class=41]") == all[2].map { $0 < 0.125 ? 0 : $0 })
    #expect(all[2].contains { $0 > 0 && $0 < 0.125 })
  }

  /// The port is there where it is asked for, with an item for each label.
  @Test func thePortOfProbabilitiesIsThereWhereItIsAskedFor() throws {
    let plain = try Running.values(of: SegmentNetwork.self)
    let asked = try Running.values(of: SegmentNetwork.self, ["probability-labels": [2, 41]])
    #expect(try SegmentNetwork.ports(plain, connecting: []).outputs.map(\.name).count == 5)
    let port = try #require(
      try SegmentNetwork.ports(asked, connecting: []).outputs.first { $0.name == "probabilities" })
    #expect(port.axis?.name == "class")
  }

  @Test func whatIsWrongWithSeveralClassesIsSaid() throws {
    let image = Self.image([Float](repeating: 1, count: 8), [2, 2, 2])
    let (three, one) = (try Self.linear([0, 1, 2], [0, 0, -4]), try Self.linear([1], [0]))
    func message(_ labels: Value, _ network: Artifact, _ memory: Double = 16) -> String? {
      stageError {
        _ = try run(
          ["normalize": "none", "probability-labels": labels, "memory": .number(memory)], image,
          network)
      }
    }
    #expect(
      message([2, 7], three)
        == "no class has label 7: see 'probability-labels'; there are 0, 1, 2")
    #expect(
      message([0], one)
        == "the network has one number a voxel, the probability of its second class alone: see "
        + "'probability-labels'")
    #expect(message([1], one) == nil)
    #expect(
      message([0, 1, 2, 0, 1, 2], three, 150 / Double(1 << 30))
        == "the probabilities of 6 classes take 0 MiB, above the limit of 0 MiB: raise "
        + "'memory', or name fewer under 'probability-labels'")
  }

  @Test func oneClassHasAThreshold() throws {
    let network = try Self.linear([1], [0])
    let image = Self.image([-3, 0, 1, 3, -1, 1], [1, 2, 3])
    let outputs = try run(["normalize": "none", "threshold": 0.75], image, network)
    #expect(try #require(outputs["labels"]).labels(name: "l").voxels.values == [0, 0, 0, 1, 0, 0])
    #expect(abs(try numbers(outputs, "probability")[2] - 0.7310586) < 1e-6)
    let given = try run(
      ["normalize": "none", "gives": "probabilities", "threshold": 0.75], image, network)
    #expect(try #require(given["labels"]).labels(name: "l").voxels.values == [0, 0, 1, 1, 0, 1])
  }

  @Test func largestPartsStay() throws {
    let network = try Self.linear([0, 1], [0.5, 0])
    let outputs = try run(
      ["normalize": "none", "components": "largest"],
      Self.image([1, 0, 0, 1, 1, 0, 0, 1], [1, 1, 8]), network)
    #expect(
      try #require(outputs["labels"]).labels(name: "l").voxels.values == [0, 0, 0, 1, 1, 0, 0, 0])
  }

  /// Order statistics as brainchop takes them: elements ⌊q n⌋ and ⌈q n⌉ − 1, without cutting off.
  @Test func quantilesAreOrderStatistics() throws {
    let network = try Self.linear([1], [0])
    let image = Self.image((0..<40).map { Float($0) }, [2, 4, 5])
    let values: [String: Value] = ["normalize": "quantiles", "lower": 5.0, "upper": 95.0]
    let outputs = try run(values, image, network)
    let numbers = try numbers(outputs, "logits")
    #expect(numbers[2] == 0 && numbers[37] == 1 && numbers[0] < 0 && numbers[39] > 1)
    let cut = try run(values.merging(["cut-off": true]) { $1 }, image, network)
    #expect(try self.numbers(cut, "logits")[39] == 1)
  }

  @Test func whatDoesNotFitIsSaid() throws {
    let network = try Self.linear([1, 2], [0, 0])
    let image = Self.image([Float](repeating: 1, count: 8), [2, 2, 2])
    func message(_ values: [String: Value], _ network: Artifact) -> String {
      do {
        _ = try run(values, image, network)
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      message(["normalize": "range"], network) == "the image is empty: all its voxels are 1.0"
    )
    #expect(
      message(["normalize": "none", "output": 2], network).contains("there is no output 2"))
    #expect(
      message(["normalize": "none", "probability-of": 2], network).contains("there is no class 2"))
    #expect(message(["normalize": "none", "names": [1]], network).contains("'names' has 1"))
    #expect(
      message(["normalize": "none", "memory": 1e-9], network).contains("above the limit"))
    let weights = Artifact.model(
      try RandomRegistrationNetwork(down: [3], up: [4], doublings: 1, reach: 0.3).weights(),
      source: try network.source())
    #expect(
      message(["normalize": "none"], weights).contains("weights without a graph of operations"))
  }

  /// Bits do not depend on threads, and random rounding moves the logits.
  @Test func perturbationsMoveIt() throws {
    let image = Self.image((0..<504).map { Float($0 * 37 % 101) }, [8, 7, 9])
    let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
    let network = Artifact.model(try RandomMeshNet().network().model(), source: digest)
    let sample = StageSample(stage: SegmentNetwork.self) { _ in
      ["image": image, "network": network]
    }
    let random = ArithmeticSpecification(name: "random-rounding")
    let one = try sample.run(1, Arithmetics.make(random, seed: 1, threads: 1))
    let two = try sample.run(1, Arithmetics.make(random, seed: 1, threads: 2))
    let other = try sample.run(1, Arithmetics.make(random, seed: 2, threads: 1))
    #expect(one == two)
    #expect(one["logits"] != other["logits"])
  }
}
