import Arithmetic
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Kernels on volumes, under every backend and format, against plain loops in binary64.
@Suite struct SpaceKernelTests {
  static let cases = KernelAgreementTests.cases.filter { preciseBackends.contains($0.0) }
  static let exact = cases.filter { exactBackends.contains($0.0) }
  static let matrix = [
    0.91, 0.23, -0.11, 0.713, -0.157, 1.07, 0.053, 0.439, 0.117, -0.193, 0.949, 0.611,
  ]

  /// The trilinear interpolant and its derivatives, or nil outside.
  private func linear(_ v: [Double], _ shape: [Int], _ p: [Double]) -> [Double]? {
    guard zip(p, shape).allSatisfy({ $0 >= 0 && $0 <= Double($1 - 1) }) else { return nil }
    let low = zip(p, shape).map { min(Int($0), $1 - 2) }
    let t = zip(p, low).map { $0 - Double($1) }
    var result = [0.0, 0, 0, 0]
    for corner in 0..<8 {
      let bit = [corner >> 2 & 1, corner >> 1 & 1, corner & 1]
      let value = v[
        ((low[0] + bit[0]) * shape[1] + low[1] + bit[1]) * shape[2] + low[2] + bit[2]]
      let w = (0..<3).map { bit[$0] == 1 ? t[$0] : 1 - t[$0] }
      let s = bit.map { $0 == 1 ? 1.0 : -1 }
      result[0] += value * w[0] * w[1] * w[2]
      result[1] += value * s[0] * w[1] * w[2]
      result[2] += value * w[0] * s[1] * w[2]
      result[3] += value * w[0] * w[1] * s[2]
    }
    return result
  }

  private func move(_ p: [Double]) -> [Double] {
    let m = Self.matrix
    return (0..<3).map {
      m[4 * $0] * p[0] + m[4 * $0 + 1] * p[1] + m[4 * $0 + 2] * p[2] + m[4 * $0 + 3]
    }
  }

  @Test(arguments: cases)
  func transform(_ name: String, _ format: RealFormat) throws {
    var source = Source(7)
    let points = source.tensor(format, [20, 3], 0...9)
    let p = points.doubles
    let expected = (0..<20).flatMap { move(Array(p[3 * $0..<3 * $0 + 3])) }
    let result = try arithmetic(name).transform(points, by: Self.matrix)
    #expect(error(result, expected) <= 10 * format.unit(name))
  }

  @Test(arguments: cases)
  func sample(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(8)
    let shape = [5, 6, 7]
    let volume = source.tensor(format, shape)
    var places = source.tensor(format, [60, 3], -0.5...5.5).doubles
    // Corners of the grid: exact, and the last voxel is inside.
    places.replaceSubrange(0..<9, with: [4, 5, 6, 0, 0, 0, 4, 2.5, 6])
    let points = RealTensor(format, shape: [60, 3], places)
    let p = points.doubles
    let all = (0..<60).map { linear(volume.doubles, shape, Array(p[3 * $0..<3 * $0 + 3])) }
    let values = kernels.sample(volume, at: points, outside: -7)
    #expect(error(values, all.map { $0?[0] ?? -7 }) <= 10 * format.unit(name))
    let both = kernels.sampleWithGradient(volume, at: points, outside: -7)
    #expect(both.values.shape == [60] && both.gradients.shape == [60, 3])
    #expect(error(both.values, all.map { $0?[0] ?? -7 }) <= 10 * format.unit(name))
    let gradients = all.flatMap { $0.map { Array($0[1...3]) } ?? [0, 0, 0] }
    #expect(error(both.gradients, gradients) <= 20 * format.unit(name))
    // At a voxel the value is the voxel's, under every backend.
    #expect(values.doubles[0] == volume.doubles[4 * 42 + 5 * 7 + 6])
    #expect(values.doubles[1] == volume.doubles[0])
  }

