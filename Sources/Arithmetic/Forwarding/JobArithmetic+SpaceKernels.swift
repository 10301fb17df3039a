internal import ArithmeticTypes

extension JobArithmetic {
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
