/// erf x = 2/√π ∫₀ˣ e^(−t²) dt.
extension Elementary {
  /// In binary64 for numbers that binary32 holds, error below 3 ulp; without branches, so that loops compile
  /// to vectors.
  @inline(__always)
  static func errorFunction(ofSingle x: Double) -> Double {
    let (small, rest) = errorFunctionParts(x)
    let large = 1 - rest
    return x.magnitude < 0.5 ? small : x < 0 ? -large : large
  }

  /// erf x, which counts where |x| < ½, and what erf |x| lacks of 1, which counts elsewhere.
  ///
  /// - Parameter x: a number whose square is exact in binary64, for the full precision of the rest.
  @inline(__always)
  static func errorFunctionParts(_ x: Double) -> (small: Double, rest: Double) {
    // From 26 on what is lacking is below 2⁻⁹⁷⁵.
    let a = min(x.magnitude, 26)
    let square = a * a
    // Taylor: the next term is below 2⁻⁶⁰ of the sum for |x| < ½.
    var p = -0x1.d8453cb0c46eap-38
    p = 0x1.9e6ad5e55a730p-34.addingProduct(p, square)
    p = (-0x1.51d7181c5d36dp-30).addingProduct(p, square)
    p = 0x1.fcc5720624c1cp-27.addingProduct(p, square)
    p = (-0x1.5f742ec43e71ap-23).addingProduct(p, square)
    p = 0x1.b9e6c9dc651a3p-20.addingProduct(p, square)
    p = (-0x1.f4d25c3e0c2ebp-17).addingProduct(p, square)
    p = 0x1.f9a326f9b89b7p-14.addingProduct(p, square)
    p = (-0x1.c02db40040b86p-11).addingProduct(p, square)
    p = 0x1.565bcd0e6a53fp-8.addingProduct(p, square)
    p = (-0x1.b82ce31288b51p-6).addingProduct(p, square)
    p = 0x1.ce2f21a042be2p-4.addingProduct(p, square)
    p = (-0x1.812746b0379e7p-2).addingProduct(p, square)
    p = 0x1.20dd750429b6dp+0.addingProduct(p, square)
    // 1 − erf a = e^(−a²) t q, with q a polynomial of t = 2 / (2 + a) in [1/16, 1]: interpolation at
    // Chebyshev's points, with a relative error below 2⁻⁵³.
    let t = 2 / (2 + a)
    let place = (t - 0x1.1p-1) * (32.0 / 15)
    var q = -0x1.53d9f44fcc6b3p-31
    q = 0x1.7c336a9080d6bp-31.addingProduct(q, place)
    q = 0x1.4297cd89c55b7p-28.addingProduct(q, place)
    q = (-0x1.28af1afc08224p-27).addingProduct(q, place)
    q = (-0x1.570ff0ec3c2d1p-27).addingProduct(q, place)
    q = 0x1.75a4ddef317cbp-25.addingProduct(q, place)
    q = (-0x1.40697f0d05a10p-25).addingProduct(q, place)
    q = (-0x1.52f9a8c41bb1ap-24).addingProduct(q, place)
    q = 0x1.4dd721d04bda0p-22.addingProduct(q, place)
    q = (-0x1.5e673722ae166p-22).addingProduct(q, place)
    q = (-0x1.8b0e3c70e478ap-21).addingProduct(q, place)
    q = 0x1.93355cadbe972p-19.addingProduct(q, place)
    q = (-0x1.211c0ecd4c1cbp-19).addingProduct(q, place)
    q = (-0x1.78c6312289b84p-17).addingProduct(q, place)
    q = 0x1.00445ad11255dp-15.addingProduct(q, place)
    q = 0x1.beb08cca6c181p-17.addingProduct(q, place)
    q = (-0x1.9c0c1d9e1c42ep-13).addingProduct(q, place)
    q = 0x1.510725f2ecf08p-13.addingProduct(q, place)
    q = 0x1.2d271b3bf3eb1p-10.addingProduct(q, place)
    q = (-0x1.f3590a3673f99p-10).addingProduct(q, place)
    q = (-0x1.277f1b7d4a02fp-7).addingProduct(q, place)
    q = 0x1.a02a06e62ed10p-7.addingProduct(q, place)
    q = 0x1.013509fbdf531p-3.addingProduct(q, place)
    q = 0x1.5accd54fb6d94p-2.addingProduct(q, place)
    q = 0x1.10cd290d7e81dp-1.addingProduct(q, place)
    return (x * p, exponential(ofMinus: square) * (t * q))
  }

