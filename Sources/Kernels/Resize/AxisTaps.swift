internal import ArithmeticTypes

/// Where the elements of a resized axis lie on the original axis.
struct AxisTaps<Real: RealNumber>: Sendable {
  /// The original axis' extent.
  let size: Int
  /// The element below and the element above, equal at the end of the axis.
  let lower: [Int]
  let upper: [Int]
  /// Where between them, in [0, 1): the upper element's weight.
  let fraction: [Real]
  /// One less the fraction; empty unless asked for.
  let rest: [Real]
}

extension RoundingRule {
  /// Taps of an axis of `size` elements resized to `count`: the scale is one division (element
  /// `count`); place j takes (j + ½) scale − ½, or j scale, with the words of element j, which its
  /// rest, 1 − fraction, goes on to draw.
  func resizeTaps(
    from size: Int, to count: Int, _ alignment: ResizeAlignment, withRests: Bool, _ key: CallKey
  ) -> AxisTaps<Real> {
    var bits = Bits(key, element: count)
    func number(_ value: Int) -> Real { Real.nearest(Double(value)) }
    let scale: Real =
      switch alignment {
      case .edges: divide(number(size), number(count), &bits)
      case .centres: count > 1 ? divide(number(size - 1), number(count - 1), &bits) : 0
      }
    var (lower, upper): ([Int], [Int]) = ([], [])
    var (fractions, rests): ([Real], [Real]) = ([], [])
    for j in 0..<count {
      var bits = Bits(key, element: j)
      var place: Real
      switch alignment {
      case .edges: place = subtract(multiply(scale, number(j) + 0.5, &bits), 0.5, &bits)
      case .centres: place = multiply(scale, number(j), &bits)
      }
      // Beyond the ends their elements go on; NaN, which a coarse format may give, is the start.
      place = place > 0 ? min(place, number(size - 1)) : 0
      let below = Int(place.wide)
      let fraction = place - number(below)
      lower.append(below)
      upper.append(min(below + 1, size - 1))
      fractions.append(fraction)
      if withRests { rests.append(subtract(1, fraction, &bits)) }
    }
    return AxisTaps(size: size, lower: lower, upper: upper, fraction: fractions, rest: rests)
  }
}

extension Tally {
  /// Of the taps of an axis resized from or to `count` elements.
  static func resizeTaps(_ count: Int, _ alignment: ResizeAlignment, withRests: Bool) -> Tally {
    let perPlace = (alignment == .edges ? 1 : 0) + (withRests ? 1 : 0)
    let scale = alignment == .edges || count > 1 ? 1 : 0
    return Tally(add: perPlace * count, multiply: count, divide: scale)
  }
}
