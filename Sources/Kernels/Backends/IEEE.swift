internal import ArithmeticTypes

/// Binary32 (and binary64 where a tensor has it), round to nearest even.
struct IEEE: Backend {
  let specification: ArithmeticSpecification
  let rule32 = NearestRounding<Float>()
  let rule64 = NearestRounding<Double>()
  var session: Session
  let convolution: ConvolutionMethod

  static let description = BackendDescription(
    name: "ieee",
    summary: "Binary32, round to nearest even: the same bits on every machine.",
    definition: """
      Every operation is IEEE 754 in the format of its operands, rounded to nearest, ties to even. \
      Contractions take one fused multiply-add a step in a fixed, documented order, so that bits do \
      not depend on threads, vector width or CPU. With 'convolution: winograd', convolutions by filters \
      of 3 x 3 or 5 x 5 taps in y and x, at every voxel, are Winograd's F(4 x 4, 3 x 3) and \
      F(2 x 2, 5 x 5) at the points 0, 3/4, -3/4, 3/2, -3/2 and infinity, in an order as fixed.
      """,
    coverage: "Every operation; none is perturbed.",
    options: [ConvolutionMethod.option],
    isDeterministic: true, perturbs: false,
    reconcile: ConvolutionMethod.reconcile
  ) { specification, session in
    IEEE(
      specification: specification, session: session,
      convolution: ConvolutionMethod(specification))
  }
}
