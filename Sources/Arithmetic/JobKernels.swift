internal import ArithmeticTypes

/// Every kernel, forwarded under its name with what it is given.
extension JobArithmetic {
  // MARK: Element-wise

  func add(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    run(.add, [a, b]) { $0.add(a, b) }
  }
  func subtract(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    run(.subtract, [a, b]) { $0.subtract(a, b) }
  }
  func multiply(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    run(.multiply, [a, b]) { $0.multiply(a, b) }
  }
  func divide(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    run(.divide, [a, b]) { $0.divide(a, b) }
  }
  func add(_ a: RealTensor, _ b: Double) -> RealTensor {
    run(.add, [a, .number(b)]) { $0.add(a, b) }
  }
  func multiply(_ a: RealTensor, _ b: Double) -> RealTensor {
    run(.multiply, [a, .number(b)]) { $0.multiply(a, b) }
  }
  func divide(_ a: RealTensor, _ b: Double) -> RealTensor {
    run(.divide, [a, .number(b)]) { $0.divide(a, b) }
  }
  func multiplyAdd(_ a: RealTensor, _ b: RealTensor, _ c: RealTensor) -> RealTensor {
    run(.multiplyAdd, [a, b, c]) { $0.multiplyAdd(a, b, c) }
  }
  func addScaled(_ sum: RealTensor, _ a: RealTensor, by factor: Double) -> RealTensor {
    run(.addScaled, [sum, a, .number(factor)]) { $0.addScaled(sum, a, by: factor) }
  }
  func squareRoot(_ a: RealTensor) -> RealTensor { run(.squareRoot, [a]) { $0.squareRoot(a) } }
  func exponential(_ a: RealTensor) -> RealTensor { run(.exponential, [a]) { $0.exponential(a) } }
  func logarithm(_ a: RealTensor) -> RealTensor { run(.logarithm, [a]) { $0.logarithm(a) } }
  func hyperbolicTangent(_ a: RealTensor) -> RealTensor {
    run(.hyperbolicTangent, [a]) { $0.hyperbolicTangent(a) }
  }
  func sine(_ a: RealTensor) -> RealTensor { run(.sine, [a]) { $0.sine(a) } }
  func cosine(_ a: RealTensor) -> RealTensor { run(.cosine, [a]) { $0.cosine(a) } }
  func power(_ a: RealTensor, _ b: RealTensor) -> RealTensor {
    run(.power, [a, b]) { $0.power(a, b) }
  }
  func power(_ a: RealTensor, _ b: Double) -> RealTensor {
    run(.power, [a, .number(b)]) { $0.power(a, b) }
  }
  func convert(_ a: RealTensor, to format: RealFormat) -> RealTensor {
    // Not a call where there is nothing to convert.
    a.format == format ? a : run(.convert, [a]) { $0.convert(a, to: format) }
  }

  // MARK: Reductions

  func sum(_ a: RealTensor) -> Double { run(.sum, [a]) { $0.sum(a) } }
  func dot(_ a: RealTensor, _ b: RealTensor) -> Double { run(.dot, [a, b]) { $0.dot(a, b) } }

  func mean(_ a: RealTensor) -> Double { run(.mean, [a]) { $0.mean(a) } }
  func moments(_ a: RealTensor, correction: Int) -> (mean: Double, variance: Double) {
    run(
      .moments, [a], { $0.moments(a, correction: correction) },
      tensors: { [.number($0.mean), .number($0.variance)] })
  }
  func extrema(_ a: RealTensor) -> (least: Double, greatest: Double) {
    run(
      .extrema, [a], { $0.extrema(a) }, tensors: { [.number($0.least), .number($0.greatest)] })
  }

  // MARK: Matrices

  func matrixProduct(
    _ a: RealTensor, _ b: RealTensor, transposeA: Bool, transposeB: Bool
  ) -> RealTensor {
    run(.matrixProduct, [a, b]) {
      $0.matrixProduct(a, b, transposeA: transposeA, transposeB: transposeB)
    }
  }
  func solve(_ a: RealTensor, _ b: RealTensor) -> RealTensor? {
    run(.solve, [a, b]) { $0.solve(a, b) }
  }

