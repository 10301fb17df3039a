@testable import Arithmetic
import Testing

/// A digest of the bits of a tensor (FNV-1a over its numbers).
private func digest(_ tensors: [RealTensor]) -> UInt64 {
  var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  for value in tensors.flatMap(\.doubles) {
    hash = (hash ^ value.bitPattern) &* 0x100_0000_01B3
    hash ^= hash >> 29
  }
  return hash
}

/// Results of every kernel, by name, just large enough for two tiles of element-wise kernels.
func kernelResults(_ kernels: any Arithmetic, _ format: RealFormat) -> [(String, [RealTensor])] {
  var source = Source(21)
  let a = source.tensor(format, [12, 28, 49], 0.5...2)
  let b = source.tensor(format, [12, 28, 49], 0.5...2)
  let small = source.tensor(format, [12, 28, 49], 0.001...0.003)
  let vectors = (0..<16).map { _ in source.tensor(format, [5000], 0.5...2) }
  let wide = source.tensor(.binary64, [20_000])
  let left = source.tensor(format, [61, 130])
  let right = source.tensor(format, [130, 47])
  let pictures = source.tensor(format, [1, 5, 22, 33])
  let filters = source.tensor(format, [7, 5, 3, 3])
  let bias = source.tensor(format, [7])
  let geometry = ConvolutionGeometry(same: [3, 3])
  let gradient = source.tensor(format, [1, 7, 22, 33])
  let points = source.tensor(format, [5000, 3], -1...21)
  let square = source.tensor(format, [17, 17])
  let sides = source.tensor(format, [17, 3])
  let m = SpaceKernelTests.matrix
  func number(_ value: Double) -> RealTensor { RealTensor(.binary64, shape: [], [value]) }
  var results: [(String, [RealTensor])] = [
    ("add", [kernels.add(a, b), kernels.add(a, 0.1)]),
    ("subtract", [kernels.subtract(a, small)]),
    ("multiply", [kernels.multiply(a, b), kernels.multiply(a, 0.1)]),
    ("divide", [kernels.divide(a, b), kernels.divide(a, 0.1)]),
    ("multiplyAdd", [kernels.multiplyAdd(a, b, a)]),
    ("addScaled", [kernels.addScaled(a, b, by: 0.4)]),
    ("squareRoot", [kernels.squareRoot(a)]),
    ("exponential", [kernels.exponential(a)]),
    ("logarithm", [kernels.logarithm(a)]),
    ("hyperbolicTangent", [kernels.hyperbolicTangent(a)]),
    ("sine", [kernels.sine(a)]),
    ("cosine", [kernels.cosine(a)]),
    ("power", [kernels.power(a, b), kernels.power(a, 0.3)]),
    ("convert", [kernels.convert(wide, to: .binary32)]),
    ("sum", [number(kernels.sum(a))] + vectors.map { number(kernels.sum($0)) }),
    ("dot", [number(kernels.dot(a, b))] + vectors.map { number(kernels.dot($0, $0)) }),
    ("mean", vectors.map { number(kernels.mean($0)) }),
    ("moments", vectors.map { number(kernels.moments($0, correction: 1).variance) }),
    ("extrema", [number(kernels.extrema(a).least), number(kernels.extrema(a).greatest)]),
    ("matrixProduct", [kernels.matrixProduct(left, right, transposeA: false, transposeB: false)]),
    ("matrixProduct of stacks", [stackProduct(kernels, format)]),
    ("convolve", [kernels.convolve(pictures, filters, bias: bias, geometry)]),
    (
      "convolutionImageGradient",
      [kernels.convolutionImageGradient(gradient, filters, sizes: [22, 33], geometry)]
    ),
    (
      "convolutionFilterGradient",
      [kernels.convolutionFilterGradient(pictures, gradient, kernel: [3, 3], geometry)]
    ),
    ("transform", [kernels.transform(points, by: m)]),
    ("sample", [kernels.sample(a, at: points, outside: 0)]),
    (
      "sample at edges",
      Interpolation.allCases.map {
        kernels.sample(a, at: points, interpolation: $0, outside: nil)
      }
    ),
    (
      "sampleAdjoint",
      Interpolation.allCases.map {
        kernels.sampleAdjoint(
          vectors[0], at: points, shape: [20, 21, 19], interpolation: $0, extendsEdges: true)
      }
    ),
    (
      "resampleAdjoint",
      Interpolation.allCases.map {
        kernels.resampleAdjoint(a, by: m, shape: [22, 26, 31], interpolation: $0)
      }
    ),
    ("smooth", [kernels.smooth(a, sigma: [1, 1.5, 2])]),
    (
      "jointHistogram",
      [kernels.jointHistogram(a, b, bins: 16, rangeA: 0.5...2, rangeB: 0.5...2)]
    ),
  ]
  results += networkResults(kernels, format)
  results += factorisationResults(kernels, format)
  let counts = kernels.histogram(a, bins: 400, range: 0.5...2).map { Double($0) }
  results.append(("histogram", [RealTensor(.binary64, shape: [400], counts)]))
  results.append(("solve", kernels.solve(square, sides).map { [$0] } ?? []))
  let both = kernels.sampleWithGradient(a, at: points, outside: 0)
  results.append(("sampleWithGradient", [both.values, both.gradients]))
  for interpolation in Interpolation.allCases {
    let moved = kernels.resample(
      a, by: m, shape: [12, 25, 33], interpolation: interpolation, outside: 0)
    results.append(("resample \(interpolation)", [moved]))
  }
  // The bits of a call depend on those before it: new kernels come last.
  let signed = source.tensor(format, [12, 28, 49], -4...1)
  results.append(("errorFunction", [kernels.errorFunction(signed), kernels.errorFunction(small)]))
  results.append(("elu", [kernels.elu(signed, alpha: 1), kernels.elu(signed, alpha: 0.7)]))
  results += partResults(kernels, format)
  return results
}

