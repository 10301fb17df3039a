import Arithmetic
import Testing

@testable import Kernels

/// The operations that a kernel says it did are those that it did.
@Suite struct ExecutedOperationTests {
  /// - Parameter exact: elementary functions of arguments with exact results: counted, not rounded.
  private func check(
    _ name: String, _ format: RealFormat, exact: Int = 0, _ run: (any Arithmetic) -> Void
  ) {
    let backend = CountingBackend(threads: 2)
    run(backend)
    var counted = backend.operations.executed
    let functions = [
      "exponential", "logarithm", "hyperbolicTangent", "errorFunction", "sine", "cosine", "power",
    ]
    let sum = functions.reduce(0) { $0 + (counted.removeValue(forKey: $1) ?? 0) }
    if sum > exact { counted["function"] = sum - exact }
    #expect(counted == backend.log.all, "\(name), \(format)")
  }

  @Test(arguments: RealFormat.allCases, [0, 1, 5, 17, 4096, 9000])
  func reductions(_ format: RealFormat, _ count: Int) {
    var source = Source(81)
    let (a, b) = (source.tensor(format, [count]), source.tensor(format, [count]))
    check("sum", format) { _ = $0.sum(a) }
    check("dot", format) { _ = $0.dot(a, b) }
    check("mean", format) { _ = $0.mean(a) }
    check("moments", format) { _ = $0.moments(a, correction: 1) }
    check("extrema", format) { _ = $0.extrema(a) }
    check("histogram", format) { _ = $0.histogram(a, bins: 7, range: -0.5...0.5) }
  }

  @Test(arguments: RealFormat.allCases)
  func linearAlgebra(_ format: RealFormat) {
    var source = Source(82)
    // Whole tiles: the places that fill up others are not counted.
    let (left, right) = (source.tensor(format, [3, 6, 5]), source.tensor(format, [3, 16, 5]))
    check("matrixProduct", format) {
      _ = $0.matrixProduct(left, right, transposeA: false, transposeB: true)
    }
    for n in [1, 2, 9] {
      var entries = source.tensor(format, [n, n]).doubles
      for i in 0..<n { entries[i * n + i] += 10 }
      let matrix = RealTensor(format, shape: [n, n], entries)
      let sides = source.tensor(format, [n, 3])
      check("solve", format) { _ = $0.solve(matrix, sides) }
      check("cholesky", format) { _ = $0.cholesky(matrix) }
      check("solve(cholesky:)", format) { _ = $0.solve(cholesky: matrix, sides) }
      let rectangle = source.tensor(format, [n, 4])
      check("singularValues", format) { _ = $0.singularValues(rectangle) }
    }
  }

  /// Kernels that need spatial axes.
  private func windows(_ x: RealTensor, _ weight: RealTensor, _ bias: RealTensor) {
    check("instanceNormalize", x.format) {
      _ = $0.instanceNormalize(x, weight: weight, bias: bias, epsilon: 1e-5)
    }
    for (padding, stride) in [(0, 1), (1, 2)] {
      let kernel = x.shape[2...].map { min(2, $0) }
      let geometry = ConvolutionGeometry(
        stride: kernel.map { _ in stride }, paddingBefore: kernel.map { _ in padding },
        paddingAfter: kernel.map { _ in padding })
      let windows = geometry.outputSizes(Array(x.shape[2...]), kernel: kernel).reduce(1, *)
      check("averagePool", x.format) {
        _ = $0.averagePool(
          x, kernel: kernel, geometry, divisors: (0..<windows).map { Double($0 % 3 + 1) })
      }
    }
  }

