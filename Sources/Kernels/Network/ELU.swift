internal import ArithmeticTypes

extension Backend {
  func elu(_ x: RealTensor, alpha: Double) -> RealTensor {
    switch x.format {
    case .binary32: elu(rule32, x, alpha)
    case .binary64: elu(rule64, x, alpha)
    }
  }

  private func elu<Rule: RoundingRule>(_ rule: Rule, _ x: RealTensor, _ alpha: Double) -> RealTensor
  {
    let (values, key) = (Rule.Real.unwrap(x).values, session.nextCall())
    let factor = Rule.Real.nearest(alpha)
    let result = Tiling.fill(
      values.count, threads: threads, grain: 1 << 14
    ) { (range, output: UnsafeMutablePointer<Rule.Real>) in
      values.withElements { values in
        var below = 0
        // Short runs are still in the cache when they are looked at again.
        for start in stride(from: range.lowerBound, to: range.upperBound, by: 1 << 12) {
          let count = min(range.upperBound - start, 1 << 12)
          (output + start).initialize(from: values + start, count: count)
          below += rule.elu(output + start, count, factor) { Rule.Bits(key, place: start + $0) }
        }
        return below
      }
    }
    count(
      rule,
      Tally(multiply: factor == 1 ? 0 : result.computed, exponential: result.computed))
    return Rule.Real.wrap(Tensor(shape: x.shape, values: result.values))
  }
}

extension RoundingRule {
  /// `elu` of some numbers, in place.
  ///
  /// - Parameter bits: those of a place.
  /// - Returns: how many were below zero.
  @inline(__always)
  func elu(
    _ numbers: UnsafeMutablePointer<Real>, _ count: Int, _ alpha: Real, _ bits: (Int) -> Bits
  ) -> Int {
    if Self.self == NearestRounding<Float>.self {
      return NearestELU.apply(
        UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: Float.self), count,
        Float(alpha.wide))
    }
    var below = 0
    for place in 0..<count where numbers[place] < 0 {
      var bits = bits(place)
      numbers[place] = elu(numbers[place], alpha, &bits)
      below += 1
    }
    return below
  }
}

/// `elu` of binary32 numbers to nearest, in vectors: the bits of the scalar rule.
private enum NearestELU {
  @inline(never)
  static func apply(_ numbers: UnsafeMutablePointer<Float>, _ count: Int, _ alpha: Float) -> Int {
    var below = 0
    for place in 0..<count {
      let x = numbers[place]
      let product = alpha * Float(Elementary.exponentialLessOne(belowZero: Double(x)))
      numbers[place] = x < 0 ? product : x
      // As a number, a comparison compiles to vectors; as a condition it does not.
      below &+= Int(unsafeBitCast(x < 0, to: UInt8.self))
    }
    return below
  }
}
