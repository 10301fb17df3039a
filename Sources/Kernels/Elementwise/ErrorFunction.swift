internal import ArithmeticTypes

extension Backend {
  func errorFunction(_ a: RealTensor) -> RealTensor {
    switch a.format {
    case .binary32: errorFunction(rule32, a)
    case .binary64: errorFunction(rule64, a)
    }
  }

  private func errorFunction<Rule: RoundingRule>(_ rule: Rule, _ a: RealTensor) -> RealTensor {
    let (x, key) = (Rule.Real.unwrap(a).values, session.nextCall())
    count(rule, Tally(errorFunction: a.count))
    let result = Tiling.fill(
      x.count, threads: threads, grain: 1 << 14
    ) { (range, output: UnsafeMutablePointer<Rule.Real>) in
      x.withElements { x in
        if Rule.self == NearestRounding<Float>.self {
          NearestErrorFunction.apply(
            UnsafeRawPointer(x).assumingMemoryBound(to: Float.self), range,
            UnsafeMutableRawPointer(output).assumingMemoryBound(to: Float.self))
          return range.count
        }
        for i in range {
          var bits = Rule.Bits(key, place: i)
          (output + i).initialize(to: rule.errorFunction(x[i], &bits))
        }
        return range.count
      }
    }
    return Rule.Real.wrap(Tensor(shape: a.shape, values: result.values))
  }
}

/// erf of binary32 numbers to nearest, in vectors: the bits of the scalar rule.
private enum NearestErrorFunction {
  @inline(never)
  static func apply(
    _ x: UnsafePointer<Float>, _ range: Range<Int>, _ output: UnsafeMutablePointer<Float>
  ) {
    for i in range {
      // Zero keeps its sign.
      let result = Float(Elementary.errorFunction(ofSingle: Double(x[i])))
      output[i] = x[i] == 0 ? x[i] : result
    }
  }
}
