internal import ArithmeticTypes

extension Backend {
  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor?,
    _ geometry: ConvolutionGeometry
  ) -> RealTensor {
    convolve(convolution, images, filters, bias, geometry, nil)
  }

  /// `convolve` by the given method where it suits, and directly elsewhere.
  func convolve(
    _ method: ConvolutionMethod, _ images: RealTensor, _ filters: RealTensor, _ bias: RealTensor?,
    _ geometry: ConvolutionGeometry, _ unit: ConvolutionUnit?
  ) -> RealTensor {
    switch images.format {
    case .binary32: convolve(rule32, method, images, filters, bias, geometry, unit)
    case .binary64: convolve(rule64, method, images, filters, bias, geometry, unit)
    }
  }

  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor,
    _ geometry: ConvolutionGeometry, in unit: ConvolutionUnit
  ) -> RealTensor {
    // Winograd's voxels are activated with their padding, of whose zeros an infinite slope would make NaN.
    guard mergesPasses, convolution == .direct || (unit.slope ?? 0).isFinite else {
      return convolveInSteps(images, filters, bias: bias, geometry, in: unit)
    }
    return convolve(convolution, images, filters, bias, geometry, unit)
  }

  private func convolve<Rule: RoundingRule>(
    _ rule: Rule, _ method: ConvolutionMethod, _ images: RealTensor, _ filters: RealTensor,
    _ bias: RealTensor?, _ geometry: ConvolutionGeometry, _ unit: ConvolutionUnit?
  ) -> RealTensor {
    let shape = ConvolutionShape(images: images.shape, filters: filters.shape, geometry)
    precondition(bias.map { $0.shape == [shape.filters] } ?? true, "one bias a filter expected")
    let sizes = geometry.outputSizes(
      Array(images.shape[2...]), kernel: Array(filters.shape[2...]))
    let output = [shape.images, shape.filters] + sizes
    let surroundings = unit.map { unit in
      let surroundings = ConvolutionSurroundings<Rule.Real>(unit)
      precondition(
        (unit.slope == nil || sizes == Array(images.shape[2...]) && !surroundings.isELU)
          && (!surroundings.competes || output == images.shape),
        "outputs \(output) in one pass with images \(images.shape)")
      precondition(
        unit.operands.allSatisfy { $0.shape == [shape.filters] },
        "one scale and one shift a filter expected")
      return surroundings
    }
    let (x, w) = (Rule.Real.unwrap(images).values, Rule.Real.unwrap(filters).values)
    let biases = bias.map { Rule.Real.unwrap($0).values }
    let key = session.nextCall()
    let result: (values: [Rule.Real], scaled: Int)
    let sums: Tally
    if method == .winograd, WinogradThreeTaps.suits(shape) {
      result = WinogradConvolution<WinogradThreeTaps, Rule.Real>(
        x, w, biases, shape, surroundings, threads: threads
      ).values()
      sums = WinogradThreeTaps.tally(shape, images.format)
    } else if method == .winograd, WinogradFiveTaps.suits(shape) {
      result = WinogradConvolution<WinogradFiveTaps, Rule.Real>(
        x, w, biases, shape, surroundings, threads: threads
      ).values()
      sums = WinogradFiveTaps.tally(shape, images.format)
    } else {
      result = DirectConvolution(rule, x, w, biases, shape, key, surroundings)
        .values(threads: threads)
      sums = Tally(accumulate: shape.multiplyAdds)
    }
    let count = result.values.count
    self.count(
      rule,
      sums.adding(
        Tally(add: bias == nil ? 0 : count).adding(
          surroundings?.tally(result.scaled, count: count) ?? Tally())))
    return Rule.Real.wrap(Tensor(shape: output, values: result.values))
  }
}
