internal import ArithmeticTypes

extension JobArithmetic {
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
    // One call, whose operations count as the convolution's; the others are noted as called, since the
    // result is as old as the oldest of them.
    noteMerged(unit.kernels)
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
}
