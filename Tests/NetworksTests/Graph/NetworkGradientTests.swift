import Arithmetic
import Testing

@testable import Networks

/// Gradients of operations against central differences, in binary64.
@Suite struct NetworkGradientTests {
  @Test(arguments: GradientCase.all) func areThoseOfDifferences(_ item: GradientCase) throws {
    var builder = NetworkBuilder(version: item.version)
    var values: [NetworkBuilder.Value] = []
    for (number, shape) in item.shapes.enumerated() {
      values.append(builder.input("x\(number)", .float64, shape.map { .fixed($0) }))
    }
    for (number, numbers) in item.more.enumerated() {
      values.append(
        builder.parameter(
          .init("n\(number)", .int64, .int64(Tensor(shape: [numbers.count], values: numbers)))))
    }
    let results =
      item.built.map { [$0(&builder, values)] }
      ?? builder.add(item.operation, values, item.attributes, outputs: item.outputs)
    let plan = try NetworkPlan(
      builder.network([results[0]]), shapes: item.shapes, isTraining: item.isTraining,
      format: .binary64)
    let arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 1)
    let stream = RandomStream(key: 3, stream: 0)
    let inputs = item.shapes.enumerated().map { number, shape in
      // Away from 0, where activations bend.
      (0..<shape.reduce(1, *)).map { place -> Double in
        let part = stream.uniform(UInt64(1000 * number + place))
        return item.isPositive || part >= 0.5 ? part + 0.1 : part - 1.1
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
    let names = item.shapes.indices.filter { !item.fixed.contains($0) }.map { "x\($0)" }
    let found = try plan.gradients(of: Set(names), tensors(inputs), arithmetic) { outputs in
      [RealTensor(.binary64, shape: outputs[0].shape, factors)]
    }
    for name in names {
      let number = try #require(Int(name.dropFirst()))
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

  /// An operation comes with a case above, or says in a word that it has no gradient.
  @Test func everyOperationHasACase() {
    let tried = Set(GradientCase.all.map(\.operation))
    for operation in NetworkOperations.all {
      #expect(
        operation.isDifferentiable == tried.contains(operation.name), "\(operation.name)")
    }
  }

  /// What leads to no gradient that is wanted is not computed, and the bits of the others are the same; where
  /// random bits are drawn all is computed, so that they stay where they are.
  @Test(arguments: ["ieee", "float64", "stochastic-rounding"])
  func computesWhatIsAskedFor(_ name: String) throws {
    let builders: [(String, [[Int]], Kernel, String)] = [
      ("Conv", [[1, 2, 5, 6], [3, 2, 3, 3], [3]], .convolutionImageGradient, "x0"),
      ("ConvTranspose", [[1, 2, 5, 6], [2, 3, 3, 3], [3]], .convolve, "x0"),
      ("MatMul", [[4, 3], [3, 5]], .matrixProduct, "x0"),
      ("Gemm", [[4, 3], [3, 5], [5]], .matrixProduct, "x0"),
      ("GridSample", [[1, 2, 5, 6], [1, 4, 4, 2]], .sampleAdjoint, "x0"),
      ("GridSample", [[1, 2, 5, 6], [1, 4, 4, 2]], .sampleWithGradient, "x1"),
    ]
    let stream = RandomStream(key: 5, stream: 0)
    for (operation, shapes, kernel, spared) in builders {
      var builder = NetworkBuilder(version: 20)
      let inputs = shapes.enumerated().map {
        builder.input("x\($0)", .float32, $1.map { .fixed($0) })
      }
      let result = builder.add(operation, inputs)
      let format: RealFormat = name == "float64" ? .binary64 : .binary32
      let plan = try NetworkPlan(builder.network([result]), shapes: shapes, format: format)
      let values = shapes.enumerated().map { number, shape -> NetworkTensor in
        .real(
          RealTensor(
            format, shape: shape,
            (0..<shape.reduce(1, *)).map { 1.8 * stream.uniform(UInt64(999 * number + $0)) - 0.9 }))
      }
      func gradients(_ names: Set<String>) throws -> (
        [String: RealTensor], [KernelPlace: KernelCounts]
      ) {
        let arithmetic = try Arithmetics.make(
          ArithmeticSpecification(name: name), seed: 1, threads: 1)
        let found = try plan.gradients(of: names, values, arithmetic) { outputs in
          [RealTensor.filled(format, outputs[0].shape, 0.75)]
        }
        return (found.gradients, arithmetic.operations.kernels)
      }
      let all = Set(shapes.indices.map { "x\($0)" })
      let (whole, wholeCounts) = try gradients(all)
      let (part, counts) = try gradients(all.subtracting([spared]))
      #expect(Set(part.keys) == all.subtracting([spared]), "\(operation)")
      for (name, gradient) in part { #expect(gradient == whole[name], "\(operation) \(name)") }
      func work(_ counts: [KernelPlace: KernelCounts]) -> Int {
        counts.filter { $0.key.kernel == kernel }.reduce(0) { $0 + $1.value.calls }
      }
      if name == "stochastic-rounding" {
        #expect(work(counts) == work(wholeCounts), "\(operation)")
      } else {
        #expect(work(counts) < work(wholeCounts), "\(operation)")
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
    let floor = builder.add("Floor", [sum])
    let other = try NetworkPlan(builder.network([floor]), shapes: [[2]], format: .binary32)
    #expect(throws: ModelError.self) {
      _ = try other.gradients(of: ["x"], [input], arithmetic) { _ in [ones] }
    }
  }
}
