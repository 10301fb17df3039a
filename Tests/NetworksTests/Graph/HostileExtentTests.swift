import Arithmetic
import ONNXMessages
import Support
import Testing

@testable import Networks

/// Extents, pads and ranges that no network has: refused before anything as large is made, or computed.
@Suite struct HostileExtentTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private typealias M = ONNXModel

  /// One operation on an image `[1, 1, 4]`, within 16 MiB.
  private func outputs(
    _ operation: String, _ inputs: [String], _ attributes: [Onnx_AttributeProto] = [],
    _ parameters: [Onnx_TensorProto] = []
  ) throws -> [NetworkTensor] {
    var model = ONNXModel()
    model.message.graph.input = [M.value("x", [1, 1, 4])]
    model.message.graph.output = [M.value("y", [])]
    model.message.graph.initializer = parameters
    model.message.graph.node = [M.node(operation, inputs, ["y"], attributes)]
    let network = try Network(ModelFile.read(try model.write("model.onnx", in: folder)))
    let plan = try NetworkPlan(
      network, shapes: [[1, 1, 4]], format: .binary32, limit: 1 << 24)
    return try plan.run(
      [.real(.binary32(Tensor(shape: [1, 1, 4], values: [1, 2, 3, 4])))],
      Arithmetics.make(.ieee, seed: 1, threads: 1))
  }

  private func numbers(_ tensors: [NetworkTensor]) -> [Double] {
    tensors.flatMap { tensor in (0..<tensor.count).map { tensor.number(at: $0) } }
  }

  private func expectRefusal(_ part: String, _ run: () throws -> [NetworkTensor]) {
    let error = #expect(throws: ModelError.self) { _ = try run() }
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "nothing")")
  }

  @Test func tablesAreNotMadeBeforeTheLimitIsLookedAt() {
    let huge = 1 << 31
    expectRefusal("above the limit of 16 MiB") {
      try outputs("Pad", ["x", "pads"], [], [M.integers("pads", [0, 0, 0, 0, 0, Int64(huge)])])
    }
    expectRefusal("above the limit of 16 MiB") {
      try outputs("Resize", ["x", "", "scales"], [], [M.tensor("scales", [3], [1, 1, 1e9])])
    }
    expectRefusal("above the limit of 16 MiB") {
      try outputs(
        "AveragePool", ["x"],
        [
          M.attribute("kernel_shape", integers: [1]),
          M.attribute("pads", integers: [Int64(huge), Int64(huge)]),
        ])
    }
    expectRefusal("its padded image") {
      try outputs(
        "Conv", ["x", "w"],
        [
          M.attribute("pads", integers: [Int64(huge), Int64(huge)]),
          M.attribute("strides", integers: [Int64(huge)]),
        ], [M.tensor("w", [1, 1, 3], [1, 1, 1])])
    }
  }

  @Test func numbersThatOverflowAreRefused() {
    expectRefusal("attribute 'group'") {
      try outputs(
        "Conv", ["x", "w"], [M.attribute("group", integer: .max)],
        [M.tensor("w", [2, 2, 1], [1, 1, 1, 1])])
    }
    expectRefusal("has no elements") {
      try outputs(
        "ConvTranspose", ["x", "w"], [M.attribute("output_shape", integers: [.min])],
        [M.tensor("w", [1, 1, 3], [1, 1, 1])])
    }
  }

  /// Windows far larger than the image cost what lies inside.
  @Test(arguments: ["MaxPool", "AveragePool"]) func windowsBeyondTheImage(_ operation: String)
    throws
  {
    let wide = Int64(1) << 31
    let found = try outputs(
      operation, ["x"],
      [
        M.attribute("kernel_shape", integers: [wide]),
        M.attribute("pads", integers: [wide - 2, wide - 2]),
        M.attribute("strides", integers: [wide]),
      ])
    #expect(numbers(found) == (operation == "MaxPool" ? [2, 4] : [1.5, 3.5]))
  }

  /// Steps and gaps that nothing is taken by take no memory.
  @Test func stepsBeyondTheImage() throws {
    let wide = M.attribute("strides", integers: [1 << 31])
    let three = M.tensor("w", [1, 1, 3], [1, 1, 1])
    #expect(numbers(try outputs("Conv", ["x", "w"], [wide], [three])) == [6])
    let gaps = M.attribute("dilations", integers: [1 << 31])
    let one = M.tensor("w", [1, 1, 1], [2])
    #expect(numbers(try outputs("Conv", ["x", "w"], [gaps], [one])) == [2, 4, 6, 8])
    #expect(numbers(try outputs("ConvTranspose", ["x", "w"], [gaps], [one])) == [2, 4, 6, 8])
    expectRefusal("above the limit of 16 MiB") {
      try outputs("ConvTranspose", ["x", "w"], [wide], [three])
    }
  }

  @Test func rangesOfGreatWholeNumbers() throws {
    let found = try outputs(
      "Range", ["start", "end", "step"], [],
      ["start", "end", "step"].enumerated().map { index, name in
        var number = M.integers(name, [[.max, 0, -.max][index]])
        number.dims = []
        return number
      })
    #expect(numbers(found) == [0x1p63])
  }
}
