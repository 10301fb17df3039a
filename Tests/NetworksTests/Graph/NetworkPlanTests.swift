import Arithmetic
import Testing

@testable import Networks

/// Networks that are built here, planned and run.
@Suite struct NetworkPlanTests {
  private let arithmetic: any Arithmetic
  init() throws { arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1) }

  private static func real(_ shape: [Int], _ values: [Float]) -> NetworkTensor {
    .real(.binary32(Tensor(shape: shape, values: values)))
  }

  private static func entry(_ name: String, _ shape: [Int], _ values: [Float]) -> ModelWeights.Entry
  {
    .init(name, .float32, .float32(Tensor(shape: shape, values: values)))
  }

  /// Two convolutions with an activation between them, and what skips both.
  private static func residual() throws -> Network {
    var builder = NetworkBuilder()
    let image = builder.input("image", .float32, [.fixed(1), .fixed(1), .named("x"), .free])
    let sum = builder.layer("block") { builder in
      let filters = builder.parameter(entry("block.filters", [1, 1, 1, 3], [1, 2, 3]))
      let bias = builder.parameter(entry("block.bias", [1], [0.5]))
      let pads: AttributeValue = .integers([0, 1, 0, 1])
      let first = builder.add("Conv", [image, filters, bias], ["pads": pads])
      let active = builder.add("LeakyRelu", [first], ["alpha": .number(0.25)])
      let second = builder.add("Conv", [active, filters, nil], ["pads": pads])
      return builder.add("Add", [second, image])
    }
    return try builder.network([sum])
  }

  @Test func runs() throws {
    let plan = try NetworkPlan(Self.residual(), shapes: [[1, 1, 1, 3]], format: .binary32)
    let outputs = try plan.run([Self.real([1, 1, 1, 3], [1, -2, 4])], arithmetic)
    // First: (2·1 − 3·2 + ½, 1 − 4 + 12 + ½, −2 + 8 + ½), a quarter of the first.
    // Then: 2a + 3b, a + 2b + 3c, b + 2c of −0.875, 9.5, 6.5, plus the image.
    #expect(outputs == [Self.real([1, 1, 1, 3], [27.75, 35.625, 26.5])])
    #expect(plan.multiplyAdds == 18)
    #expect(plan.rows.map(\.rounding) == [[.convolve], [.leakyReLU], [.convolve], [.add]])
    #expect(plan.rows.map(\.node.layer) == [["block"], ["block"], ["block"], ["block"]])
    // The image, and two of three activations at once.
    #expect(plan.peak == 3 * 12)
  }

  @Test func kernelsRunInLayers() throws {
    let plan = try NetworkPlan(Self.residual(), shapes: [[1, 1, 1, 3]], format: .binary32)
    _ = try plan.run([Self.real([1, 1, 1, 3], [1, -2, 4])], arithmetic)
    let layers = Set(arithmetic.operations.kernels.keys.map(\.layer))
    #expect(layers == ["block"])
  }

  @Test func observesAndReportsProgress() throws {
    let plan = try NetworkPlan(Self.residual(), shapes: [[1, 1, 1, 3]], format: .binary32)
    var (seen, parts) = ([String](), [Double]())
    _ = try plan.run(
      [Self.real([1, 1, 1, 3], [1, -2, 4])], arithmetic,
      observe: { node, _ in seen.append(node.operation) }, progress: { parts.append($0) })
    #expect(seen == ["Conv", "LeakyRelu", "Conv", "Add"])
    #expect(parts == parts.sorted() && parts.last == 1)
  }

  /// What depends on shapes alone is known before the network runs.
  @Test func shapesAreFolded() throws {
    var builder = NetworkBuilder()
    let image = builder.input("image", .float32, [.free, .free, .free])
    let zero = builder.parameter(
      .init("zero", .int64, .int64(Tensor(shape: [1], values: [0]))))
    let minus = builder.parameter(
      .init("minus", .int64, .int64(Tensor(shape: [1], values: [-1]))))
    let shape = builder.add("Shape", [image])
    let first = builder.add("Gather", [shape, zero])
    let target = builder.add("Concat", [first, minus], ["axis": .integer(0)])
    let result = builder.add("Reshape", [image, target])
    let network = try builder.network([result])
    let plan = try NetworkPlan(network, shapes: [[2, 3, 4]], format: .binary32)
    #expect(plan.rows.map(\.node.operation) == ["Reshape"])
    #expect(plan.outputs == [ValueFact(.float32, [2, 12])])
  }

  @Test func limitsAreKept() throws {
    let network = try Self.residual()
    let message = try #require(throws: ModelError.self) {
      _ = try NetworkPlan(network, shapes: [[1, 1, 1024, 1024]], format: .binary32, limit: 1 << 22)
    }.message
    #expect(
      message
        == "node 'block.Conv_0' (Conv): the network's values take 8 MiB here, above the limit of 4 MiB"
    )
  }

  @Test func wrongShapesAreRefused() throws {
    let network = try Self.residual()
    let message = try #require(throws: ModelError.self) {
      _ = try NetworkPlan(network, shapes: [[1, 2, 3, 4]], format: .binary32)
    }.message
    #expect(message == "input 'image' has shape [1, 2, 3, 4] where [1, 1, x, ?] was expected")
  }

  @Test func wrongGraphsAreRefused() throws {
    func message(_ nodes: [NetworkNode], outputs: [String] = ["y"], version: Int = 17) -> String? {
      do {
        _ = try Network(
          version: version, inputs: [NetworkInput("x", .float32, [.free])], outputs: outputs,
          nodes: nodes, parameters: [])
        return nil
      } catch { return error.message }
    }
    #expect(message([NetworkNode("Relu", ["x"], ["y"])]) == nil)
    #expect(
      message([NetworkNode("Foo", ["x"], ["y"])])?.hasPrefix(
        "node 'y' (Foo): there is no such operation")
        == true)
    #expect(
      message([NetworkNode("Relu", ["z"], ["y"])])
        == "node 'y' (Relu): it takes 'z', which nothing makes")
    #expect(
      message([NetworkNode("Relu", ["z"], ["y"]), NetworkNode("Relu", ["x"], ["z"])])
        == "node 'y' (Relu): it takes 'z', which only a later node makes: nodes are not in order, or"
        + " in a circle")
    #expect(
      message([NetworkNode("Relu", ["x"], ["x"])])
        == "node 'x' (Relu): it makes 'x', which is already there")
    #expect(
      message([NetworkNode("Relu", ["x"], ["z"])]) == "nothing makes the network's output 'y'")
    #expect(
      message([NetworkNode("Relu", ["x"], ["y"], ["alpha": .number(1)])])
        == "node 'y' (Relu): attribute 'alpha' is not known; it has none")
    #expect(
      message([NetworkNode("LeakyRelu", ["x"], ["y"], ["alpha": .integer(1)])])
        == "node 'y' (LeakyRelu): attribute 'alpha' is INT where FLOAT was expected")
    #expect(
      message([NetworkNode("Gelu", ["x"], ["y"])], version: 19)
        == "node 'y' (Gelu): the network is written for version 19 of the operator set; Gelu is known"
        + " from version 20 on")
    #expect(
      message([NetworkNode("Add", ["x"], ["y"])])
        == "node 'y' (Add): it has 1 inputs, where 2 were expected")
  }

  /// A network that goes through the store's form is the same.
  @Test func survivesTheStore() throws {
    let network = try Self.residual()
    let again = try Network(network.model())
    #expect(again.nodes == network.nodes)
    #expect(again.inputs == network.inputs && again.outputs == network.outputs)
    #expect(again.parameters == network.parameters)
  }
}
