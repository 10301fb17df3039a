internal import ArithmeticTypes

/// The numbers of a `ConvolutionUnit`.
struct ConvolutionSurroundings<Real: RealNumber>: Sendable {
  let slope: Real?
  private let after: After

  private enum After: Sendable {
    case normalization(scale: [Real], shift: [Real], competes: Bool)
    case activation(slope: Real)
    case rectification
    case elu(alpha: Real)
  }

  init(_ unit: ConvolutionUnit) {
    slope = unit.slope.map(Real.nearest)
    after =
      switch unit.after {
      case .normalization(let scale, let shift, let competes):
        .normalization(
          scale: Real.unwrap(scale).values, shift: Real.unwrap(shift).values, competes: competes)
      case .activation(let slope): .activation(slope: .nearest(slope))
      case .rectification: .rectification
      case .elu(let alpha): .elu(alpha: .nearest(alpha))
      }
  }

  var isELU: Bool {
    if case .elu = after { true } else { false }
  }

  /// Operations at so many places that are counted while they are done, and at all `count` outputs.
  func tally(_ counted: Int, count: Int) -> Tally {
    switch after {
    case .normalization: Tally(multiply: counted, multiplyAdd: count)
    case .activation, .rectification: Tally(multiply: counted)
    case .elu(let alpha): Tally(multiply: alpha == 1 ? 0 : counted, exponential: counted)
    }
  }

  var competes: Bool {
    if case .normalization(_, _, let competes) = after { competes } else { false }
  }

  /// What a unit does with sums of one filter, by rules that draw no bits.
  ///
  /// - Parameters:
  ///   - sums: may be the same as `outputs`.
  ///   - images: all images.
  ///   - first: which of all outputs the first one is.
  /// - Returns: how many outputs were multiplied by a slope, or went through the exponential.
  @inline(__always)
  func complete<Rule: RoundingRule>(
    _ rule: Rule, _ key: CallKey, _ sums: UnsafePointer<Real>,
    to outputs: UnsafeMutablePointer<Real>,
    count: Int, filter: Int, bias: Real, images: [Real], first: Int
  ) -> Int where Rule.Real == Real {
    var bits = Rule.Bits(key, element: 0)
    switch after {
    case .normalization(let scale, let shift, let competes):
      let (scale, shift) = (scale[filter], shift[filter])
      for x in 0..<count {
        outputs[x] = rule.multiplyAdd(rule.add(sums[x], bias, &bits), scale, shift, &bits)
      }
      if competes { compete(outputs, count, images: images, first: first) }
      return 0
    case .activation(let slope):
      var positive = 0
      for x in 0..<count {
        let sum = rule.add(sums[x], bias, &bits)
        let product = rule.multiply(slope, sum, &bits)
        outputs[x] = sum > 0 ? sum : product
        // As a number, a comparison compiles to vectors; as a condition it does not.
        positive &+= Int(unsafeBitCast(sum > 0, to: UInt8.self))
      }
      return count - positive
    case .rectification:
      for x in 0..<count {
        let sum = rule.add(sums[x], bias, &bits)
        outputs[x] = sum <= 0 ? 0 : sum
      }
      return 0
    case .elu(let alpha):
      for x in 0..<count { outputs[x] = rule.add(sums[x], bias, &bits) }
      return rule.elu(outputs, count, alpha) { _ in Rule.Bits(key, element: 0) }
    }
  }

  /// Outputs, or the images in their places where those are greater.
  @inline(__always)
  private func compete(
    _ outputs: UnsafeMutablePointer<Real>, _ count: Int, images: [Real], first: Int
  ) {
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