/// Results of kernels on parts of images: normalizations, slopes by channel, windows that hang over.
private func partResults(_ kernels: any Arithmetic, _ format: RealFormat) -> [(
  String, [RealTensor]
)] {
  var source = Source(24)
  let x = source.tensor(format, [2, 6, 30, 44])
  let volume = source.tensor(format, [1, 3, 8, 9, 20])
  let (scale, shift) = (source.tensor(format, [6], 0.5...2), source.tensor(format, [6]))
  let (weight, bias) = (source.tensor(format, [220], 0.5...2), source.tensor(format, [220]))
  let layers = kernels.layerNormalize(
    x.reshaped([72, 220]), weight: weight, bias: bias, epsilon: 1e-5)
  return [
    (
      "instanceNormalize",
      [kernels.instanceNormalize(x, weight: scale, bias: shift, epsilon: 1e-5)]
    ),
    (
      "groupNormalize",
      [kernels.groupNormalize(x, groups: 3, weight: scale, bias: shift, epsilon: 1e-5)]
    ),
    ("layerNormalize", [layers.output, layers.mean, layers.variance]),
    ("parametricReLU", [kernels.parametricReLU(x, slopes: scale)]),
    (
      "averagePool",
      [
        kernels.averagePool(
          x, kernel: [3, 3], ConvolutionGeometry(same: [3, 3]),
          divisors: (0..<30 * 44).map { Double($0 % 5 + 5) }),
        kernels.averagePool(
          volume, kernel: [2, 3, 3],
          ConvolutionGeometry(
            stride: [2, 1, 3], dilation: [1, 2, 1], paddingBefore: [0, 1, 1],
            paddingAfter: [0, 2, 1]),
          divisors: [Double](repeating: 18, count: 4 * 8 * 7)),
      ]
    ),
  ]
}

/// Kernels that only move or compare numbers.
let unroundedKernels: Set = [
  "maximum", "relu", "maxPool", "unpool", "pool", "upsample", "extrema", "histogram",
]

