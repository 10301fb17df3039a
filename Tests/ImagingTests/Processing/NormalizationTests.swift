import Arithmetic
import Glibc
import Imaging
import Testing

@Suite struct NormalizationTests {
  let kernels: any Arithmetic
  init() throws { kernels = try Arithmetics.make(.init(name: "float64"), seed: 1, threads: 2) }

  static func volume(_ values: [Double]) -> Volume {
    Volume(voxels: .init(.binary32, shape: [1, 1, values.count], values), affine: .identity)
  }
  let ramp = volume((0...100).map { Double(3 * $0 - 50) })

  func values(_ normalization: Normalization, _ volume: Volume, mask: Labels? = nil) throws
    -> [Double]
  {
    try normalization.apply(volume, mask: mask, kernels).voxels.doubles
  }

  @Test func rangeGoesToZeroAndOne() throws {
    let result = try values(.range, ramp)
    for (index, value) in result.enumerated() { #expect(abs(value - Double(index) / 100) < 1e-15) }
  }

  @Test func percentilesCutOff() throws {
    let result = try values(.percentiles(lower: 10, upper: 90), ramp)
    #expect(result.prefix(11).allSatisfy { $0 == 0 } && result.suffix(11).allSatisfy { $0 == 1 })
    #expect(abs(result[50] - 0.5) < 1e-15)
  }

  @Test func zScoresHaveMeanZeroAndDeviationOneWithinTheMask() throws {
    let inside = (0...100).map { Int32($0 < 40 ? 1 : 0) }
    let mask = Labels(voxels: Tensor(shape: [1, 1, 101], values: inside), affine: .identity)
    let result = try values(.zScore, ramp, mask: mask).prefix(40)
    #expect(abs(result.reduce(0, +)) < 1e-12)
    #expect(abs(result.reduce(0) { $0 + $1 * $1 } / 40 - 1) < 1e-12)
  }

  @Test func whiteMatterGoesTo110() throws {
    // Three tissues of known brightness around 300, 700 and 1000.
    let tissues = [(300.0, 3000), (700.0, 8000), (1000.0, 9000)]
    var samples = [Double](repeating: 0, count: 5000)
    for (mean, count) in tissues {
      for index in 0..<count {
        let angle = 2 * Double.pi * Double(index) * 0.618
        let radius = (-2 * log((Double(index) + 0.5) / Double(count))).squareRoot()
        samples.append(mean + 40 * radius * cos(angle))
      }
    }
    let result = try values(.whiteMatterPeak, Self.volume(samples))
    #expect(abs(result.suffix(9000).reduce(0, +) / 9000 - 110) < 2)
    #expect(result[0] == 0)
  }

  @Test func impossible() {
    let flat = Self.volume([Double](repeating: 3, count: 9))
    for normalization in [Normalization.range, .zScore, .whiteMatterPeak] {
      #expect(throws: ImagingError.self) { try normalization.apply(flat, kernels) }
    }
    #expect(throws: ImagingError.self) {
      try Normalization.range.apply(Self.volume([1, .infinity]), kernels)
    }
    #expect(throws: ImagingError.self) {
      try Normalization.percentiles(lower: 90, upper: 10).apply(ramp, kernels)
    }
    #expect(throws: ImagingError.self) { try Normalization.whiteMatterPeak.apply(ramp, kernels) }
    let empty = Labels(voxels: Tensor(shape: [1, 1, 101], repeating: 0), affine: .identity)
    #expect(throws: ImagingError("the mask is empty")) {
      try Normalization.range.apply(ramp, mask: empty, kernels)
    }
  }
}
