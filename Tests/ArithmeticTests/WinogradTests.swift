import Testing

@testable import Arithmetic

/// Winograd's convolution: its definition, number by number, its error, and what stays direct.
@Suite struct WinogradTests {
  typealias Case = ConvolutionTests.Case

  static let cases = [
    Case([1, 1, 1, 1], [1, 1, 3, 3]),
    Case([2, 3, 2, 3], [2, 3, 3, 3]),
    Case([2, 5, 9, 37], [7, 5, 3, 3]),
    Case([1, 3, 41, 70], [13, 3, 3, 3]),
    Case([1, 101, 6, 18], [30, 101, 3, 3]),
    Case(
      [1, 2, 7, 9], [3, 2, 3, 3],
      ConvolutionGeometry(stride: [1, 1], paddingBefore: [0, 0], paddingAfter: [0, 0])),
    Case(
      [1, 2, 5, 6], [5, 2, 3, 3],
      ConvolutionGeometry(stride: [1, 1], paddingBefore: [2, 0], paddingAfter: [1, 7])),
    Case([2, 3, 5, 7, 20], [5, 3, 3, 3, 3]),
    Case([1, 40, 3, 6, 5], [4, 40, 3, 3, 3]),
    Case([1, 3, 4, 9, 10], [4, 3, 1, 3, 3]),
    Case([1, 1, 1, 1], [1, 1, 5, 5]),
    Case([2, 5, 9, 37], [7, 5, 5, 5]),
    Case([1, 3, 27, 40], [13, 3, 5, 5]),
    Case([1, 101, 6, 18], [9, 101, 5, 5]),
    Case(
      [1, 2, 8, 9], [3, 2, 5, 5],
      ConvolutionGeometry(stride: [1, 1], paddingBefore: [1, 0], paddingAfter: [0, 4])),
    Case([1, 3, 5, 7, 20], [5, 3, 2, 5, 5]),
  ]

  static let specification = ArithmeticSpecification(
    name: "ieee", options: ["convolution": .text("winograd")])

  static func kernels(threads: Int = 2) throws -> any Arithmetic {
    try Arithmetics.make(specification, seed: 1, threads: threads)
  }

  private struct Data {
    let images, filters, bias: RealTensor

    init(_ test: Case, _ format: RealFormat) {
      var source = Source(8)
      images = source.tensor(format, test.images)
      filters = source.tensor(format, test.filters)
      bias = source.tensor(format, [test.filters[0]])
    }
  }

  @Test(arguments: RealFormat.allCases, cases)
  func hasTheBitsOfItsDefinition(_ format: RealFormat, _ test: Case) throws {
    let data = Data(test, format)
    let result = try Self.kernels().convolve(
      data.images, data.filters, bias: data.bias, test.geometry)
    let expected =
      format == .binary32
      ? PlainWinograd<Float>(data.images, data.filters, data.bias, test.geometry).doubles
      : PlainWinograd<Double>(data.images, data.filters, data.bias, test.geometry).doubles
    #expect(result.bits == expected.map(\.bitPattern))
  }

  /// A number that goes into an output is rounded at most twice in either transform of voxels, three times
  /// in either of sums, once in each step, and once as a factor; in binary64 up to fourteen more times as a
  /// factor, and in the loops it is compared with. So the error is at most so many units times the sum with
  /// magnitudes in place of all numbers (Barabasz et al. 2020).
  @Test(arguments: RealFormat.allCases, cases)
  func errsByNoMoreThanItsBound(_ format: RealFormat, _ test: Case) throws {
    let data = Data(test, format)
    let result = try Self.kernels().convolve(
      data.images, data.filters, bias: nil, test.geometry)
    let expected = LoopConvolution(data.images, data.filters, nil, test.geometry)
    let sums = WinogradMagnitudes(data.images, data.filters, test.geometry).values
    let steps = test.filters[1] * (test.filters.count == 5 ? test.filters[2] : 1)
    let roundings = steps + 11 + (format == .binary64 ? 14 + 25 * steps : 0)
    #expect(result.shape == expected.shape)
    let found = result.doubles
    for i in found.indices {
      let bound = Double(roundings) * format.unit("ieee") * sums[i]
      #expect((found[i] - expected.values[i]).magnitude <= bound)
    }
  }