  func cholesky(_ a: RealTensor) -> RealTensor? { run(.cholesky, [a]) { $0.cholesky(a) } }
  func solve(cholesky l: RealTensor, _ b: RealTensor) -> RealTensor {
    run(.choleskySolve, [l, b]) { $0.solve(cholesky: l, b) }
  }
  func singularValues(_ a: RealTensor) -> (u: RealTensor, values: RealTensor, v: RealTensor)? {
    run(
      .singularValues, [a], { $0.singularValues(a) },
      tensors: { $0.map { [$0.u, $0.values, $0.v] } ?? [] })
  }

  // MARK: Convolutions

  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor?,
    _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    run(.convolve, [images, filters] + (bias.map { [$0] } ?? [])) {
      $0.convolve(images, filters, bias: bias, geometry)
    }
  }
  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor,
    _ geometry: ConvolutionGeometry, in unit: ConvolutionUnit
  ) -> RealTensor {
    guard mergesPasses else {
      return convolveInSteps(images, filters, bias: bias, geometry, in: unit)
    }
    // One call: what is done before and after counts as the convolution's.
    return run(.convolve, [images, filters, bias] + unit.operands) {
      $0.convolve(images, filters, bias: bias, geometry, in: unit)
    }
  }
  func convolutionImageGradient(
    _ gradient: RealTensor, _ filters: RealTensor, sizes: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    run(.convolutionImageGradient, [gradient, filters]) {
      $0.convolutionImageGradient(gradient, filters, sizes: sizes, geometry)
    }
  }
  func convolutionFilterGradient(
    _ images: RealTensor, _ gradient: RealTensor, kernel: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    run(.convolutionFilterGradient, [images, gradient]) {
      $0.convolutionFilterGradient(images, gradient, kernel: kernel, geometry)
    }
  }

  // MARK: Space

  func transform(_ points: RealTensor, by matrix: [Double]) -> RealTensor {
    run(.transform, [points] + matrix.map(RealTensor.number)) { $0.transform(points, by: matrix) }
  }
  func sample(
    _ volume: RealTensor, at points: RealTensor, interpolation: Interpolation, outside: Double?
  ) -> RealTensor {
    run(.sample, [volume, points] + (outside.map { [.number($0)] } ?? [])) {
      $0.sample(volume, at: points, interpolation: interpolation, outside: outside)
    }
  }
  func sampleWithGradient(_ volume: RealTensor, at points: RealTensor, outside: Double?)
    -> (values: RealTensor, gradients: RealTensor)
  {
    run(.sampleWithGradient, [volume, points] + (outside.map { [.number($0)] } ?? [])) {
      $0.sampleWithGradient(volume, at: points, outside: outside)
    }
  }
  func sampleAdjoint(
    _ values: RealTensor, at points: RealTensor, shape: [Int], interpolation: Interpolation,
    extendsEdges: Bool
  ) -> RealTensor {
    run(.sampleAdjoint, [values, points]) {
      $0.sampleAdjoint(
        values, at: points, shape: shape, interpolation: interpolation, extendsEdges: extendsEdges)
    }
  }
  func resample(
    _ volume: RealTensor, by matrix: [Double], shape: [Int], interpolation: Interpolation,
    outside: Double
  ) -> RealTensor {
    run(.resample, [volume, .number(outside)] + matrix.map(RealTensor.number)) {
      $0.resample(
        volume, by: matrix, shape: shape, interpolation: interpolation, outside: outside)
    }
  }
  func resampleAdjoint(
    _ values: RealTensor, by matrix: [Double], shape: [Int], interpolation: Interpolation
  ) -> RealTensor {
    run(.resampleAdjoint, [values] + matrix.map(RealTensor.number)) {
      $0.resampleAdjoint(values, by: matrix, shape: shape, interpolation: interpolation)
    }
  }
  func smooth(_ volume: RealTensor, sigma: [Double]) -> RealTensor {
    run(.smooth, [volume]) { $0.smooth(volume, sigma: sigma) }
  }
  func jointHistogram(
    _ a: RealTensor, _ b: RealTensor, bins: Int, rangeA: ClosedRange<Double>,
    rangeB: ClosedRange<Double>
  ) -> RealTensor {
    run(.jointHistogram, [a, b]) {
      $0.jointHistogram(a, b, bins: bins, rangeA: rangeA, rangeB: rangeB)
    }
  }
  func histogram(_ a: RealTensor, bins: Int, range: ClosedRange<Double>) -> [Int] {
    run(.histogram, [a], { $0.histogram(a, bins: bins, range: range) }, tensors: { _ in [] })
  }
}