/// Seven matrices times seven transposed ones.
private func stackProduct(_ kernels: any Arithmetic, _ format: RealFormat) -> RealTensor {
  var source = Source(29)
  return kernels.matrixProduct(
    source.tensor(format, [7, 13, 40]), source.tensor(format, [7, 21, 40]), transposeA: false,
    transposeB: true)
}

/// Factors of a positive definite matrix, a solution with them, and singular values.
private func factorisationResults(_ kernels: any Arithmetic, _ format: RealFormat)
  -> [(String, [RealTensor])]
{
  var source = Source(23)
  var entries = source.tensor(format, [17, 17]).doubles
  for i in 0..<17 {
    for j in 0..<i { entries[j * 17 + i] = entries[i * 17 + j] }
    entries[i * 17 + i] += 20
  }
  let matrix = RealTensor(format, shape: [17, 17], entries)
  let (sides, rectangle) = (source.tensor(format, [17, 3]), source.tensor(format, [9, 14]))
  let factor = kernels.cholesky(matrix)
  let solution = kernels.solve(cholesky: factor ?? matrix, sides)
  let singular = kernels.singularValues(rectangle)
  return [
    ("cholesky", factor.map { [$0] } ?? []), ("choleskySolve", [solution]),
    ("singularValues", singular.map { [$0.u, $0.values, $0.v] } ?? []),
  ]
}

/// Results of the kernels of networks, by name.
private func networkResults(_ kernels: any Arithmetic, _ format: RealFormat) -> [(
  String, [RealTensor]
)] {
  var source = Source(22)
  let x = source.tensor(format, [2, 5, 30, 44])
  let y = source.tensor(format, [2, 5, 30, 44])
  let volume = source.tensor(format, [1, 3, 12, 14, 18])
  let (scale, shift) = (source.tensor(format, [5], 0.5...2), source.tensor(format, [5]))
  let (flat, deep) = (kernels.maxPool(x, axes: 2), kernels.maxPool(volume, axes: 3))
  let places = flat.indices.values.map { Double($0) }
  func number(_ value: Double) -> RealTensor { RealTensor(.binary64, shape: [], [value]) }
  let moments = kernels.channelMoments(x)
  let normalized = kernels.batchNormalize(x, weight: scale, bias: shift, epsilon: 1e-5)
  let back = kernels.batchNormalizeGradient(
    x, weight: scale, mean: normalized.mean, variance: normalized.variance, epsilon: 1e-5,
    gradient: y)
  let (p, logarithms) = (kernels.softmax(x), kernels.logSoftmax(x))
  let classes = Tensor(shape: [2, 30, 44], values: (0..<2640).map { Int32($0 * 7 % 5) })
  let losses = kernels.crossEntropy(x, classes: classes)
  let (a, b) = kernels.maximumGradient(x, x, gradient: y)
  var results: [(String, [RealTensor])] = [
    ("maximum", [kernels.maximum(x, y)]),
    // Halves are exact, so another seed gives the same.
    ("relu", [kernels.relu(x), kernels.reluGradient(x, gradient: y), a, b]),
    ("leakyReLU", [kernels.leakyReLU(x, slope: 0.3)]),
    ("leakyReLUGradient", [kernels.leakyReLUGradient(x, slope: 0.3, gradient: y)]),
    (
      "leakyReLUSlopeGradient",
      (0..<16).map { _ in number(kernels.leakyReLUSlopeGradient(x, gradient: y)) }
    ),
    ("scaleAndShift", [kernels.scaleAndShift(x, scale: scale, shift: shift)]),
    ("channelSum", [kernels.channelSum(x), kernels.channelSum(volume)]),
    ("channelMoments", [moments.mean, moments.variance]),
    ("batchNormalize", [normalized.output]),
    ("batchNormalizeGradient", [back.x, back.weight, back.bias]),
    ("softmax", [p]),
    ("softmaxGradient", [kernels.softmaxGradient(softmax: p, gradient: y)]),
    ("logSoftmax", [logarithms]),
    (
      "logSoftmaxGradient",
      [kernels.logSoftmaxGradient(logSoftmax: logarithms, gradient: y)]
    ),
    ("crossEntropy", [losses]),
    (
      "crossEntropyGradient",
      [kernels.crossEntropyGradient(softmax: p, classes: classes, gradient: losses)]
    ),
    (
      "maxPool",
      [flat.values, deep.values, RealTensor(.binary64, shape: [places.count], places)]
    ),
    ("unpool", [kernels.unpool(flat.values, indices: flat.indices, shape: x.shape, axes: 2)]),
    ("pool", [kernels.pool(x, at: flat.indices, axes: 2)]),
    ("upsample", [kernels.upsample(x, axes: 2), kernels.upsample(volume, axes: 3)]),
    (
      "upsampleGradient",
      [kernels.upsampleGradient(x, axes: 2), kernels.upsampleGradient(volume, axes: 3)]
    ),
  ]
  for alignment in ResizeAlignment.allCases {
    results.append(
      ("resize \(alignment)", [kernels.resize(volume, to: [9, 21, 25], alignment: alignment)]))
    results.append(
      (
        "resizeGradient \(alignment)",
        [kernels.resizeGradient(x, from: [19, 61], alignment: alignment)]
      ))
  }
  return results
}

