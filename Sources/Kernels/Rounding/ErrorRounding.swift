/// A rule for binary64 that decides from the nearest result and its exact error, which error-free
/// transforms give (Fasi and Mikaitis 2021; Dekker 1971; Knuth, TAOCP 2, 4.2.2).
protocol ErrorRounding: RoundingRule where Real == Double, Factor == Double {
  /// Whether a result that lies `error` beyond `nearest` goes to the neighbour on that side, at
  /// distance `gap`. The error is not zero, and its ratio to the gap is exact to 2⁻⁵².
  func moves(_ nearest: Double, error: Double, gap: Double, _ word: UInt64) -> Bool
}

extension ErrorRounding {
  static var perturbs: Bool { true }

  @inline(__always)
  func add(_ a: Double, _ b: Double, _ bits: inout Bits) -> Double {
    let word = bits.next()
    let s = a + b
    if s.magnitude < 0x1p1023 {
      let v = s - a
      return decide(s, (a - (s - v)) + (b - v), word)
    }
    guard a.isFinite, b.isFinite else { return s }
    // Half scale: halving is exact up here, except for an addend too small to matter but not zero.
    let half = DoubleDouble.sum(a * 0.5, b * 0.5)
    let lost = half.low == 0 && a != 0 && b != 0 && min(a.magnitude, b.magnitude) < 0x1p-1022
    let small = a.magnitude < b.magnitude ? a : b
    return scaledDecide(WideValue(half.high, lost ? small : half.low, exponent: 1), word)
  }

  @inline(__always)
  func multiply(_ a: Double, _ b: Double, _ bits: inout Bits) -> Double {
    let word = bits.next()
    let s = a * b
    if s.magnitude > 0x1p-960, s.magnitude < 0x1p1023 {
      return decide(s, (-s).addingProduct(a, b), word)
    }
    guard a.isFinite, b.isFinite, a != 0, b != 0 else { return s }
    let product = DoubleDouble.product(a.signedSignificand, b.signedSignificand)
    let exponent = Int(a.exponent) + Int(b.exponent)
    return scaledDecide(WideValue(product.high, product.low, exponent: exponent), word)
  }

  @inline(__always)
  func divide(_ a: Double, _ b: Double, _ bits: inout Bits) -> Double {
    let word = bits.next()
    let q = a / b
    if q.magnitude > 0x1p-900, q.magnitude < 0x1p1000, a.magnitude > 0x1p-900 {
      return decide(q, a.addingProduct(-q, b) / b, word)
    }
    guard a.isFinite, b.isFinite, a != 0, b != 0 else { return q }
    let (x, y) = (a.signedSignificand, b.signedSignificand)
    let quotient = x / y
    let error = x.addingProduct(-quotient, y) / y
    let exponent = Int(a.exponent) - Int(b.exponent)
    return scaledDecide(WideValue(quotient, error, exponent: exponent), word)
  }

  @inline(__always)
  func squareRoot(_ a: Double, _ bits: inout Bits) -> Double {
    let word = bits.next()
    let q = a.squareRoot()
    guard a > 0, a < .infinity else { return q }
    if a > 0x1p-900 { return decide(q, a.addingProduct(-q, q) / (2 * q), word) }
    let x = a * 0x1p400
    let root = x.squareRoot()
    let error = x.addingProduct(-root, root) / (2 * root)
    return scaledDecide(WideValue(root, error, exponent: -200), word)
  }

  @inline(__always)
  func multiplyAdd(_ a: Double, _ b: Double, _ c: Double, _ bits: inout Bits) -> Double {
    add(multiply(a, b, &bits), c, &bits)
  }

  func contract(_ tile: Tile<Double>, _ magnitudes: Magnitudes) { contractByElement(tile) }

  @inline(__always)
  func round(_ value: WideValue, _ bits: inout Bits) -> Double {
    scaledDecide(value, bits.next())
  }

  /// `nearest` or its neighbour on the side of `error`; finite, below 2¹⁰²³.
  @inline(__always)
  private func decide(_ nearest: Double, _ error: Double, _ word: UInt64) -> Double {
    if error == 0 { return nearest }
    // Away from zero the bit pattern grows by one, towards zero it shrinks by one.
    let isAway = (error < 0) == (nearest < 0)
    let pattern = isAway ? nearest.bitPattern &+ 1 : nearest.bitPattern &- 1
    let neighbour = Double(bitPattern: pattern)
    // Scaled, because a fraction of a subnormal gap has no room of its own.
    let scale = nearest.magnitude < 0x1p-800 ? 0x1p200 : 1
    let gap = (neighbour - nearest) * scale
    return moves(nearest, error: error * scale, gap: gap, word) ? neighbour : nearest
  }

  /// The rule for (high + low) · 2^exponent, as if exponents were unbounded above.
  @inline(never)
  func scaledDecide(_ value: WideValue, _ word: UInt64) -> Double {
    let exponent = Int(value.high.exponent) + value.exponent
    if exponent > -1022 {
      return decide(value.high, value.low, word).scaled(by: value.exponent)
    }
    // Near or below the least normal number: gaps of 2⁻¹⁰⁷⁴ make integers the neighbours.
    let units = value.high.scaled(by: value.exponent + 1074)
    let nearest = units.rounded(.toNearestOrEven)
    var error = (units - nearest) + value.low.scaled(by: value.exponent + 1074)
    // Too far below one unit to be written, but not zero.
    if units == 0 {
      error = value.high < 0 ? -0x1p-1000 : 0x1p-1000
    } else if error == 0 && value.low != 0 {
      error = value.low < 0 ? -0x1p-1000 : 0x1p-1000
    }
    guard error != 0 else { return nearest * 0x1p-1074 }
    let gap: Double = error < 0 ? -1 : 1
    let result = moves(nearest, error: error, gap: gap, word) ? nearest + gap : nearest
    let scaled = result * 0x1p-1074
    return scaled == 0 && value.high < 0 ? -0.0 : scaled
  }
}
