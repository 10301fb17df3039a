@testable import Arithmetic
import Testing

/// Convolutions with what comes before and after, against the kernels one after the other.
@Suite struct ConvolutionUnitTests {
  struct Case: Sendable {
    var images: [Int]
    var filters: Int
    var kernel: [Int]
  }

  static let cases = [
    Case(images: [2, 3, 19], filters: 3, kernel: [3]),
    Case(images: [2, 5, 21, 37], filters: 5, kernel: [3, 3]),
    Case(images: [1, 4, 70, 65], filters: 9, kernel: [5, 5]),
    Case(images: [1, 3, 9, 8], filters: 4, kernel: [1, 1]),
    Case(images: [1, 3, 5, 7, 20], filters: 3, kernel: [3, 3, 3]),
  ]

  @Test(arguments: ["ieee", "float64", "openblas", "random-rounding", "upward"], cases)
  func givesTheBitsAndCountsOfTheKernels(_ name: String, _ test: Case) throws {
    for format in RealFormat.allCases {
      var source = Source(8)
      let images = source.tensor(format, test.images)
      let filters = source.tensor(format, [test.filters, test.images[1]] + test.kernel)
      let bias = source.tensor(format, [test.filters])
      let (scale, shift) = (source.tensor(format, bias.shape), source.tensor(format, bias.shape))
      let geometry = ConvolutionGeometry(same: test.kernel)
      for slope in [nil, 0.3] as [Double?] {
        for competes in [false, true] where !competes || test.filters == test.images[1] {
          let (together, apart) = (try kernels(name), try kernels(name))
          let unit = ConvolutionUnit(
            slope: slope, after: .normalization(scale: scale, shift: shift, competes: competes))
          let found = together.convolve(images, filters, bias: bias, geometry, in: unit)
          let activated = slope.map { apart.leakyReLU(images, slope: $0) } ?? images
          let convolved = apart.convolve(activated, filters, bias: bias, geometry)
          let normalized = apart.scaleAndShift(convolved, scale: scale, shift: shift)
          let expected = competes ? apart.maximum(normalized, images) : normalized
          #expect(found == expected)
          #expect(together.operations.executed == apart.operations.executed)
          #expect(together.operations.perturbed == apart.operations.perturbed)
        }
      }
    }
  }

  /// Outputs may be smaller than images where nothing comes before.
  @Test(arguments: ["ieee", "float64", "openblas", "random-rounding", "upward"], cases)
  func activatesOutputs(_ name: String, _ test: Case) throws {
    let whole = ConvolutionGeometry(same: test.kernel)
    let inner = ConvolutionGeometry(
      stride: test.kernel.map { _ in 1 }, paddingBefore: test.kernel.map { _ in 0 },
      paddingAfter: test.kernel.map { _ in 0 })
    for format in RealFormat.allCases {
      var source = Source(9)
      let images = source.tensor(format, test.images)
      let filters = source.tensor(format, [test.filters, test.images[1]] + test.kernel)
      let bias = source.tensor(format, [test.filters])
      for (slope, geometry) in [(nil, whole), (0.3, whole), (nil, inner)]
        as [(Double?, ConvolutionGeometry)]
      {
        let (together, apart) = (try kernels(name), try kernels(name))
        let found = together.convolve(
          images, filters, bias: bias, geometry,
          in: ConvolutionUnit(slope: slope, after: .activation(slope: 0.2)))
        let activated = slope.map { apart.leakyReLU(images, slope: $0) } ?? images
        let convolved = apart.convolve(activated, filters, bias: bias, geometry)
        #expect(found == apart.leakyReLU(convolved, slope: 0.2))
        #expect(together.operations.executed == apart.operations.executed)
        #expect(together.operations.perturbed == apart.operations.perturbed)
      }
    }
  }

  @Test(arguments: ["ieee", "float64", "openblas", "random-rounding", "upward"], cases)
  func endsWithELU(_ name: String, _ test: Case) throws {
    for format in RealFormat.allCases {
      for alpha in [1, 0.7] {
        var source = Source(10)
        let images = source.tensor(format, test.images)
        let filters = source.tensor(format, [test.filters, test.images[1]] + test.kernel)
        let bias = source.tensor(format, [test.filters])
        let ones = test.kernel.map { _ in 1 }
        let geometry = ConvolutionGeometry(
          stride: ones, dilation: ones.map { _ in 2 }, paddingBefore: test.kernel,
          paddingAfter: test.kernel)
        let (together, apart) = (try kernels(name), try kernels(name))
        let found = together.convolve(
          images, filters, bias: bias, geometry, in: ConvolutionUnit(after: .elu(alpha: alpha)))
        let convolved = apart.convolve(images, filters, bias: bias, geometry)
        #expect(found == apart.elu(convolved, alpha: alpha))
        let rectified = together.convolve(
          images, filters, bias: bias, geometry, in: ConvolutionUnit(after: .rectification))
        #expect(
          rectified == apart.relu(apart.convolve(images, filters, bias: bias, geometry))
            || !apart.mergesPasses)
        #expect(together.operations.executed == apart.operations.executed)
        #expect(together.operations.perturbed == apart.operations.perturbed)
      }
    }
  }

  private func kernels(_ name: String) throws -> any Arithmetic {
    try Arithmetics.make(ArithmeticSpecification(name: name), seed: 1, threads: 2)
  }

  @Test(arguments: ["ieee", "float64", "openblas", "random-rounding", "upward", "cancellation"])
  func onlyNearestRoundingMergesPasses(_ name: String) throws {
    #expect(try kernels(name).mergesPasses == ["ieee", "float64", "openblas"].contains(name))
  }
}