  @Test(arguments: RealFormat.allCases, [[3, 4, 5, 7], [2, 3, 70, 90], [4, 2], [2, 1, 3]])
  func networks(_ format: RealFormat, _ shape: [Int]) {
    var source = Source(83)
    let (x, g) = (source.tensor(format, shape), source.tensor(format, shape))
    let channels = [shape[1]]
    let (weight, bias) = (source.tensor(format, channels), source.tensor(format, channels))
    let (mean, variance) = (
      source.tensor(format, channels), source.tensor(format, channels, 0.5...1)
    )
    let places = [shape[0]] + shape[2...]
    let losses = source.tensor(format, places)
    let classes = Tensor(
      shape: places, values: (0..<losses.count).map { Int32($0 % shape[1]) })
    check("elu", format) { _ = $0.elu(x, alpha: 1) }
    check("elu", format) { _ = $0.elu(x, alpha: 0.7) }
    check("errorFunction", format) { _ = $0.errorFunction(x) }
    check("channelSum", format) { _ = $0.channelSum(x) }
    check("channelMoments", format) { _ = $0.channelMoments(x) }
    check("scaleAndShift", format) { _ = $0.scaleAndShift(x, scale: weight, shift: bias) }
    check("batchNormalize", format) {
      _ = $0.batchNormalize(x, weight: weight, bias: bias, epsilon: 1e-5)
    }
    check("groupNormalize", format) {
      _ = $0.groupNormalize(
        x, groups: shape[1] % 2 == 0 ? 2 : 1, weight: weight, bias: bias, epsilon: 1e-5)
    }
    let rows = x.reshaped([x.count / shape[1], shape[1]])
    check("layerNormalize", format) {
      _ = $0.layerNormalize(rows, weight: weight, bias: bias, epsilon: 1e-5)
    }
    check("parametricReLU", format) { _ = $0.parametricReLU(x, slopes: weight) }
    if shape.count > 2 { windows(x, weight, bias) }
    check("batchNormalizeGradient", format) {
      _ = $0.batchNormalizeGradient(
        x, weight: weight, mean: mean, variance: variance, epsilon: 1e-5, gradient: g)
    }
    // Of the greatest, less itself, the exponential is 1; of one class, the sum's logarithm is 0.
    let exact = losses.count
    let exactOfLogarithm = shape[1] == 1 ? 2 * exact : exact
    check("softmax", format, exact: exact) { _ = $0.softmax(x) }
    check("logSoftmax", format, exact: exactOfLogarithm) { _ = $0.logSoftmax(x) }
    check("crossEntropy", format, exact: exactOfLogarithm) {
      _ = $0.crossEntropy(x, classes: classes)
    }
    check("softmaxGradient", format) { _ = $0.softmaxGradient(softmax: x, gradient: g) }
    check("logSoftmaxGradient", format) { _ = $0.logSoftmaxGradient(logSoftmax: x, gradient: g) }
    check("crossEntropyGradient", format) {
      _ = $0.crossEntropyGradient(softmax: x, classes: classes, gradient: losses)
    }
  }

  @Test(arguments: RealFormat.allCases)
  func sizes(_ format: RealFormat) {
    var source = Source(84)
    let volume = source.tensor(format, [2, 3, 6, 8, 10])
    check("upsampleGradient", format) { _ = $0.upsampleGradient(volume, axes: 3) }
    for alignment in ResizeAlignment.allCases {
      check("resize", format) {
        _ = $0.resize(volume, to: [4, 8, 13], alignment: alignment)
      }
      check("resizeGradient", format) {
        _ = $0.resizeGradient(volume, from: [9, 8, 7], alignment: alignment)
      }
    }
  }

  @Test(arguments: RealFormat.allCases, Interpolation.allCases)
  func space(_ format: RealFormat, _ interpolation: Interpolation) {
    var source = Source(85)
    let shape = [5, 6, 7]
    let volume = source.tensor(format, shape)
    let (points, values) = (source.tensor(format, [90, 3], -2...8), source.tensor(format, [90]))
    let matrix = SpaceKernelTests.matrix
    for outside in [0.0, nil] as [Double?] {
      check("sample", format) {
        _ = $0.sample(volume, at: points, interpolation: interpolation, outside: outside)
      }
      check("sampleAdjoint", format) {
        _ = $0.sampleAdjoint(
          values, at: points, shape: shape, interpolation: interpolation,
          extendsEdges: outside == nil)
      }
      check("sampleWithGradient", format) {
        _ = $0.sampleWithGradient(volume, at: points, outside: outside)
      }
    }
    check("transform", format) { _ = $0.transform(points, by: matrix) }
    check("resample", format) {
      _ = $0.resample(
        volume, by: matrix, shape: [7, 5, 6], interpolation: interpolation, outside: 0)
    }
    check("resampleAdjoint", format) {
      _ = $0.resampleAdjoint(volume, by: matrix, shape: [7, 5, 6], interpolation: interpolation)
    }
  }
}
