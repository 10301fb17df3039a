import Arithmetic
import Imaging
import Networks
import PipelineKit
import Support
import Testing

@testable import Stages

/// Windows, mirrors, several images, names of classes and values of layers.
@Suite struct SegmentNetworkOptionTests {
  private static let grid = Affine(rows: [-2, 0, 0, 9, 0, 0, 2, -7, 0, -2, 0, 5])

  private static func image(_ shape: [Int], _ value: (Int) -> Float) -> Artifact {
    let values = (0..<shape.reduce(1, *)).map(value)
    return .volume(Volume(voxels: .binary32(Tensor(shape: shape, values: values)), affine: grid))
  }

  private static func model(_ network: Network) throws -> Artifact {
    let digest = try #require(Digest(hex: String(repeating: "5a", count: 32)))
    return .model(try network.model(), source: digest)
  }

  private func run(
    _ values: [String: Value], _ inputs: [String: Artifact],
    _ stage: any Stage.Type = SegmentNetwork.self
  ) throws -> [String: Artifact] {
    let sample = StageSample(stage: stage, values: values) { _ in inputs }
    return try sample.run(1, Arithmetics.make(.ieee, seed: 1, threads: 2))
  }

  private func voxels(_ outputs: [String: Artifact], _ port: String) throws -> [Double] {
    try #require(outputs[port]).volume(name: port).voxels.doubles
  }

  /// A network that sees single voxels gives the same in windows, mirrored and turned, but for rounding.
  @Test func whatSeesSingleVoxelsDoesNotDependOnWindows() throws {
    let network = try Self.model(RandomMeshNet(dilations: []).network())
    let image = Self.image([9, 8, 7]) { Float($0 * 37 % 101) / 101 }
    let whole = try run(["normalize": "none"], ["image": image, "network": network])
    for values: [String: Value] in [
      ["window": [4]], ["window": [9, 3, 5], "overlap": 0.25], ["mirror": [1, 3]],
      ["window": [20]], ["axes": "RAS"], ["window": [5], "mirror": [2], "axes": "ASL"],
    ] {
      let parts = try run(
        values.merging(["normalize": "none"]) { $1 }, ["image": image, "network": network])
      #expect(parts["labels"] == whole["labels"], "\(values)")
      for (a, b) in zip(try voxels(parts, "logits"), try voxels(whole, "logits")) {
        #expect(abs(a - b) < 1e-6, "\(values)")
      }
    }
  }

