import Arithmetic
import Testing

@testable import Networks

/// Gradients of operations against central differences, in binary64.
@Suite struct NetworkGradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var operation: String
    var shapes: [[Int]]
    var attributes: [String: AttributeValue] = [:]
    /// Inputs that say how, after the real ones.
    var more: [[Int64]] = []
    var testDescription: String { "\(operation) \(shapes)" }
  }

  static let cases = [
    Case(
      operation: "Conv", shapes: [[2, 2, 5, 4], [3, 2, 3, 2], [3]],
      attributes: ["pads": .integers([1, 0, 0, 1]), "strides": .integers([2, 1])]),
    Case(
      operation: "MaxPool", shapes: [[1, 2, 4, 4]],
      attributes: [
        "kernel_shape": .integers([2, 2]), "strides": .integers([2, 2]),
      ]),
    Case(operation: "Relu", shapes: [[3, 4]]), Case(operation: "LeakyRelu", shapes: [[3, 4]]),
    Case(operation: "PRelu", shapes: [[3, 4], [1]]), Case(operation: "Sigmoid", shapes: [[3, 4]]),
    Case(operation: "Add", shapes: [[2, 3, 4], [3, 1]]),
    Case(operation: "Sub", shapes: [[3, 1], [2, 3, 4]]),
    Case(operation: "Mul", shapes: [[2, 3, 4], [1, 3, 4]]),
    Case(operation: "Div", shapes: [[2, 3], [3]]),
    Case(operation: "MatMul", shapes: [[2, 3, 4], [4, 5]]),
    Case(
      operation: "Gemm", shapes: [[4, 3], [5, 4], [5]],
      attributes: [
        "transA": .integer(1), "transB": .integer(1),
      ]),
    Case(operation: "Softmax", shapes: [[2, 3, 4]], attributes: ["axis": .integer(1)]),
    Case(operation: "LogSoftmax", shapes: [[2, 3, 4]]),
    Case(operation: "InstanceNormalization", shapes: [[2, 3, 4, 2], [3], [3]]),
    Case(operation: "GlobalAveragePool", shapes: [[2, 3, 4]]),
    Case(operation: "ReduceMean", shapes: [[2, 3, 4]], attributes: ["axes": .integers([1])]),
    Case(operation: "ReduceSum", shapes: [[2, 3, 4]], more: [[0, 2]]),
    Case(operation: "Concat", shapes: [[2, 3], [2, 1]], attributes: ["axis": .integer(1)]),
    Case(operation: "Slice", shapes: [[4, 5]], more: [[1, 0], [3, 4], [0, 1]]),
    Case(operation: "Pad", shapes: [[2, 3]], more: [[1, 0, 0, -1]]),
    Case(operation: "Transpose", shapes: [[2, 3, 4]], attributes: ["perm": .integers([2, 0, 1])]),
    Case(operation: "Reshape", shapes: [[2, 6]], more: [[3, 4]]),
    Case(operation: "Expand", shapes: [[3, 1]], more: [[2, 3, 4]]),
  ]

  @Test(arguments: cases) func areThoseOfDifferences(_ item: Case) throws {
    var builder = NetworkBuilder()
    var values: [NetworkBuilder.Value] = []
    for (number, shape) in item.shapes.enumerated() {
      values.append(builder.input("x\(number)", .float64, shape.map { .fixed($0) }))
    }
    for (number, numbers) in item.more.enumerated() {
      values.append(
        builder.parameter(
          .init("n\(number)", .int64, .int64(Tensor(shape: [numbers.count], values: numbers)))))
    }
    let result = builder.add(item.operation, values, item.attributes)
    let plan = try NetworkPlan(builder.network([result]), shapes: item.shapes, format: .binary64)
    let arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 1)
    let stream = RandomStream(key: 3, stream: 0)
    let inputs = item.shapes.enumerated().map { number, shape in
      // Away from 0, where activations bend.
      (0..<shape.reduce(1, *)).map { place -> Double in
        let part = stream.uniform(UInt64(1000 * number + place))
        return part < 0.5 ? part - 1.1 : part + 0.1
      }
    }
    func tensors(_ numbers: [[Double]]) -> [NetworkTensor] {
      zip(item.shapes, numbers).map { .real(RealTensor(.binary64, shape: $0, $1)) }
    }
    let factors = (0..<plan.outputs[0].count).map { stream.uniform(UInt64(9000 + $0)) - 0.5 }
    func loss(_ numbers: [[Double]]) throws -> Double {
      let made = try plan.run(tensors(numbers), arithmetic)
      guard case .real(let output)? = made.first else { return .nan }
      return zip(output.doubles, factors).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let names = item.shapes.indices.map { "x\($0)" }
    let found = try plan.gradients(of: Set(names), tensors(inputs), arithmetic) { outputs in
      [RealTensor(.binary64, shape: outputs[0].shape, factors)]
    }
    for (number, name) in names.enumerated() {
      let own = try #require(found.gradients[name]).doubles
      #expect(own.count == inputs[number].count)
      for place in own.indices {
        var (above, below) = (inputs, inputs)
        above[number][place] += 1e-5
        below[number][place] -= 1e-5
        let slope = (try loss(above) - loss(below)) / 2e-5
        #expect(abs(own[place] - slope) < 1e-7, "\(name) at \(place): \(own[place]), \(slope)")
      }
    }
  }

  /// A value that two nodes use takes both gradients; an operation without one says so.
  @Test func walksAdd() throws {
    var builder = NetworkBuilder()
    let x = builder.input("x", .float32, [.fixed(2)])
    let square = builder.add("Mul", [x, x])
    let sum = builder.add("Add", [square, x])
    let plan = try NetworkPlan(builder.network([sum]), shapes: [[2]], format: .binary32)
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    let input = NetworkTensor.real(.binary32(Tensor(shape: [2], values: [3, -1])))
    let ones = RealTensor.binary32(Tensor(shape: [2], values: [1, 1]))
    let found = try plan.gradients(of: ["x"], [input], arithmetic) { _ in [ones] }
    #expect(found.gradients["x"]?.doubles == [7, -1])
    let softplus = builder.add("Softplus", [sum])
    let other = try NetworkPlan(builder.network([softplus]), shapes: [[2]], format: .binary32)
    #expect(throws: ModelError.self) {
      _ = try other.gradients(of: ["x"], [input], arithmetic) { _ in [ones] }
    }
  }
}
