import Arithmetic
import Testing

/// Kernels on parts of images, under every backend and format: instance, group and layer normalization,
/// slopes by channel, averages of windows. Against plain loops in binary64, and outcome by outcome against
/// exact results where these can be listed.
@Suite struct PartKernelTests {
  static let cases = NetworkKernelTests.precise
  private let shape = [2, 6, 3, 5]

  /// Each of `count` equal parts less its mean, over its deviation.
  private func normalized(_ x: [Double], parts count: Int) -> [Double] {
    let size = x.count / count
    return (0..<count).flatMap { part in
      let own = Array(x[part * size..<(part + 1) * size])
      let mean = own.reduce(0, +) / Double(size)
      let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size)
      return own.map { ($0 - mean) / (variance + 1e-3).squareRoot() }
    }
  }

  @Test(arguments: cases)
  func normalizations(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name, threads: 2)
    var source = Source(71)
    let x = source.tensor(format, shape, -1...2)
    let (weight, bias) = (source.tensor(format, [6], 0.5...2), source.tensor(format, [6]))
    let (w, b) = (weight.doubles, bias.doubles)
    func channel(_ i: Int) -> Int { i / 15 % 6 }
    func scaled(_ values: [Double]) -> [Double] {
      values.enumerated().map { $1 * w[channel($0)] + b[channel($0)] }
    }
    let instances = kernels.instanceNormalize(x, weight: weight, bias: bias, epsilon: 1e-3)
    #expect(instances.shape == shape)
    #expect(
      error(instances, scaled(normalized(x.doubles, parts: 12))) <= 400 * format.unit(name))
    for groups in [1, 2, 3, 6] {
      let result = kernels.groupNormalize(
        x, groups: groups, weight: weight, bias: bias, epsilon: 1e-3)
      #expect(result.shape == shape)
      #expect(
        error(result, scaled(normalized(x.doubles, parts: 2 * groups))) <= 400 * format.unit(name),
        "\(groups) groups")
    }
    let rows = x.reshaped([30, 6])
    let layers = kernels.layerNormalize(rows, weight: weight, bias: bias, epsilon: 1e-3)
    let expected = normalized(x.doubles, parts: 30).enumerated().map { $1 * w[$0 % 6] + b[$0 % 6] }
    #expect(layers.output.shape == [30, 6])
    #expect(error(layers.output, expected) <= 400 * format.unit(name))
    let means = (0..<30).map { row in x.doubles[row * 6..<row * 6 + 6].reduce(0, +) / 6 }
    #expect(layers.mean.shape == [30] && layers.variance.shape == [30])
    #expect(error(layers.mean, means) <= 60 * format.unit(name))
  }

  /// Where no chance is at work, their bits are those of the kernels that they are defined by.
  @Test(arguments: Arithmetics.backends.filter(\.isDeterministic).map(\.name), RealFormat.allCases)
  func normalizationsAreThoseOfBatches(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(72)
    let x = source.tensor(format, shape, -1...2)
    let (weight, bias) = (source.tensor(format, [6], 0.5...2), source.tensor(format, [6]))
    func batches(_ count: Int) -> RealTensor {
      kernels.batchNormalize(
        x.reshaped([1, count, 180 / count]),
        weight: RealTensor(format, shape: [count], [Double](repeating: 1, count: count)),
        bias: RealTensor(format, shape: [count], [Double](repeating: 0, count: count)),
        epsilon: 1e-3
      ).output
    }
    #expect(
      kernels.groupNormalize(x, groups: 2, weight: weight, bias: bias, epsilon: 1e-3)
        == kernels.scaleAndShift(batches(4).reshaped(shape), scale: weight, shift: bias))
    #expect(
      kernels.layerNormalize(x.reshaped([30, 6]), weight: weight, bias: bias, epsilon: 1e-3).output
        == kernels.scaleAndShift(batches(30).reshaped([30, 6]), scale: weight, shift: bias))
    let both = [weight, weight]
    let instances = kernels.batchNormalize(
      x.reshaped([1, 12, 15]), weight: .concatenate(both, axis: 0),
      bias: .concatenate([bias, bias], axis: 0), epsilon: 1e-3)
    #expect(
      kernels.instanceNormalize(x, weight: weight, bias: bias, epsilon: 1e-3)
        == instances.output.reshaped(shape))
  }

  /// Those that run in vectors draw what `multiply` draws.
  @Test(arguments: KernelAgreementTests.cases)
  func slopesByChannelEqualProducts(_ name: String, _ format: RealFormat) throws {
    var source = Source(73)
    // Planes start at odd elements, and are longer than vectors.
    let shape = [2, 3, 5, 9]
    let (x, slopes) = (source.tensor(format, shape), source.tensor(format, [3]))
    let spread = RealTensor(
      format, shape: shape, (0..<270).map { slopes.doubles[$0 / 45 % 3] })
    let products = try arithmetic(name).multiply(spread, x)
    let kernels = try arithmetic(name, threads: 2)
    let found = kernels.parametricReLU(x, slopes: slopes)
    #expect(found.doubles == zip(x.doubles, products.doubles).map { $0 > 0 ? $0 : $1 })
    #expect(kernels.operations.executed == ["multiply": 270])
  }

  @Test(arguments: RealFormat.allCases)
  func slopesAtTheEdges(_ format: RealFormat) throws {
    let x = RealTensor(format, shape: [1, 5], [0, -0.0, .nan, -.infinity, .infinity])
    let slopes = RealTensor(format, shape: [5], [2, 2, 2, -0.5, 0])
    let found = try arithmetic("ieee").parametricReLU(x, slopes: slopes).doubles
    #expect(found[0] == 0 && found[1] == 0 && found[1].sign == .minus && found[2].isNaN)
    #expect(found[3] == .infinity && found[4] == .infinity)
  }

  // MARK: Averages

  private struct Pool: Sendable {
    var sizes: [Int]
    var kernel: [Int]
    var stride: [Int]
    var dilation: [Int]
    var before: [Int]
    var after: [Int]

    var geometry: ConvolutionGeometry {
      ConvolutionGeometry(
        stride: stride, dilation: dilation, paddingBefore: before, paddingAfter: after)
    }

    /// Sums, places ascending, and how many places there are inside.
    func sums(_ plane: ArraySlice<Double>) -> [(sum: Double, count: Int)] {
      let outputs = geometry.outputSizes(sizes, kernel: kernel)
      func places(_ extents: [Int]) -> [[Int]] {
        extents.reduce([[]]) { all, extent in
          all.flatMap { place in (0..<extent).map { place + [$0] } }
        }
      }
      return places(outputs).map { output in
        var (sum, count) = (0.0, 0)
        for tap in places(kernel) {
          let place = sizes.indices.map {
            output[$0] * stride[$0] - before[$0] + tap[$0] * dilation[$0]
          }
          guard zip(place, sizes).allSatisfy({ $0 >= 0 && $0 < $1 }) else { continue }
          sum += plane[plane.startIndex + zip(place, sizes).reduce(0) { $0 * $1.1 + $1.0 }]
          count += 1
        }
        return (sum, count)
      }
    }
  }

  private static let pools = [
    Pool(sizes: [9], kernel: [4], stride: [3], dilation: [2], before: [5], after: [4]),
    Pool(
      sizes: [7, 6], kernel: [3, 2], stride: [2, 1], dilation: [1, 3], before: [1, 2],
      after: [2, 0]),
    Pool(
      sizes: [4, 5, 6], kernel: [2, 3, 5], stride: [1, 2, 1], dilation: [2, 1, 1],
      before: [0, 1, 4], after: [1, 1, 4]),
    // A window and padding far larger than the image, and a tap that no window has inside.
    Pool(
      sizes: [3, 2], kernel: [1 << 10, 3], stride: [1 << 9, 5], dilation: [1, 2],
      before: [1 << 10, 4], after: [1 << 10, 5]),
  ]

  @Test(arguments: cases)
  func averages(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name, threads: 2)
    for pool in Self.pools {
      var source = Source(74)
      let x = source.tensor(format, [2, 3] + pool.sizes)
      let plane = pool.sizes.reduce(1, *)
      let sums = (0..<6).map { pool.sums(x.doubles[$0 * plane..<($0 + 1) * plane]) }
      let divisors = sums[0].indices.map { Double($0 % 4 + 1) }
      let expected = sums.flatMap { zip($0, divisors).map { $0.sum / $1 } }
      let before = kernels.operations.executed
      let found = kernels.averagePool(x, kernel: pool.kernel, pool.geometry, divisors: divisors)
      #expect(
        found.shape == [2, 3] + pool.geometry.outputSizes(pool.sizes, kernel: pool.kernel))
      #expect(error(found, expected) <= 60 * format.unit(name), "\(pool.kernel) on \(pool.sizes)")
      let executed = kernels.operations.executed
      #expect(
        executed["add", default: 0] - before["add", default: 0]
          == 6 * sums[0].reduce(0) { $0 + $1.count })
      #expect(
        executed["divide", default: 0] - before["divide", default: 0] == expected.count)
    }
  }
}
