@testable import Arithmetic
import Testing

/// Convolutions against loops in binary64, and against the scalar rules that define them.
@Suite struct ConvolutionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var images: [Int]
    var filters: [Int]
    var geometry: ConvolutionGeometry
    var testDescription: String {
      "\(images) under \(filters), stride \(geometry.parts.stride), gaps \(geometry.parts.dilation)"
    }
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
      geometry: ConvolutionGeometry(stride: [3, 1], paddingBefore: [0, 2], paddingAfter: [1, 2])),
    Case(
      images: [2, 3, 5, 7, 20], filters: [5, 3, 3, 3, 3],
      geometry: ConvolutionGeometry(same: [3, 3, 3])),
    Case(
      images: [1, 2, 6, 8, 9], filters: [17, 2, 3, 3, 3],
      geometry: ConvolutionGeometry(
        tensorFlowSame: [3, 3, 3], stride: [2, 2, 2], sizes: [6, 8, 9])),
    // Filters with gaps: as large as images, beyond their edges, uneven, with strides.
    Case(
      images: [2, 3, 40], filters: [4, 3, 3],
      geometry: ConvolutionGeometry(
        stride: [1], dilation: [7], paddingBefore: [7], paddingAfter: [7])),
    Case(
      images: [1, 3, 11, 37], filters: [5, 3, 3, 3],
      geometry: ConvolutionGeometry(
        stride: [1, 1], dilation: [4, 2], paddingBefore: [4, 2], paddingAfter: [4, 2])),
    Case(
      images: [1, 2, 9, 10, 33], filters: [7, 2, 3, 3, 3],
      geometry: ConvolutionGeometry(
        stride: [1, 1, 1], dilation: [8, 16, 16], paddingBefore: [8, 16, 16],
        paddingAfter: [8, 16, 16])),
    Case(
      images: [2, 2, 19, 21], filters: [6, 2, 2, 4],
      geometry: ConvolutionGeometry(
        stride: [1, 1], dilation: [3, 5], paddingBefore: [0, 2], paddingAfter: [1, 0])),
    Case(
      images: [1, 2, 23, 31], filters: [3, 2, 3, 3],
      geometry: ConvolutionGeometry(
        stride: [2, 3], dilation: [3, 2], paddingBefore: [2, 1], paddingAfter: [3, 0])),
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

  /// ⟨y, x ∗ f⟩ = ⟨xʹ, x⟩ = ⟨fʹ, f⟩ for the gradients xʹ and fʹ of y, and each of their numbers is
  /// that of the loops.
  @Test(arguments: arithmetics, cases)
  func gradientsAreThoseOfLoops(_ arithmetic: (String, RealFormat), _ test: Case) throws {
    let (name, format) = arithmetic
    let kernels = try Arithmetics.make(
      ArithmeticSpecification(name: name), seed: 1, threads: 2)
    var source = Source(9)
    let images = source.tensor(format, test.images)
    let filters = source.tensor(format, test.filters)
    let loops = LoopConvolution(images, filters, nil, test.geometry)
    let gradient = source.tensor(format, loops.shape)
    let expected = LoopGradients(images, filters, gradient, test.geometry)
    let (sizes, kernel) = (Array(test.images[2...]), Array(test.filters[2...]))
    let ofImages = kernels.convolutionImageGradient(
      gradient, filters, sizes: sizes, test.geometry)
    let ofFilters = kernels.convolutionFilterGradient(
      images, gradient, kernel: kernel, test.geometry)
    #expect(ofImages.shape == test.images && ofFilters.shape == test.filters)
    let depth = test.filters[0] * kernel.reduce(1, *)
    #expect(error(ofImages, expected.images) <= 4 * Double(depth + 1) * format.unit(name))
    let places = Double(test.images[0] * loops.shape[2...].reduce(1, *))
    #expect(error(ofFilters, expected.filters) <= 4 * (places + 1) * format.unit(name))
  }
}

