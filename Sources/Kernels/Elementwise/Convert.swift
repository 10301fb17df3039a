internal import ArithmeticTypes

extension Backend {
  func convert(_ a: RealTensor, to format: RealFormat) -> RealTensor {
    switch (a, format) {
    case (.binary32, .binary32), (.binary64, .binary64):
      return a
    case (.binary32(let tensor), .binary64):
      count(NearestRounding<Double>(), Tally(convert: a.count))
      return .binary64(Tensor(shape: tensor.shape, values: tensor.values.map(Double.init)))
    case (.binary64(let tensor), .binary32):
      let (rule, values) = (rule32, tensor.values)
      count(rule, Tally(convert: a.count))
      let result = rule.elementwise(a.shape, session.nextCall(), threads) { elements in
        elements.fill { i, bits in rule.round(WideValue(values[i]), &bits) }
      }
      return .binary32(result)
    }
  }
}