/// Law (a): the same seed gives the same bits, and another seed others.
@Suite struct DeterminismTests {
  static let cases = KernelAgreementTests.cases

  @Test(arguments: cases)
  func sameBitsForAnyNumberOfThreads(_ name: String, _ format: RealFormat) throws {
    let one = kernelResults(try arithmetic(name), format)
    for threads in [2, 8] {
      let many = kernelResults(try arithmetic(name, threads: threads), format)
      for (x, y) in zip(one, many) {
        #expect(digest(x.1) == digest(y.1), "\(x.0), \(threads) threads")
      }
    }
  }

  @Test(.severalLevels, arguments: cases)
  func sameBitsAtEveryInstructionLevel(_ name: String, _ format: RealFormat) throws {
    let specification = ArithmeticSpecification(name: name)
    let levels = InstructionLevel.available
    let reference = try Arithmetics.make(specification, seed: 1, threads: 1, level: levels[0])
    let expected = kernelResults(reference, format)
    for level in levels.dropFirst() {
      let kernels = try Arithmetics.make(specification, seed: 1, threads: 1, level: level)
      for (x, y) in zip(expected, kernelResults(kernels, format)) {
        #expect(digest(x.1) == digest(y.1), "\(x.0) with \(level)")
      }
    }
  }

  @Test(arguments: randomBackends.filter { $0 != "cancellation" }, RealFormat.allCases)
  func otherSeedsCallsAndForksGiveOtherBits(_ name: String, _ format: RealFormat) throws {
    let base = kernelResults(try arithmetic(name), format)
    let kernels = try arithmetic(name)
    let others = [
      kernelResults(try arithmetic(name, seed: 2), format),
      kernelResults(kernels.fork(0), format), kernelResults(kernels.fork(1), format),
    ]
    for other in others {
      for (x, y) in zip(base, other) {
        // Voxels at their nearest location move only where a location is near a half.
        if unroundedKernels.contains(x.0) || x.0 == "resample nearest"
          || (x.0 == "convert" && format == .binary64)
        {
          continue
        }
        #expect(digest(x.1) != digest(y.1), "\(x.0)")
      }
    }
    let a = RealTensor(format, shape: [64], [Double](repeating: 0.1, count: 64))
    #expect(kernels.multiply(a, a) != kernels.multiply(a, a), "two calls of one kernel")
    let (x, y) = (kernels.fork(3), try arithmetic(name).fork(3))
    #expect(x.multiply(a, a) == y.multiply(a, a))
  }
}
