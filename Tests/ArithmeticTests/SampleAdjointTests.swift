import Arithmetic
import Testing

/// Sampling at points: all interpolations, edges, and the adjoints; one-dimensional histograms.
@Suite struct SampleAdjointTests {
  static let cases = SpaceKernelTests.cases
  private let shape = [5, 6, 7]

  private func inner(_ a: RealTensor, _ b: RealTensor) -> Double {
    zip(a.doubles, b.doubles).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// `sample` is `resample` at the points of a grid.
  @Test(arguments: SpaceKernelTests.exact, Interpolation.allCases)
  func samplesAreThoseOfResampling(
    _ backend: (String, RealFormat), _ interpolation: Interpolation
  ) throws {
    let (name, format) = backend
    let kernels = try arithmetic(name)
    var source = Source(71)
    let volume = source.tensor(format, shape)
    // Eighths and quarters: the same locations without a rounding.
    let matrix = [0.875, 0, 0, 0.25, 0, 0.75, 0, 0.5, 0, 0, 0.625, 0.125]
    let grid = kernels.resample(
      volume, by: matrix, shape: [5, 6, 7], interpolation: interpolation, outside: -1)
    var places: [Double] = []
    for i in 0..<210 {
      let index = [i / 42, i / 7 % 6, i % 7].map { Double($0) }
      places += [index[0] * 0.875 + 0.25, index[1] * 0.75 + 0.5, index[2] * 0.625 + 0.125]
    }
    let points = RealTensor(format, shape: [210, 3], places)
    let values = kernels.sample(volume, at: points, interpolation: interpolation, outside: -1)
    #expect(values.shape == [210])
    #expect(error(values, grid.doubles) <= 400 * format.unit(name))
  }

  @Test(arguments: cases)
  func edgesGoOn(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name)
    var source = Source(72)
    let volume = source.tensor(format, shape)
    let places = source.tensor(format, [80, 3], -3...9).doubles
    let moved = places.enumerated().map { min(max($1, 0), Double(shape[$0 % 3] - 1)) }
    let points = RealTensor(format, shape: [80, 3], places)
    let inside = RealTensor(format, shape: [80, 3], moved)
    for interpolation in Interpolation.allCases {
      let values = kernels.sample(
        volume, at: points, interpolation: interpolation, outside: nil)
      let expected = kernels.sample(
        volume, at: inside, interpolation: interpolation, outside: nil)
      #expect(error(values, expected.doubles) <= 400 * format.unit(name))
    }
    let extended = kernels.sampleWithGradient(volume, at: points, outside: nil)
    let bounded = kernels.sampleWithGradient(volume, at: inside, outside: nil)
    #expect(error(extended.values, bounded.values.doubles) <= 20 * format.unit(name))
    let gradients = bounded.gradients.doubles.enumerated().map { i, value in
      places[i] == moved[i] ? value : 0
    }
    #expect(error(extended.gradients, gradients) <= 40 * format.unit(name))
    let undefined = RealTensor(format, shape: [1, 3], [1, .nan, 1])
    #expect(kernels.sample(volume, at: undefined, outside: nil).doubles[0].isNaN)
    #expect(kernels.sample(volume, at: undefined, outside: 4).doubles[0] == 4)
    let far = RealTensor(format, shape: [1, 3], [.infinity, -.infinity, 1e30])
    #expect(kernels.sample(volume, at: far, outside: nil).doubles[0] == volume.doubles[4 * 42 + 6])
  }

  /// ⟨A v, y⟩ = ⟨v, Aᵀ y⟩.
  @Test(arguments: cases, Interpolation.allCases)
  func adjointOfSampling(_ backend: (String, RealFormat), _ interpolation: Interpolation) throws {
    for extendsEdges in [false, true] {
      for shape in [[5, 6, 7], [1, 2, 3], [3, 1, 2]] {
        try checkAdjoint(backend.0, backend.1, interpolation, shape, extendsEdges)
      }
    }
  }

  private func checkAdjoint(
    _ name: String, _ format: RealFormat, _ interpolation: Interpolation, _ shape: [Int],
    _ extendsEdges: Bool
  ) throws {
    let kernels = try arithmetic(name, threads: 2)
    var source = Source(73)
    let (volume, y) = (source.tensor(format, shape), source.tensor(format, [300]))
    var places = source.tensor(format, [300, 3], -1...6).doubles
    places.replaceSubrange(
      0..<9, with: shape.map { Double($0 - 1) } + [0, 0, 0, .nan, 2, 2])
    let points = RealTensor(format, shape: [300, 3], places)
    let values = kernels.sample(
      volume, at: points, interpolation: interpolation, outside: extendsEdges ? nil : 0)
    // What is not a number has no place in the sum.
    var forward = values.doubles
    forward[2] = 0
    let back = kernels.sampleAdjoint(
      y, at: points, shape: shape, interpolation: interpolation, extendsEdges: extendsEdges)
    #expect(back.shape == shape)
    let left = inner(RealTensor(.binary64, shape: [300], forward), y)
    #expect(abs(left - inner(volume, back)) <= 3000 * format.unit(name), "\(shape)")
  }

  @Test(arguments: cases, Interpolation.allCases)
  func adjointOfResampling(_ backend: (String, RealFormat), _ interpolation: Interpolation) throws {
    let (name, format) = backend
    let kernels = try arithmetic(name)
    var source = Source(74)
    let (volume, y) = (source.tensor(format, [6, 7, 8]), source.tensor(format, [5, 5, 6]))
    let forward = kernels.resample(
      volume, by: SpaceKernelTests.matrix, shape: [5, 5, 6], interpolation: interpolation,
      outside: 0)
    let back = kernels.resampleAdjoint(
      y, by: SpaceKernelTests.matrix, shape: [6, 7, 8], interpolation: interpolation)
    #expect(back.shape == [6, 7, 8])
    #expect(abs(inner(forward, y) - inner(volume, back)) <= 3000 * format.unit(name))
  }

  @Test(arguments: RealFormat.allCases)
  func adjointCountsPointsInside(_ format: RealFormat) throws {
    let points = RealTensor(format, shape: [2, 3], [0.5, 0.5, 0.5, 9, 9, 9])
    for (interpolation, expected) in [
      (Interpolation.nearest, ["add": 1]), (.linear, ["add": 14, "multiply": 14]),
      (.cubic, ["add": 148, "multiply": 228]),
    ] {
      let kernels = try arithmetic("random-rounding")
      _ = kernels.sampleAdjoint(
        RealTensor(format, shape: [2], [1, 1]), at: points, shape: [2, 2, 2],
        interpolation: interpolation, extendsEdges: false)
      #expect(kernels.operations.executed == expected)
    }
  }

  @Test(arguments: cases)
  func histogram(_ name: String, _ format: RealFormat) throws {
    let kernels = try arithmetic(name, threads: 2)
    var source = Source(75)
    var values = source.tensor(format, [5000], -1...3).doubles
    values.replaceSubrange(0..<4, with: [.nan, .infinity, 2, -0.5])
    let counts = kernels.histogram(
      RealTensor(format, shape: [5000], values), bins: 10, range: -0.5...2)
    var expected = [Int](repeating: 0, count: 10)
    for value in values where value >= -0.5 && value <= 2 {
      expected[min(Int((value + 0.5) * 4), 9)] += 1
    }
    // A value within rounding of an edge may fall to either side.
    #expect(counts.reduce(0, +) == expected.reduce(0, +))
    #expect(zip(counts, expected).allSatisfy { abs($0 - $1) <= 2 })
  }
}
