internal import BigInt

/// An exact number with independent noise, uniform around zero, that is then rounded to nearest.
struct Noise {
  private let x: ExactNumber
  /// Full widths of the uniform distributions, in units of 2^exponent, so that none underflows.
  private let widths: [Double]
  private let exponent: Int

  /// - Parameter widths: in units of 2^e, e being the number's exponent.
  init(_ x: ExactNumber, widths: [Double]) {
    self.x = x.rational
    self.widths = widths
    exponent = x.exponent
  }

  /// The probability that the noise is below `offset`.
  ///
  /// Of one uniform number a ramp; of several the sum over corners of the box, Σ ± (offset + corner)₊ⁿ
  /// divided by n! and the volume (Irwin 1927, Hall 1927, for unequal widths).
  func cumulative(_ offset: Double) -> Double {
    let reach = widths.reduce(0, +) / 2
    if offset <= -reach { return 0 }
    if offset >= reach { return 1 }
    var sum = 0.0
    for corner in 0..<1 << widths.count {
      var (place, sign) = (offset, 1.0)
      for (i, width) in widths.enumerated() {
        if corner >> i & 1 == 1 {
          place -= width / 2
          sign = -sign
        } else {
          place += width / 2
        }
      }
      guard place > 0 else { continue }
      // One factor place / (rank · width) for each width: no product overflows.
      sum += widths.enumerated().reduce(sign) { $0 * place / (Double($1.offset + 1) * $1.element) }
    }
    return min(1, max(0, sum))
  }

  /// Where a result lies among all: uniform in [0, 1] for results of much finer format.
  func quantile(of result: Double) -> Double { cumulative(offset(to: ExactNumber(result))) }

  /// From the number to another, in units of 2^exponent.
  private func offset(to other: ExactNumber) -> Double {
    (other + -x).scaled(by: -exponent).double
  }

  /// How many numbers of the format lie within reach.
  func candidates(in format: BinaryFormat) -> Double {
    let unit = max(exponent - format.precision + 1, format.leastExponent)
    return widths.reduce(0, +) * Double(sign: .plus, exponent: exponent - unit, significand: 1)
  }

  /// The results with their probabilities; only for numbers that noise does not take past zero.
  func outcomes(in format: BinaryFormat) -> Outcomes {
    precondition(candidates(in: format) < 1000)
    let reach = ExactNumber(widths.reduce(0, +) / 2).scaled(by: exponent)
    let (low, high) = (x + -reach, x + reach)
    precondition(!low.isZero && !high.isZero && low.isNegative == high.isNegative)
    let last = Neighbours(high, in: format).nearest
    var value = Neighbours(low, in: format).nearest
    var results: [(Double, Double)] = []
    var below = 0.0
    while value < last {
      let next = format.next(value, isUp: true)
      let middle = (format.exact(value) + format.exact(next)) * ExactNumber(0.5)
      let upTo = cumulative(offset(to: middle))
      // Both ends may be touched by the rounding of the sum of number and noise.
      results.append((value, max(upTo - below, 1e-15)))
      (value, below) = (next, upTo)
    }
    results.append((value, max(1 - below, 1e-15)))
    return Outcomes(results)
  }
}

extension BinaryFormat {
  /// The next number of the data format that this is; infinity follows the greatest.
  func next(_ value: Double, isUp: Bool) -> Double {
    guard self == .binary32 else { return isUp ? value.nextUp : value.nextDown }
    return Double(isUp ? Float(value).nextUp : Float(value).nextDown)
  }

  /// The number, infinity as the first power of two that is infinite.
  fileprivate func exact(_ value: Double) -> ExactNumber {
    guard value.isInfinite else { return ExactNumber(value) }
    let limit = ExactNumber(1, scale: limitExponent)
    return value < 0 ? -limit : limit
  }

  /// A format by the bits of its exponent and fraction fields.
  init(exponentBits: Int, fractionBits: Int) {
    let greatest = 1 << (exponentBits - 1) - 1
    self.init(
      precision: fractionBits + 1, leastExponent: 1 - greatest - fractionBits,
      limitExponent: greatest + 1)
  }

  /// This format where its numbers are stored in `other`: no more range and precision than that.
  func limited(to other: BinaryFormat) -> BinaryFormat {
    let precision = min(precision, other.precision)
    let limit = min(limitExponent, other.limitExponent)
    return BinaryFormat(
      precision: precision, leastExponent: 3 - limit - precision, limitExponent: limit)
  }
}

extension ExactNumber {
  /// A root cut off after 200 bits; other numbers as they are.
  fileprivate var rational: ExactNumber {
    guard isRoot, !isZero else { return self }
    let unit = exponent - 200
    return ExactNumber(BigInt(units(of: unit).integer), scale: unit)
  }

  /// To about 60 bits.
  var double: Double {
    guard !isZero else { return 0 }
    let unit = exponent - 60
    let magnitude = Double(
      sign: .plus, exponent: unit, significand: Double(UInt64(units(of: unit).integer)))
    return isNegative ? -magnitude : magnitude
  }
}
