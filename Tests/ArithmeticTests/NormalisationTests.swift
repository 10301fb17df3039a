import Arithmetic
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Batch normalisation, soft maxima and losses, under every backend and format, against plain loops;
/// gradients against central differences of those loops.
@Suite struct NormalisationTests {
  static let cases = NetworkKernelTests.precise
  private let shape = [3, 4, 5, 7]
  private let plane = 35

  private func channel(_ i: Int) -> Int { i / plane % 4 }

  /// ∂ Σ g f / ∂ x, by central differences in binary64.
  private func difference(
    _ x: [Double], _ g: [Double], _ f: ([Double]) -> [Double]
  ) -> [Double] {
    let h = 1e-5
    return x.indices.map { i in
      var (up, down) = (x, x)
      up[i] += h
      down[i] -= h
      return zip(zip(f(up), f(down)), g).reduce(0) { $0 + ($1.0.0 - $1.0.1) * $1.1 } / (2 * h)
    }
  }

  private func moments(_ x: [Double]) -> (mean: [Double], variance: [Double]) {
    var (sums, squares) = ([Double](repeating: 0, count: 4), [Double](repeating: 0, count: 4))
    for (i, value) in x.enumerated() { sums[channel(i)] += value / Double(3 * plane) }
    for (i, value) in x.enumerated() {
      let d = value - sums[channel(i)]
      squares[channel(i)] += d * d / Double(3 * plane)
    }
    return (sums, squares)
  }

  private func normalized(_ x: [Double], _ weight: [Double], _ bias: [Double]) -> [Double] {
    let (mean, variance) = moments(x)
    return x.enumerated().map { i, value in
      let c = channel(i)
      return (value - mean[c]) / (variance[c] + 1e-3).squareRoot() * weight[c] + bias[c]
    }
  }

  @Test(arguments: cases)
  func channelSumsAndMoments(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(61)
    let x = source.tensor(format, shape, 0...1)
    let (mean, variance) = moments(x.doubles)
    let result = kernels.channelMoments(x)
    #expect(error(result.mean, mean) <= 60 * format.unit(name))
    #expect(error(result.variance, variance) <= 300 * format.unit(name))
    let sums = kernels.channelSum(x)
    #expect(sums.shape == [4])
    #expect(error(sums, mean.map { $0 * Double(3 * plane) }) <= 60 * format.unit(name))
    // Planes of several blocks.
    let large = source.tensor(format, [2, 3, 70, 90], 0...1)
    let values = large.doubles
    let expected = (0..<3).map { c in
      values.indices.filter { $0 / 6300 % 3 == c }.reduce(0) { $0 + values[$1] }
    }
    #expect(error(kernels.channelSum(large), expected) <= 400 * format.unit(name))
  }

  @Test(arguments: cases)
  func batchNormalization(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    let unit = format.unit(name)
    var source = Source(62)
    let (x, g) = (source.tensor(format, shape, -1...2), source.tensor(format, shape))
    let (weight, bias) = (source.tensor(format, [4], 0.5...2), source.tensor(format, [4]))
    let forward = kernels.batchNormalize(x, weight: weight, bias: bias, epsilon: 1e-3)
    let expected = normalized(x.doubles, weight.doubles, bias.doubles)
    #expect(error(forward.output, expected) <= 400 * unit)
    #expect(error(forward.variance, moments(x.doubles).variance) <= 400 * unit)
    let back = kernels.batchNormalizeGradient(
      x, weight: weight, mean: forward.mean, variance: forward.variance, epsilon: 1e-3,
      gradient: g)
    let (v, w, b) = (x.doubles, weight.doubles, bias.doubles)
    let byX = difference(v, g.doubles) { normalized($0, w, b) }
    let byWeight = difference(w, g.doubles) { normalized(v, $0, b) }
    let byBias = difference(b, g.doubles) { normalized(v, w, $0) }
    #expect(error(back.x, byX) <= 1000 * unit + 1e-8)
    #expect(error(back.weight, byWeight) <= 2000 * unit + 1e-8)
    #expect(error(back.bias, byBias) <= 1000 * unit + 1e-8)
  }

  // MARK: Classes

  private func softmax(_ x: [Double]) -> [Double] {
    x.indices.map { i in
      let first = i / (4 * plane) * 4 * plane + i % plane
      return exp(x[i]) / (0..<4).reduce(0) { $0 + exp(x[first + $1 * plane]) }
    }
  }

  @Test(arguments: cases)
  func softMaxima(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    let unit = format.unit(name)
    var source = Source(63)
    let (x, g) = (source.tensor(format, shape, -3...3), source.tensor(format, shape))
    let p = kernels.softmax(x)
    #expect(p.shape == shape)
    #expect(error(p, softmax(x.doubles)) <= 40 * unit)
    let logarithms = kernels.logSoftmax(x)
    #expect(error(logarithms, softmax(x.doubles).map { log($0) }) <= 40 * unit)
    let back = kernels.softmaxGradient(softmax: p, gradient: g)
    #expect(error(back, difference(x.doubles, g.doubles, softmax)) <= 200 * unit + 1e-8)
    let backOfLogarithm = kernels.logSoftmaxGradient(logSoftmax: logarithms, gradient: g)
    let expected = difference(x.doubles, g.doubles) { softmax($0).map { log($0) } }
    #expect(error(backOfLogarithm, expected) <= 200 * unit + 1e-8)
  }

  @Test(arguments: cases)
  func crossEntropies(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    let unit = format.unit(name)
    var source = Source(64)
    let places = [3, 5, 7]
    let (x, g) = (source.tensor(format, shape, -3...3), source.tensor(format, places))
    let classes = Tensor(
      shape: places, values: (0..<3 * plane).map { _ in Int32(source.uniform(0...3.999)) })
    func losses(_ x: [Double]) -> [Double] {
      let p = softmax(x)
      return (0..<3 * plane).map { i in
        -log(p[(i / plane * 4 + Int(classes.values[i])) * plane + i % plane])
      }
    }
    let result = kernels.crossEntropy(x, classes: classes)
    #expect(result.shape == places)
    #expect(error(result, losses(x.doubles)) <= 40 * unit)
    let back = kernels.crossEntropyGradient(
      softmax: kernels.softmax(x), classes: classes, gradient: g)
    #expect(error(back, difference(x.doubles, g.doubles, losses)) <= 100 * unit + 1e-8)
  }

  /// What overflows when the greatest is not subtracted first; and what no class can be.
  @Test(arguments: RealFormat.allCases)
  func largeLogits(_ format: RealFormat) throws {
    let kernels = try arithmetic("ieee")
    let x = RealTensor(format, shape: [1, 3], [1e4, 1e4, -1e4])
    #expect(kernels.softmax(x).doubles == [0.5, 0.5, 0])
    #expect(abs(kernels.logSoftmax(x).doubles[2] + 20_000 + log(2)) < 1e-3)
    let loss = kernels.crossEntropy(x, classes: Tensor(shape: [1], values: [0])).doubles[0]
    #expect(abs(loss - log(2)) < 1e-7)
    let undefined = RealTensor(format, shape: [1, 2], [.nan, 1])
    #expect(kernels.softmax(undefined).doubles.allSatisfy { $0.isNaN })
  }
}
