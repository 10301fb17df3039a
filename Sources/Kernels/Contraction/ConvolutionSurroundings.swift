internal import ArithmeticTypes

/// The numbers of a `ConvolutionUnit`.
struct ConvolutionSurroundings<Real: RealNumber>: Sendable {
  let slope: Real?
  private let scale: [Real]
  private let shift: [Real]
  private let competes: Bool

  init(_ unit: ConvolutionUnit) {
    slope = unit.slope.map(Real.nearest)
    scale = Real.unwrap(unit.scale).values
    shift = Real.unwrap(unit.shift).values
    competes = unit.competes
  }

  /// What a unit does with sums of one filter, by rules that draw no bits.
  ///
  /// - Parameters:
  ///   - sums: may be the same as `outputs`.
  ///   - images: all images.
  ///   - first: which of all outputs the first one is.
  @inline(__always)
  func complete<Rule: RoundingRule>(
    _ rule: Rule, _ key: CallKey, _ sums: UnsafePointer<Real>,
    to outputs: UnsafeMutablePointer<Real>,
    count: Int, filter: Int, bias: Real, images: [Real], first: Int
  ) where Rule.Real == Real {
    let (scale, shift) = (scale[filter], shift[filter])
    for x in 0..<count {
      var bits = Rule.Bits(key, element: 0)
      outputs[x] = rule.multiplyAdd(rule.add(sums[x], bias, &bits), scale, shift, &bits)
    }
    guard competes else { return }
    images.withUnsafeBufferPointer { images in
      guard let start = images.baseAddress else { return }
      let own = start + first
      for x in 0..<count {
        let value = outputs[x]
        outputs[x] = value > own[x] || value != value ? value : own[x]
      }
    }
  }
}

/// How many numbers are not positive.
@inline(__always)
func countNotPositive<Real: RealNumber>(_ numbers: UnsafePointer<Real>, _ count: Int) -> Int {
  var positive = 0
  // As a number, a comparison compiles to vectors; as a condition it does not.
  for x in 0..<count { positive &+= Int(unsafeBitCast(numbers[x] > 0, to: UInt8.self)) }
  return count - positive
}