  /// A network that looks left and right is another one for a mirrored image; the mean of both is even.
  @Test func mirrorsAreAveraged() throws {
    let network = try Self.model(RandomMeshNet(dilations: [1]).network())
    let image = Self.image([6, 5, 4]) { Float($0 * 37 % 101) / 101 }
    let turned = Self.image([6, 5, 4]) { Float((119 - $0) * 37 % 101) / 101 }
    let values: [String: Value] = ["normalize": "none", "mirror": [1, 2, 3]]
    let one = try voxels(run(values, ["image": image, "network": network]), "logits")
    let other = try voxels(run(values, ["image": turned, "network": network]), "logits")
    for (a, b) in zip(one, other.reversed()) { #expect(abs(a - b) < 1e-6) }
  }

  /// The last convolution, slab by slab, has the bits that it has as a node of the graph.
  @Test func theLastConvolutionHasTheSameBitsInSlabs() throws {
    let weights = try RandomMeshNet(channels: 4, classes: 5, dilations: [1, 2]).network().model()
    let shape = [7, 6, 5]
    let image = RealTensor.binary32(
      Tensor(shape: shape, values: (0..<210).map { Float($0 * 37 % 101) / 101 }))
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let plan = try NetworkPlan(
      Network(weights), shapes: [[1, 1] + shape], format: .binary32)
    guard
      case .real(let right) = try plan.run(
        [.real(image.reshaped([1, 1] + shape))], arithmetic)[0]
    else { return }
    let network = try VolumeNetwork(
      weights, images: 1, shape: shape, format: .binary32, .init())
    var slabs: [RealTensor] = []
    try network.run(
      [image], arithmetic, samples: LayerSamples(places: 0), progress: { _ in },
      slab: { slabs.append($0) })
    #expect(RealTensor.concatenate(slabs, axis: 2) == right)
    #expect(network.summary.hasPrefix("7 operations"))
  }

  @Test func imagesBecomeChannels() throws {
    var builder = NetworkBuilder()
    let images = builder.input(
      "images", .float32, [.fixed(1), .fixed(2), .named("x"), .named("y"), .named("z")])
    let filters = builder.parameter(
      .init("w", .float32, .float32(Tensor(shape: [1, 2, 1, 1, 1], values: [1, -10]))))
    let logits = builder.add("Conv", [images, filters])
    let network = try Self.model(builder.network([logits]))
    let values: [String: Value] = ["normalize": "none", "images": ["t1w", "flair"]]
    let outputs = try run(
      values,
      [
        "t1w": Self.image([1, 1, 3]) { Float($0) },
        "flair": Self.image([1, 1, 3]) { Float($0 + 1) },
        "network": network,
      ])
    #expect(try voxels(outputs, "logits") == [-10, -19, -28])
    #expect(throws: StageError.self) {
      try run(
        values,
        [
          "t1w": Self.image([1, 1, 3]) { Float($0) }, "flair": Self.image([1, 2, 3]) { Float($0) },
          "network": network,
        ])
    }
    let ports = try SegmentNetwork.ports(
      ParameterValues(["images": ["t1w", "flair"]]), connecting: [])
    #expect(ports.inputs.map(\.name) == ["t1w", "flair", "network", "classes"])
    #expect(throws: ParameterError.self) {
      try SegmentNetwork.ports(ParameterValues(["images": ["a", "network"]]), connecting: [])
    }
  }

  @Test func classesHaveLabelsAndNames() throws {
    let network = try Self.model(RandomMeshNet(classes: 3, dilations: []).network())
    let image = Self.image([4, 4, 4]) { Float($0) / 64 }
    let plain = try run(["normalize": "none"], ["image": image, "network": network])
    let table = Table([
      .init("class", .integers([2, 0, 1])), .init("label", .integers([17, 0, 53])),
      .init("name", .text(["right", "none", "left"])),
    ])
    let named = try run(
      ["normalize": "none"], ["image": image, "network": network, "classes": table.artifact])
    let own = try #require(plain["labels"]).labels(name: "l").voxels.values
    #expect(
      try #require(named["labels"]).labels(name: "l").voxels.values
        == own.map { [0, 53, 17][Int($0)] })
    let regions = try #require(named["regions"]).table()
    #expect(regions.text("name") == ["none", "left", "right"])
    #expect(regions.numbers("voxels")?.reduce(0, +) == 64)
    let volume: Double = try #require(regions.numbers("volume")).reduce(0, +)
    #expect(abs(volume - 512) < 1e-9)
    let colours = Artifact.record(["labels": ["a", "b", "c"], "R": [0, 1, 2]])
    let list = try run(
      ["normalize": "none"], ["image": image, "network": network, "classes": colours])
    #expect(try #require(list["regions"]).table().text("name") == ["a", "b", "c"])
    for wrong in [
      Artifact.record(["labels": ["a", "b"]]), .record(["R": [1]]),
      Table([.init("label", .integers([1, 2, 3]))]).artifact,
    ] {
      #expect(throws: StageError.self) {
        try run(["normalize": "none"], ["image": image, "network": network, "classes": wrong])
      }
    }
  }

  /// The same places of every layer whatever the arithmetic; a layer that is exact keeps all bits.
  @Test func layersAreComparedBetweenRepeats() throws {
    let network = try Self.model(RandomMeshNet(dilations: [1, 2]).network())
    let image = Self.image([8, 7, 9]) { Float($0 * 37 % 101) }
    let sample = StageSample(stage: SegmentNetwork.self, values: ["layer-places": 20]) { _ in
      ["image": image, "network": network]
    }
    let random = ArithmeticSpecification(name: "random-rounding")
    let repeats = try (1...4).map {
      try #require(
        try sample.run(1, Arithmetics.make(random, seed: UInt64($0), threads: 1))["layers"])
    }
    let ieee = try #require(
      try sample.run(1, Arithmetics.make(.ieee, seed: 1, threads: 1))["layers"])
    #expect(try repeats[0].table().numbers("place") == ieee.table().numbers("place"))
    let outputs = try Running.run(
      MeasureLayerBits.self, ["method": "parker"], ["samples": Running.many(repeats)])
    let layers = try #require(outputs["layers"]).table()
    #expect(layers.rowCount == 7)
    #expect(layers.text("operation")?.first == "Conv")
    let medians = try #require(layers.numbers("median"))
    #expect(medians.allSatisfy { $0 > 5 && $0 <= 24 })
    let summary = try #require(outputs["summary"]).table()
    #expect(summary.numbers("last-median")?[0] == medians.last)
  }

  @Test func aNetworkGivesNumbers() throws {
    let network = try Self.model(RandomMeshNet(classes: 3).pooled())
    let image = Self.image([8, 7, 9]) { Float($0 * 37 % 101) }
    let inputs = ["image": image, "network": network]
    let outputs = try run(
      ["gives": "logits", "centres": [20.0, 30.0, 50.0]], inputs, PredictNetwork.self)
    let values = try #require(outputs["values"]).table()
    let (logits, probabilities) = (
      try #require(values.numbers("value")), try #require(values.numbers("probability"))
    )
    #expect(logits.count == 3 && abs(probabilities.reduce(0, +) - 1) < 1e-6)
    let prediction = try #require(outputs["prediction"]).table()
    let expected = zip(probabilities, [20, 30, 50]).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(try #require(prediction.numbers("expected"))[0] - expected) < 1e-5)
    let best = try #require(prediction.numbers("class"))[0]
    #expect(logits[Int(best)] == logits.max())
    #expect(throws: StageError.self) {
      try run(["gives": "logits", "centres": [1.0]], inputs, PredictNetwork.self)
    }
    let maps = ["image": image, "network": try Self.model(RandomMeshNet().network())]
    #expect(try run([:], maps, PredictNetwork.self)["values"]?.table().rowCount == 1512)
  }
}
