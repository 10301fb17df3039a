internal import ArithmeticTypes

extension JobArithmetic {
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
}