  /// erf x to about 2⁻⁹⁸ relative, with a scale; for finite, non-zero `x`.
  static func wideErrorFunction(_ x: Double) -> WideValue {
    let sign: Double = x < 0 ? -1 : 1
    let a = x.magnitude
    if a < 0x1p-100 {
      let result = DoubleDouble(x * 0x1p500) * ErrorFunctionTable.factor
      return WideValue(result.high, result.low, exponent: -500)
    }
    if a > 6 { return WideValue(sign, -sign * errorFunctionParts(a).rest) }
    let nearest = (a * 16).rounded()
    let entry = ErrorFunctionTable.entries[Int(nearest)]
    let result = entry.value + entry.change(nearest / 16, by: a - nearest / 16, terms: 22)
    return WideValue(sign * result.high, sign * result.low)
  }
}

extension Float {
  static func wideErrorFunction(_ x: Float) -> WideValue {
    let (small, rest) = Elementary.errorFunctionParts(x.wide)
    guard x.magnitude >= 0.5 else { return WideValue(small, small * 0x1p-60) }
    let sign: Double = x < 0 ? -1 : 1
    let high = 1 - rest
    let low = (1 - high) - rest
    return WideValue(sign * high, sign * (low == 0 ? rest * -0x1p-60 : low))
  }
}

extension Double {
  static func wideErrorFunction(_ x: Double) -> WideValue { Elementary.wideErrorFunction(x) }
}

/// erf at multiples of 1/16 from 0 to 6, each from the one before by Taylor's series.
private enum ErrorFunctionTable {
  struct Entry {
    var value: DoubleDouble
    /// The derivative there, 2/√π e^(−c²).
    var slope: DoubleDouble

    /// erf(c + h) − erf c = slope Σ dₙ hⁿ⁺¹ / (n + 1)!, with dₙ = (−1)ⁿ Hₙ(c) of Hermite's polynomials:
    /// dₙ₊₁ = −2 c dₙ − 2 n dₙ₋₁.
    func change(_ c: Double, by h: Double, terms: Int) -> DoubleDouble {
      // uₙ = dₙ hⁿ / n!.
      let (slant, square) = (DoubleDouble.product(-2 * c, h), DoubleDouble.product(h, h))
      let bend = DoubleDouble(-2 * square.high, -2 * square.low)
      var (before, u) = (DoubleDouble(0), DoubleDouble(1))
      var sum = u
      for n in 1..<terms {
        let next = (slant * u + bend * before) / DoubleDouble(Double(n))
        (before, u) = (u, next)
        sum = sum + next / DoubleDouble(Double(n + 1))
      }
      return slope * (sum * DoubleDouble(h))
    }
  }

  /// 2/√π.
  static let factor = DoubleDouble(0x1.20dd750429b6dp+0, 0x1.1ae3a914fed80p-56)

  static let entries: [Entry] = {
    var entries = [Entry(value: DoubleDouble(0), slope: factor)]
    for number in 1...96 {
      let c = Double(number) / 16
      let before = entries[number - 1]
      let power = Elementary.wideExponential(DoubleDouble(-c * c))
      let scale = Double.power(of: power.exponent)
      entries.append(
        Entry(
          value: before.value + before.change(c - 1.0 / 16, by: 1.0 / 16, terms: 30),
          slope: factor * DoubleDouble(power.high * scale, power.low * scale)))
    }
    return entries
  }()
}