  @Test(arguments: exact)
  func resampleByIdentityIsExact(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(4)
    let volume = source.tensor(format, [5, 6, 7])
    for interpolation in Interpolation.allCases {
      let result = kernels.resample(
        volume, by: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], shape: [5, 6, 7],
        interpolation: interpolation, outside: -9)
      #expect(result == volume)
    }
  }

  @Test(arguments: cases)
  func resample(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(9)
    let shape = [6, 7, 8]
    let volume = source.tensor(format, shape)
    let v = volume.doubles
    let target = [5, 5, 6]
    var expected: [Interpolation: [Double]] = [:]
    for i in 0..<target[0] {
      for j in 0..<target[1] {
        for k in 0..<target[2] {
          let p = move([Double(i), Double(j), Double(k)])
          let inside = linear(v, shape, p)
          expected[.linear, default: []].append(inside?[0] ?? 3)
          let r = p.map { Int($0.rounded(.toNearestOrEven)) }
          expected[.nearest, default: []].append(
            inside == nil ? 3 : v[(r[0] * 7 + r[1]) * 8 + r[2]])
          expected[.cubic, default: []].append(inside == nil ? 3 : cubic(v, shape, p))
        }
      }
    }
    for interpolation in Interpolation.allCases {
      let result = kernels.resample(
        volume, by: Self.matrix, shape: target, interpolation: interpolation, outside: 3)
      #expect(result.shape == target)
      let wanted = expected[interpolation] ?? []
      #expect(error(result, wanted) <= 300 * format.unit(name), "\(interpolation)")
    }
  }

  private func cubic(_ v: [Double], _ shape: [Int], _ p: [Double]) -> Double {
    func kernel(_ x: Double) -> Double {
      let x = abs(x)
      return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2
    }
    let low = zip(p, shape).map { min(Int($0), $1 - 2) }
    var sum = 0.0
    for a in -1...2 {
      for b in -1...2 {
        for c in -1...2 {
          let at = zip([a, b, c], low).map { $0 + $1 }
          let i = zip(at, shape).map { min(max($0, 0), $1 - 1) }
          let w = zip(at, p).map { kernel(Double($0) - $1) }
          sum += w[0] * w[1] * w[2] * v[(i[0] * shape[1] + i[1]) * shape[2] + i[2]]
        }
      }
    }
    return sum
  }

  @Test(arguments: cases)
  func smooth(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(10)
    let shape = [6, 5, 7]
    let volume = source.tensor(format, shape, 0...1)
    let sigma = [0.8, 0, 1.6]
    var v = volume.doubles
    for axis in 0..<3 where sigma[axis] > 0 {
      let radius = Int(4 * sigma[axis] + 0.5)
      var taps = (-radius...radius).map {
        exp(-0.5 * Double($0 * $0) / (sigma[axis] * sigma[axis]))
      }
      let total = taps.reduce(0, +)
      taps = taps.map { $0 / total }
      let stride = [35, 7, 1][axis]
      v = v.indices.map { i in
        let place = i / stride % shape[axis]
        return taps.indices.reduce(0) { sum, t in
          let from = min(max(place + t - radius, 0), shape[axis] - 1)
          return sum + taps[t] * v[i + (from - place) * stride]
        }
      }
    }
    #expect(error(kernels.smooth(volume, sigma: sigma), v) <= 60 * format.unit(name))
    #expect(kernels.smooth(volume, sigma: [0, 0, 0]) == volume)
  }

  @Test(arguments: cases)
  func jointHistogram(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(11)
    let bins = 8
    let a = source.tensor(format, [3000], -1...2)
    let b = source.tensor(format, [3000], 0...5)
    var expected = [Double](repeating: 0, count: bins * bins)
    for (x, y) in zip(a.doubles, b.doubles) {
      let row = Int(min(max((x + 0.5) * 7 / 2, 0), 7).rounded(.toNearestOrEven))
      let place = min(max((y - 1) * 7 / 3, 0), 7)
      for bin in Int(place) - 1...Int(place) + 2 {
        let d = abs(place - Double(bin))
        let w =
          d < 1 ? (4 - 6 * d * d + 3 * d * d * d) / 6 : d < 2 ? (2 - d) * (2 - d) * (2 - d) / 6 : 0
        expected[row * bins + min(max(bin, 0), bins - 1)] += w / 3000
      }
    }
    let result = kernels.jointHistogram(a, b, bins: bins, rangeA: -0.5...1.5, rangeB: 1...4)
    #expect(result.shape == [bins, bins])
    // A value within rounding of a bin's edge may fall to either side.
    let off = zip(result.doubles, expected).filter { abs($0 - $1) > 2000 * format.unit(name) }
    #expect(off.allSatisfy { abs($0.0 - $0.1) <= 2.0 / 3000 } && off.count <= 8)
    #expect(abs(result.doubles.reduce(0, +) - 1) <= 4000 * format.unit(name))
  }
}
