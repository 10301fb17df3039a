import Arithmetic
import Support
import Testing

@testable import Networks

/// Steps that go together in one pass over memory: the bits of the steps one by one.
@Suite struct NetworkUnitTests {
  private func random(_ network: Network, seed: UInt64 = 4) throws -> Network {
    let stream = RandomStream(key: seed, stream: 1)
    var next: UInt64 = 0
    let entries = network.parameters.map { entry -> ModelWeights.Entry in
      guard entry.type.isFloating else { return entry }
      let isVariance = entry.name.hasSuffix("running_var")
      let values = (0..<entry.tensor.count).map { _ -> Float in
        next += 1
        return Float(stream.uniform(next) - (isVariance ? -0.5 : 0.5))
      }
      return .init(
        entry.name, .float32, .float32(Tensor(shape: entry.tensor.shape, values: values)))
    }
    return try Network(
      version: network.version, inputs: network.inputs, outputs: network.outputs,
      nodes: network.nodes, parameters: entries)
  }

  private func image(_ shape: [Int]) -> NetworkTensor {
    let stream = RandomStream(key: 8, stream: 2)
    let values = (0..<shape.reduce(1, *)).map { Float(stream.uniform(UInt64($0))) }
    return .real(.binary32(Tensor(shape: shape, values: values)))
  }

  private func check(_ network: Network, _ shape: [Int], units: Int) throws {
    let network = try random(network)
    let plan = try NetworkPlan(network, shapes: [shape], format: .binary32)
    let found = plan.pieces.count { if case .unit = $0.piece { true } else { false } }
    #expect(found == units)
    for name in ["ieee", "upward"] {
      let arithmetic = try Arithmetics.make(
        ArithmeticSpecification(name: name), seed: 1, threads: 2)
      let together = try plan.run([image(shape)], arithmetic)
      let apart = try plan.run([image(shape)], arithmetic, observe: { _, _ in })
      #expect(together == apart, "\(name)")
    }
  }

  @Test func convolutionsTakeInWhatFollows() throws {
    for activation in ["Relu", "Elu"] {
      var nodes = NetworkBuilder()
      let x = nodes.input("x", .float32, [.fixed(1), .fixed(2), .free, .free])
      var last = x
      for number in 0..<3 {
        let weight = nodes.parameter(
          .init(
            "w\(number)", .float32, .float32(Tensor(shape: [2, 2, 3, 3], repeating: 0))))
        let bias = nodes.parameter(
          .init("b\(number)", .float32, .float32(Tensor(shape: [2], repeating: 0))))
        let gap = [1, 3, 2][number]
        last = nodes.add(
          "Conv", [last, weight, bias],
          ["dilations": .integers([gap, gap]), "pads": .integers([gap, gap, gap, gap])])
        if number < 2 { last = nodes.add(activation, [last]) }
      }
      try check(nodes.network([last]), [1, 2, 13, 21], units: 2)
    }
    let network = try MeshNetGraph(classes: 3, channels: 4, dilations: [1, 2, 1]).network()
    try check(network, [2, 1, 6, 7, 9], units: 3)
  }

  /// A value that something else needs is made by itself.
  @Test func whatIsNeededElsewhereStays() throws {
    var nodes = NetworkBuilder()
    let x = nodes.input("x", .float32, [.fixed(1), .fixed(1), .free])
    let weight = nodes.parameter(
      .init("w", .float32, .float32(Tensor(shape: [1, 1, 3], repeating: 0))))
    let bias = nodes.parameter(.init("b", .float32, .float32(Tensor(shape: [1], repeating: 0))))
    let sums = nodes.add("Conv", [x, weight, bias], ["pads": .integers([1, 1])])
    let active = nodes.add("Relu", [sums])
    try check(nodes.network([active, sums]), [1, 1, 9], units: 0)
    try check(nodes.network([active]), [1, 1, 9], units: 1)
    let both = nodes.add("Add", [active, sums])
    try check(nodes.network([both]), [1, 1, 9], units: 0)
  }

  @Test(arguments: [nil, 3] as [Int?], [16, 24]) func competitionIsPartOfUnits(
    _ inputFilters: Int?, _ side: Int
  ) throws {
    let graph = FastSurferGraph(
      slices: 3, classes: 4, filters: 5, inputFilters: inputFilters, levels: 2)
    let isZoomed = inputFilters != nil && side != 16
    let network = try graph.network(
      size: (side, side), window: inputFilters == nil ? nil : (16, 16),
      scales: [isZoomed ? ZoomScale(height: 1.5, width: 1.5) : .one])
    let blocks = inputFilters == nil ? 5 : 7
    try check(network, [2, 3, side, side], units: 4 * blocks)
  }
}
