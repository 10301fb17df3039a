import Arithmetic
import Support
import Testing
import Values

@testable import Networks

/// The graph that registration is trained with, against the network that registers.
@Suite struct VoxelMorphGraphTests {
  private static let extents = [8, 12, 16]
  private let arithmetic: any Arithmetic
  init() throws {
    arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 2)
  }

  /// The same network with random weights, of which the last ones move voxels by one or two.
  private static func filled(_ network: Network, reach: Double = 0.3) throws -> Network {
    let entries = network.parameters.map { entry -> ModelWeights.Entry in
      let stream = RandomStream(
        key: 3, stream: UInt64(entry.name.utf8.reduce(0) { $0 * 7 + Int($1) }))
      let shape = entry.tensor.shape
      let inner = Double(shape.dropFirst().reduce(1, *))
      let bound = (entry.name.hasPrefix("flow") ? reach : 1) * (6 / max(inner, 6)).squareRoot()
      let values = (0..<shape.reduce(1, *)).map {
        Float(bound * (2 * stream.uniform(UInt64($0)) - 1))
      }
      return .init(entry.name, .float32, .float32(Tensor(shape: shape, values: values)))
    }
    return try Network(
      version: network.version, inputs: network.inputs, outputs: network.outputs,
      nodes: network.nodes, parameters: entries)
  }

  private static func image(_ channels: Int, _ stream: UInt64) -> RealTensor {
    let numbers = RandomStream(key: 9, stream: stream)
    let shape = [1, channels] + extents
    return RealTensor(
      .binary64, shape: shape, (0..<shape.reduce(1, *)).map { numbers.uniform(UInt64($0)) })
  }

  static let graphs: [(encoder: [Int], decoder: [Int], isHalf: Bool, steps: Int)] = [
    ([3, 4], [4, 3, 3], true, 5), ([3, 4], [4, 3], false, 4), ([4], [3, 2], false, 0),
  ]

  /// The displacement and the moved image are those of `VoxelMorph` with the model that is put out.
  @Test(arguments: graphs.indices) func registersAsItsModelDoes(_ number: Int) throws {
    let sizes = Self.graphs[number]
    let graph = try VoxelMorphGraph(
      encoder: sizes.encoder, decoder: sizes.decoder, isHalf: sizes.isHalf, steps: sizes.steps)
    let network = try Self.filled(graph.network(extents: Self.extents, field: .displacement))
    let (moving, fixed, carried) = (Self.image(1, 1), Self.image(1, 2), Self.image(2, 3))
    let inputs = [moving, fixed, carried]
    let plan = try NetworkPlan(network, shapes: inputs.map(\.shape), format: .binary64)
    let outputs = try plan.run(inputs.map(NetworkTensor.real), arithmetic)
    let model = try graph.model(of: network, extents: Self.extents)
    let known = try VoxelMorph(model)
    let fields = try known.register(
      moving: moving.reshaped(Self.extents), fixed: fixed.reshaped(Self.extents), arithmetic
    ) { _ in }
    let moved = fields.forward.warp(carried.reshaped([2] + Self.extents), arithmetic)
    func difference(_ output: NetworkTensor, _ other: RealTensor) -> Double {
      guard case .real(let own) = output, own.count == other.count else { return .infinity }
      return zip(own.doubles, other.doubles).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    // Lengths of voxels are binary32 in the graph.
    #expect(difference(outputs[1], fields.forward.components) < 1e-5)
    #expect(difference(outputs[0], moved) < 1e-5)
    #expect(fields.forward.components.doubles.contains { abs($0) > 0.3 })
    // Files keep how vectors become displacements.
    let folder = try TemporaryFolder()
    for name in ["model.pt", "model.safetensors"] {
      let path = folder.path(name)
      if name.hasSuffix(".pt") {
        try model.writePyTorch(to: path)
      } else {
        try model.writeSafetensors(to: path)
      }
      let again = try VoxelMorph(ModelFile.read(path)).register(
        moving: moving.reshaped(Self.extents), fixed: fixed.reshaped(Self.extents), arithmetic
      ) { _ in }
      #expect(again.forward == fields.forward)
    }
  }

  /// Through sampling, integration and the network, against central differences.
  @Test(arguments: [VoxelMorphGraph.Field.displacement, .velocity])
  func gradientsAreThoseOfDifferences(_ field: VoxelMorphGraph.Field) throws {
    let graph = try VoxelMorphGraph(encoder: [2, 3], decoder: [3, 2], isHalf: true, steps: 2)
    let network = try Self.filled(graph.network(extents: Self.extents, field: field))
    let inputs = [Self.image(1, 1), Self.image(1, 2), Self.image(1, 3)]
    let names = Set(network.parameters.map(\.name))
    let plan = try NetworkPlan(
      network, shapes: inputs.map(\.shape), variables: names, isTraining: true, format: .binary64)
    let start = Dictionary(
      uniqueKeysWithValues: network.parameters.map { entry in
        guard case .float32(let tensor) = entry.tensor else { return (entry.name, inputs[0]) }
        return (
          entry.name, RealTensor(.binary64, shape: tensor.shape, tensor.values.map(Double.init))
        )
      })
    /// ½ Σ x² of both outputs.
    func loss(_ parameters: [String: RealTensor]) throws -> Double {
      try plan.run(inputs.map(NetworkTensor.real), arithmetic, parameters: parameters).reduce(0) {
        guard case .real(let tensor) = $1 else { return $0 }
        return tensor.doubles.reduce($0) { $0 + $1 * $1 / 2 }
      }
    }
    let found = try plan.gradients(
      of: names, inputs.map(NetworkTensor.real), arithmetic, parameters: start
    ) { outputs in outputs.map { if case .real(let tensor) = $0 { tensor } else { nil } } }
    for name in ["encode0.conv0.weight", "decode0.conv0.bias", "flow.weight", "flow.bias"] {
      let (tensor, gradient) = (
        try #require(start[name]), try #require(found.gradients[name]).doubles
      )
      let place = gradient.indices.max { abs(gradient[$0]) < abs(gradient[$1]) } ?? 0
      func moved(_ by: Double) throws -> Double {
        var (values, parameters) = (tensor.doubles, start)
        values[place] += by
        parameters[name] = RealTensor(.binary64, shape: tensor.shape, values)
        return try loss(parameters)
      }
      let slope = try (moved(1e-6) - moved(-1e-6)) / 2e-6
      #expect(
        abs(slope - gradient[place]) < 1e-3 * abs(slope) + 1e-4,
        "\(name): \(gradient[place]), \(slope)")
    }
  }

  /// PyTorch reads the file as VoxelMorph's code expects it.
  @Test(.enabled(if: Repository.pythonWithTorch != nil)) func isACheckpointOfVoxelMorph() throws {
    let graph = try VoxelMorphGraph(encoder: [2, 3], decoder: [3, 2, 4], isHalf: true, steps: 6)
    let network = try Self.filled(graph.network(extents: Self.extents, field: .displacement))
    let folder = try TemporaryFolder()
    try graph.model(of: network, extents: Self.extents).writePyTorch(to: folder.path("m.pt"))
    let output = try Repository.run(
      python: """
        import sys, torch
        made = torch.load(sys.argv[1], map_location="cpu", weights_only=True)
        print(made["config"])
        for name, tensor in made["model_state"].items(): print(name, list(tensor.shape))
        """, [folder.path("m.pt")], with: Repository.pythonWithTorch)
    #expect(
      output.hasPrefix(
        "{'inshape': [8, 12, 16], 'nb_unet_features': [[2, 3], [3, 2, 4]], 'int_steps': 6, "
          + "'int_downsize': 2, 'unet_half_res': True}\nunet_model.encoder.0.0.main.weight "
          + "[2, 2, 3, 3, 3]\n"), "\(output)")
    #expect(output.contains("unet_model.decoder.1.0.main.weight [2, 6, 3, 3, 3]\n"), "\(output)")
    #expect(output.contains("unet_model.remaining.0.main.bias [4]\nflow.weight [3, 4, 3, 3, 3]"))
  }

  @Test func saysWhatIsNoNetwork() throws {
    func message(_ body: () throws -> Void) -> String {
      do {
        try body()
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      message { _ = try VoxelMorphGraph(encoder: [2, 2], decoder: [2], isHalf: false, steps: 1) }
        == "2 levels on the way down need as many on the way up, and there are 1")
    #expect(
      message {
        _ = try VoxelMorphGraph(encoder: [2, 2], decoder: [2, 2], isHalf: true, steps: 0)
      }
        == "vectors at half the resolution are velocities: integrate them with at least one step")
    #expect(
      message {
        _ = try VoxelMorphGraph(encoder: [2, 2], decoder: [2, 2], isHalf: true, steps: 1)
          .network(extents: [8, 8, 6], field: .velocity)
      } == "this network takes images whose sides are multiples of 4, not 8 × 8 × 6")
  }
}
