internal import ArithmeticTypes

extension JobArithmetic {
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
  func errorFunction(_ a: RealTensor) -> RealTensor {
    run(.errorFunction, [a]) { $0.errorFunction(a) }
  }
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
}