/// Gradients of images under strided filters, which leave products with zeros out where all rounds to nearest.
@Suite struct StridedGradientTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let sizes, kernel, stride, before, after: [Int]
    var testDescription: String { "\(sizes) under \(kernel), stride \(stride)" }
  }

  static let cases = [
    Case(sizes: [9], kernel: [3], stride: [2], before: [1], after: [1]),
    Case(sizes: [8, 7], kernel: [2, 4], stride: [2, 3], before: [0, 2], after: [0, 1]),
    Case(
      sizes: [6, 7, 8], kernel: [3, 3, 3], stride: [2, 2, 2], before: [1, 1, 1], after: [1, 0, 1]),
    Case(
      sizes: [7, 5, 9], kernel: [2, 1, 5], stride: [3, 2, 2], before: [0, 0, 3], after: [1, 0, 2]),
    Case(sizes: [5, 40], kernel: [1, 1], stride: [1, 2], before: [0, 0], after: [0, 0]),
  ]

  /// To the last bit the chain over all taps, zeros between gradients included. Of tiny numbers sums are −0, which
  /// such products make 0.
  @Test(arguments: cases, [1, 0x1p-100 as Float])
  func areTheChainOverAllTaps(_ test: Case, _ scale: Float) throws {
    let geometry = ConvolutionGeometry(
      stride: test.stride, paddingBefore: test.before, paddingAfter: test.after)
    let (images, filters, channels) = (2, 3, 4)
    let small = geometry.outputSizes(test.sizes, kernel: test.kernel)
    var source = Source(31)
    func numbers(_ shape: [Int]) -> Tensor<Float> {
      guard case .binary32(let tensor) = source.tensor(.binary32, shape) else {
        return Tensor(shape: shape, repeating: 0)
      }
      return tensor.map { $0 * scale }
    }
    let gradient = numbers([images, filters] + small)
    let taps = numbers([filters, channels] + test.kernel)
    let kernels = try Arithmetics.make(.ieee, seed: 1, threads: 2)
    let found = kernels.convolutionImageGradient(
      .binary32(gradient), .binary32(taps), sizes: test.sizes, geometry)
    guard case .binary32(let found) = found else { return }
    let (plane, kernel) = (test.sizes.reduce(1, *), test.kernel.reduce(1, *))
    let each = small.reduce(1, *)
    func places(_ index: Int, _ sizes: [Int]) -> [Int] {
      var (rest, places) = (index, sizes)
      for axis in sizes.indices.reversed() {
        places[axis] = rest % sizes[axis]
        rest /= sizes[axis]
      }
      return places
    }
    for output in found.values.indices {
      let (image, channel) = (output / plane / channels, output / plane % channels)
      let place = places(output % plane, test.sizes)
      var sum: Float = 0
      for filter in 0..<filters {
        for tap in (0..<kernel).reversed() {
          // Where the tap meets no gradient, it meets a zero.
          var index: Int? = 0
          for (axis, along) in places(tap, test.kernel).enumerated() {
            let number = place[axis] + test.before[axis] - along
            let isThere =
              number >= 0 && number % test.stride[axis] == 0
              && number / test.stride[axis] < small[axis]
            index = isThere ? index.map { $0 * small[axis] + number / test.stride[axis] } : nil
          }
          let value = index.map { gradient.values[(image * filters + filter) * each + $0] } ?? 0
          sum.addProduct(value, taps.values[(filter * channels + channel) * kernel + tap])
        }
      }
      try #require(found.values[output].bitPattern == sum.bitPattern, "\(output)")
    }
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
    let output = geometry.outputSizes(
      Array(images.shape[2...]), kernel: Array(filters.shape[2...]))
    shape = [images.shape[0], filters.shape[0]] + output
    let (x, w, b) = (images.doubles, filters.doubles, bias?.doubles)
    let plane = output.reduce(1, *)
    var values = (0..<shape.reduce(1, *)).map { b?[$0 / plane % filters.shape[0]] ?? 0 }
    Self.forEachProduct(images.shape, filters.shape, geometry) { image, output, filter in
      values[output] += x[image] * w[filter]
    }
    self.values = values
  }

  /// Calls `body` with image, output and filter indices of every product.
  static func forEachProduct(
    _ images: [Int], _ filters: [Int], _ geometry: ConvolutionGeometry,
    _ body: (_ image: Int, _ output: Int, _ filter: Int) -> Void
  ) {
    let (size, kernel) = (Array(images[2...]), Array(filters[2...]))
    let output = geometry.outputSizes(size, kernel: kernel)
    for place in places(output) {
      for tap in places(kernel) {
        let voxel = size.indices.map {
          place[$0] * geometry.parts.stride[$0] + tap[$0] * geometry.parts.dilation[$0]
            - geometry.parts.paddingBefore[$0]
        }
        guard zip(voxel, size).allSatisfy({ $0 >= 0 && $0 < $1 }) else { continue }
        for n in 0..<images[0] {
          for o in 0..<filters[0] {
            for c in 0..<filters[1] {
              body(
                index(voxel, size, n * images[1] + c), index(place, output, n * filters[0] + o),
                index(tap, kernel, o * filters[1] + c))
            }
          }
        }
      }
    }
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

/// The gradients of a convolution written out.
struct LoopGradients {
  let images: [Double]
  let filters: [Double]

  init(
    _ images: RealTensor, _ filters: RealTensor, _ gradient: RealTensor,
    _ geometry: ConvolutionGeometry
  ) {
    let (x, w, y) = (images.doubles, filters.doubles, gradient.doubles)
    var (ofImages, ofFilters) = (x.map { _ in 0.0 }, w.map { _ in 0.0 })
    LoopConvolution.forEachProduct(images.shape, filters.shape, geometry) { i, o, f in
      ofImages[i] += y[o] * w[f]
      ofFilters[f] += y[o] * x[i]
    }
    self.images = ofImages
    self.filters = ofFilters
  }
}
