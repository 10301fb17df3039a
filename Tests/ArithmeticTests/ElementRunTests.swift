import Arithmetic
import Testing

@testable import Kernels

/// Element-wise operations in vectors equal the scalar rule, place by place.
@Suite struct ElementRunTests {
  static let operations: [ElementOperation] = [.add, .subtract, .multiply, .multiplyAdd]

  @Test(arguments: TileTests.Data.allCases, operations)
  func equalTheScalarRule(_ data: TileTests.Data, _ operation: ElementOperation) {
    check(NearestRounding<Float>(), data, operation)
    check(StochasticRounding32(), data, operation)
    check(FusedStochasticRounding32(), data, operation)
    check(RandomRounding32(), data, operation)
    check(StochasticBfloat16Rounding(isFused: false), data, operation)
    check(StochasticBfloat16Rounding(isFused: true), data, operation)
    check(UpDownRounding<Float>(), data, operation)
    check(UpDownRounding<Double>(), data, operation)
  }

  @Test(arguments: TileTests.Data.allCases, TileTests.schemes)
  func ofSharedKernelsEqualTheScalarRule(
    _ data: TileTests.Data, _ specification: ArithmeticSpecification
  ) throws {
    let backend = try #require(
      CompiledKernels().backends.first { $0.name == specification.name })
    let kernels = backend.make(
      try Arithmetics.resolve(specification), Session(seed: 1, threads: 1))
    let rule = try #require((kernels as? SchemeBackend)?.rule32)
    for operation in Self.operations { check(rule, data, operation) }
  }

  @Test(arguments: ["reduced", "upward", "downward", "toward-zero"])
  func areInVectors(_ name: String) throws {
    let backend = try #require(CompiledKernels().backends.first { $0.name == name })
    let kernels = backend.make(
      try Arithmetics.resolve(ArithmeticSpecification(name: name)), Session(seed: 1, threads: 1))
    #expect((kernels as? SchemeBackend)?.rule32.scheme.combine != nil)
  }

  private func check<Rule: RoundingRule>(
    _ rule: Rule, _ data: TileTests.Data, _ operation: ElementOperation
  ) {
    let count = 1333
    let words = CompiledKernels()
    func numbers(_ stream: UInt64) -> [Rule.Real] {
      (0..<count).map {
        let word = words.randomWord(CallKey(seed: stream), element: UInt64($0), index: 0)
        return Rule.Real.nearest(Double(Float(data.number(word))))
      }
    }
    var (x, y, z) = (numbers(1), numbers(2), numbers(3))
    // Sums that cancel, and products of zeros.
    for place in stride(from: 0, to: count, by: 7) { (y[place], z[place]) = (-x[place], 0) }
    for place in stride(from: 3, to: count, by: 11) { (x[place], y[place]) = (-0.0, -0.0) }
    // Streams of their own, from place 2 on, and shared ones, over the edge of a block.
    for (firstElement, skipped) in operation == .multiplyAdd
      ? [(500, 0), (nil, 0)]
      : [(500, 0), (500, 1), (500, 37), (500, 1152), (nil, 0), (nil, 1), (nil, 5)]
    {
      let places = firstElement == nil ? 16..<count : 2..<count
      for isUniform in [false, true] {
        func results(_ fill: (ElementRun<Rule.Real>, Range<Int>) -> Void) -> [Rule.Real] {
          var result = [Rule.Real](repeating: 0, count: count)
          result.withUnsafeMutableBufferPointer { result in
            x.withUnsafeBufferPointer { x in
              y.withUnsafeBufferPointer { y in
                z.withUnsafeBufferPointer { z in
                  guard let a = x.baseAddress, let b = y.baseAddress, let c = z.baseAddress,
                    let output = result.baseAddress
                  else { return }
                  fill(
                    ElementRun(
                      operation: operation, x: a, y: b, isUniform: isUniform, z: c,
                      output: output,
                      streams: ElementStreams(
                        key: CallKey(seed: 4), firstElement: firstElement, skipped: skipped)),
                    places)
                }
              }
            }
          }
          return result
        }
        let expected = results { rule.combineByElement($0, $1) }
        let found = results { rule.combine($0, $1) }
        #expect(
          TileTests.mismatch(expected, found) == nil,
          "\(Rule.self), \(data), \(operation), element \(firstElement ?? -1), after \(skipped) roundings"
        )
      }
    }
  }
}