  @Test func errsByUpToTwiceTheDirectError() throws {
    var source = Source(12)
    let images = source.tensor(.binary32, [1, 71, 40, 40])
    let filters = source.tensor(.binary32, [16, 71, 3, 3])
    let geometry = ConvolutionGeometry(same: [3, 3])
    let exact = LoopConvolution(images, filters, nil, geometry).values
    func error(_ kernels: any Arithmetic) -> Double {
      let found = kernels.convolve(images, filters, bias: nil, geometry).doubles
      return zip(found, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
    }
    let (fast, direct) = (error(try Self.kernels()), error(try arithmetic("ieee")))
    #expect(fast > direct && fast < 2 * direct)
  }

  @Test(arguments: RealFormat.allCases)
  func sameBitsForAnyNumberOfThreadsAndAtEveryLevel(_ format: RealFormat) throws {
    for test in Self.cases {
      let data = Data(test, format)
      func result(_ kernels: any Arithmetic) -> RealTensor {
        kernels.convolve(data.images, data.filters, bias: data.bias, test.geometry)
      }
      let expected = result(try Self.kernels(threads: 1))
      for threads in [2, 3, 8] { #expect(result(try Self.kernels(threads: threads)) == expected) }
      for level in InstructionLevel.available {
        let kernels = try Arithmetics.make(
          Self.specification, seed: 1, threads: 2, level: level)
        #expect(result(kernels) == expected, "\(level)")
      }
    }
  }

  @Test(arguments: RealFormat.allCases, [3, 5])
  func aUnitHasTheBitsAndCountsOfItsKernels(_ format: RealFormat, _ taps: Int) throws {
    for sizes in [[8, 13], [41, 66], [3, 8, 13], [5, 9, 20]] {
      var source = Source(8)
      let images = source.tensor(format, [2, 5] + sizes)
      let kernel = [Int](repeating: taps, count: sizes.count)
      let filters = source.tensor(format, [5, 5] + kernel)
      let bias = source.tensor(format, [5])
      let (scale, shift) = (source.tensor(format, [5]), source.tensor(format, [5]))
      let geometry = ConvolutionGeometry(same: kernel)
      for slope in [nil, 0.3, -2, .infinity] as [Double?] {
        for after in [
          .normalization(scale: scale, shift: shift, competes: false),
          .normalization(scale: scale, shift: shift, competes: true), .activation(slope: 0.2),
        ] as [ConvolutionUnit.After] {
          let (together, apart) = (try Self.kernels(), try Self.kernels())
          let unit = ConvolutionUnit(slope: slope, after: after)
          let found = together.convolve(images, filters, bias: bias, geometry, in: unit)
          let expected = apart.convolveInSteps(images, filters, bias: bias, geometry, in: unit)
          #expect(found.bits == expected.bits)
          #expect(together.operations.executed == apart.operations.executed)
        }
      }
    }
  }

  /// Four tiles: 44 transforms of voxels, of twelve operations each, a channel, ten of sums a filter and
  /// tile, nine of taps a filter and channel.
  @Test func countsWhatItDoes() throws {
    var source = Source(8)
    let images = source.tensor(.binary32, [1, 2, 7, 8])
    let filters = source.tensor(.binary32, [3, 2, 3, 3])
    let bias = source.tensor(.binary32, [3])
    let kernels = try Self.kernels()
    _ = kernels.convolve(images, filters, bias: bias, ConvolutionGeometry(same: [3, 3]))
    #expect(
      kernels.operations.executed == [
        "fma": 2 * 44 * 12 + 4 * 36 * 2 * 3 + 3 * 4 * 10 * 4,
        "add": 3 * 4 * 10 * 6 + 6 * 9 * 6 + 168, "multiply": 3 * 4 * 10 * 2 + 6 * 9 * 9,
        "convert": 6 * 36,
      ])
  }

  /// A tile that sees a NaN is NaN throughout, and the others are as they were.
  @Test func aNaNStaysInItsTiles() throws {
    var source = Source(8)
    let images = source.tensor(.binary32, [1, 2, 16, 16])
    let filters = source.tensor(.binary32, [3, 2, 3, 3])
    let geometry = ConvolutionGeometry(same: [3, 3])
    var values = images.doubles
    values[5 * 16 + 6] = .nan
    let kernels = try Self.kernels()
    let plain = kernels.convolve(images, filters, bias: nil, geometry).doubles
    let found = kernels.convolve(
      RealTensor(.binary32, shape: images.shape, values), filters, bias: nil, geometry
    ).doubles
    for (i, value) in found.enumerated() {
      let (y, x) = (i / 16 % 16, i % 16)
      #expect((4..<8).contains(y) && (4..<8).contains(x) ? value.isNaN : value == plain[i])
    }
  }

  @Test func otherConvolutionsAreDirect() throws {
    let cases = [
      Case([1, 3, 20], [4, 3, 3]), Case([1, 3, 9, 8], [4, 3, 7, 7]),
      Case([1, 3, 9, 8], [4, 3, 1, 1]), Case([1, 3, 9, 8], [4, 3, 3, 5]),
      Case(
        [1, 4, 13, 18], [6, 4, 3, 3],
        ConvolutionGeometry(tensorFlowSame: [3, 3], stride: [2, 2], sizes: [13, 18])),
    ]
    for test in cases {
      let data = Data(test, .binary32)
      func result(_ kernels: any Arithmetic) -> RealTensor {
        kernels.convolve(data.images, data.filters, bias: data.bias, test.geometry)
      }
      #expect(result(try Self.kernels()) == result(try arithmetic("ieee")))
    }
    let data = Data(Self.cases[2], .binary32)
    let geometry = Self.cases[2].geometry
    var source = Source(9)
    let gradient = source.tensor(.binary32, [2, 7, 9, 37])
    let (fast, direct) = (try Self.kernels(), try arithmetic("ieee"))
    #expect(
      fast.convolutionImageGradient(gradient, data.filters, sizes: [9, 37], geometry)
        == direct.convolutionImageGradient(gradient, data.filters, sizes: [9, 37], geometry))
    #expect(
      fast.convolutionFilterGradient(data.images, gradient, kernel: [3, 3], geometry)
        == direct.convolutionFilterGradient(data.images, gradient, kernel: [3, 3], geometry))
  }

  @Test func itsNameAndKeyAreItsOwn() throws {
    let plain = try Arithmetics.resolve(.ieee)
    let direct = try Arithmetics.resolve(
      ArithmeticSpecification(name: "ieee", options: ["convolution": .text("direct")]))
    let fast = try Arithmetics.resolve(Self.specification)
    #expect(plain == .ieee && direct == .ieee)
    #expect(Arithmetics.identity(plain).hasPrefix("ieee version "))
    #expect(fast.label == "ieee{convolution=winograd}")
    #expect(Arithmetics.identity(fast).hasPrefix("ieee{convolution=winograd} version "))
    #expect(Arithmetics.isDeterministic(fast) && !Arithmetics.perturbs(fast))
    do {
      _ = try Arithmetics.resolve(
        ArithmeticSpecification(name: "ieee", options: ["convolution": .text("fft")]))
      Issue.record("an unknown method was taken")
    } catch {
      #expect(error.option == "convolution")
      #expect(
        error.message
          == "'fft' is not a value of 'convolution' of arithmetic 'ieee', which is one of "
          + "direct, winograd")
    }
  }
}

extension ConvolutionTests.Case {
  fileprivate init(_ images: [Int], _ filters: [Int], _ geometry: ConvolutionGeometry? = nil) {
    self.init(
      images: images, filters: filters,
      geometry: geometry ?? ConvolutionGeometry(same: Array(filters[2...])))
  }
}

extension RealTensor {
  /// Patterns of the elements: signs of zeros and NaN count.
  fileprivate var bits: [UInt64] { doubles.map(\.bitPattern) }
}
