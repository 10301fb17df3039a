import Arithmetic
import Testing

/// Bits depend on seed, fork, call and element, and on nothing else.
@Suite struct DeterminismTests {
  private static let backends = Arithmetics.backends.map(\.name)

  private func make(_ name: String, seed: UInt64 = 11, threads: Int = 1) throws -> any Arithmetic {
    try Arithmetics.make(ArithmeticSpecification(name: name), seed: seed, threads: threads)
  }

  /// Every kernel once, on tensors that are shared among threads; results in order.
  private func everything(_ k: any Arithmetic, _ format: RealFormat) -> [RealTensor] {
    var source = OperandSource(seed: 12)
    func tensor(_ shape: [Int], _ scale: Double = 1) -> RealTensor {
      let count = shape.reduce(1, *)
      return RealTensor(
        format, shape: shape, (0..<count).map { _ in scale * Double(source.next() >> 11) * 0x1p-53 }
      )
    }
    func scalar(_ value: Double) -> RealTensor { RealTensor(format, shape: [], [value]) }
    let n = 40_009
    let (a, b, c) = (tensor([n]), tensor([n]), tensor([n]))
    var results = [
      k.add(a, b), k.subtract(a, b), k.multiply(a, b), k.divide(a, b), k.add(a, 0.1),
      k.multiply(a, 0.1), k.divide(a, 3), k.multiplyAdd(a, b, c), k.squareRoot(a),
      k.exponential(a), k.logarithm(a), scalar(k.sum(a)), scalar(k.dot(a, b)),
      k.convert(RealTensor(.binary64, shape: [n], a.doubles.map { $0 / 3 }), to: .binary32),
    ]
    let (left, right) = (tensor([67, 130]), tensor([130, 301]))
    results.append(k.matrixProduct(left, right, transposeA: false, transposeB: false))
    results.append(
      k.matrixProduct(
        tensor([130, 67]), tensor([301, 130]), transposeA: true, transposeB: true))
    if let solution = k.solve(tensor([40, 40]), tensor([40, 3])) { results.append(solution) }
    let volume = tensor([41, 37, 29], 100)
    let matrix = [0.9, 0.1, 0, 1, -0.1, 0.9, 0.05, 2, 0, 0.02, 1.1, -1]
    let points = tensor([9001, 3], 30)
    results.append(k.transform(points, by: matrix))
    results.append(k.sample(volume, at: points, outside: -1))
    let (values, gradients) = k.sampleWithGradient(volume, at: points, outside: -1)
    results += [values, gradients]
    for interpolation in Interpolation.allCases {
      results.append(
        k.resample(
          volume, by: matrix, shape: [24, 22, 20], interpolation: interpolation, outside: 0))
    }
    results.append(k.smooth(volume, sigma: [1.2, 0, 2]))
    let (first, second) = (tensor([70_001]), tensor([70_001]))
    results.append(k.jointHistogram(first, second, bins: 32, rangeA: 0...1, rangeB: 0...1))
    return results
  }

  @Test(arguments: backends, RealFormat.allCases)
  func threadsDoNotMatter(_ name: String, _ format: RealFormat) throws {
    let once = everything(try make(name), format)
    for threads in [2, 8] {
      let again = everything(try make(name, threads: threads), format)
      for (index, (a, b)) in zip(once, again).enumerated() {
        #expect(a == b, "result \(index) differs with \(threads) threads")
      }
    }
  }

  @Test(arguments: Arithmetics.backends.filter { !$0.isDeterministic }.map(\.name))
  func seedsForksAndCallsMatter(_ name: String) throws {
    let first = everything(try make(name), .binary32)
    #expect(first == everything(try make(name), .binary32))
    let forked = everything(try make(name).fork(3), .binary32)
    #expect(forked == everything(try make(name).fork(3), .binary32))
    let seeded = everything(try make(name, seed: 12), .binary32)
    let arithmetic = try make(name)
    _ = arithmetic.sum(first[0])
    let later = everything(arithmetic, .binary32)
    for (index, result) in first.enumerated() where result.count > 1 {
      #expect(result != seeded[index], "result \(index) under another seed")
      #expect(result != forked[index], "result \(index) in a fork")
      #expect(result != later[index], "result \(index) one call later")
    }
  }

  @Test(arguments: Arithmetics.backends.filter(\.isDeterministic).map(\.name))
  func deterministicBackendsIgnoreTheSeed(_ name: String) throws {
    let first = everything(try make(name), .binary32)
    #expect(first == everything(try make(name, seed: 13).fork(2), .binary32))
  }
}
