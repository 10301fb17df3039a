@testable import Arithmetic
import Testing

/// Convolutions against loops in binary64, and against the scalar rules that define them.
@Suite struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var images: [Int]
    var filters: [Int]
    var geometry: ConvolutionGeometry
    var testDescription: String { "\(images) under \(filters), stride \(geometry.stride)" }
  }

  static let cases = [
    Case(images: [1, 1, 1], filters: [1, 1, 1], geometry: ConvolutionGeometry(same: [1])),
    Case(images: [2, 3, 11], filters: [4, 3, 3], geometry: ConvolutionGeometry(same: [3])),
    Case(
      images: [2, 5, 9, 37], filters: [7, 5, 3, 3], geometry: ConvolutionGeometry(same: [3, 3])),
    Case(
      images: [1, 3, 20, 21], filters: [13, 3, 5, 5], geometry: ConvolutionGeometry(same: [5, 5])),
    Case(
      images: [1, 4, 13, 18], filters: [6, 4, 3, 3],
      geometry: ConvolutionGeometry(
        tensorFlowSame: [3, 3], stride: [2, 2], sizes: [13, 18])),
    Case(
      images: [1, 2, 9, 10], filters: [3, 2, 4, 2],
      geometry: ConvolutionGeometry(stride: [3, 1], paddingBefore: [0, 2], paddingAfter: [1, 0])),
    Case(
      images: [2, 3, 5, 7, 20], filters: [5, 3, 3, 3, 3],
      geometry: ConvolutionGeometry(same: [3, 3, 3])),
    Case(
      images: [1, 2, 6, 8, 9], filters: [17, 2, 3, 3, 3],
      geometry: ConvolutionGeometry(
        tensorFlowSame: [3, 3, 3], stride: [2, 2, 2], sizes: [6, 8, 9])),
  ]
  static let arithmetics = accurateBackends.flatMap { name in
    RealFormat.allCases.map { (name, $0) }
  }

  @Test(arguments: arithmetics, cases)
  func isThatOfLoops(_ arithmetic: (String, RealFormat), _ test: Case) throws {
    let (name, format) = arithmetic
    let kernels = try Arithmetics.make(
      ArithmeticSpecification(name: name), seed: 1, threads: 2)
    var source = Source(8)
    let images = source.tensor(format, test.images)
    let filters = source.tensor(format, test.filters)
    let bias = source.tensor(format, [test.filters[0]])
    let expected = LoopConvolution(images, filters, bias, test.geometry)
    let result = kernels.convolve(images, filters, bias: bias, test.geometry)
    #expect(result.shape == expected.shape && result.format == format)
    let depth = test.filters.dropFirst().reduce(1, *)
    #expect(error(result, expected.values) <= 4 * Double(depth + 2) * format.unit(name))
  }
}

/// A convolution written out.
struct LoopConvolution {
  let shape: [Int]
  let values: [Double]

  init(
    _ images: RealTensor, _ filters: RealTensor, _ bias: RealTensor?,
    _ geometry: ConvolutionGeometry
  ) {
    let axes = geometry.stride.count
    let size = images.shape[2...] + []
    let kernel = filters.shape[2...] + []
    let output = geometry.outputSizes(Array(size), kernel: Array(kernel))
    let (x, w, b) = (images.doubles, filters.doubles, bias?.doubles)
    var values = [Double]()
    for n in 0..<images.shape[0] {
      for o in 0..<filters.shape[0] {
        for place in Self.places(output) {
          var sum = 0.0
          for c in 0..<filters.shape[1] {
            for tap in Self.places(Array(kernel)) {
              let voxel = (0..<axes).map {
                place[$0] * geometry.stride[$0] + tap[$0] - geometry.paddingBefore[$0]
              }
              guard (0..<axes).allSatisfy({ voxel[$0] >= 0 && voxel[$0] < images.shape[2 + $0] })
              else { continue }
              let i = Self.index(voxel, Array(size), n * images.shape[1] + c)
              let f = Self.index(tap, Array(kernel), o * filters.shape[1] + c)
              sum += x[i] * w[f]
            }
          }
          values.append(sum + (b?[o] ?? 0))
        }
      }
    }
    self.values = values
    shape = [images.shape[0], filters.shape[0]] + output
  }

  /// All index tuples below `sizes`, the last fastest.
  static func places(_ sizes: [Int]) -> [[Int]] {
    sizes.reduce([[]]) { places, size in places.flatMap { place in (0..<size).map { place + [$0] } }
    }
  }

  static func index(_ place: [Int], _ sizes: [Int], _ block: Int) -> Int {
    zip(place, sizes).reduce(block) { $0 * $1.1 + $1.0 }
  }
}
