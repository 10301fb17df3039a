extension RoundingRule {
  /// Tricubic convolution at a location inside: 16 sums of four taps along z, 4 along y, 1 along x.
  ///
  /// Taps beyond the edge repeat the edge; a tap of weight zero adds nothing.
  @inline(never)
  func cubic(
    _ v: VolumeView<Real>, _ x: Real, _ y: Real, _ z: Real, _ bits: inout Bits
  ) -> Real {
    let (i, j, k) = (Cell(x, size: v.x), Cell(y, size: v.y), Cell(z, size: v.z))
    let wx = keysWeights(i.fraction, &bits)
    let wy = keysWeights(j.fraction, &bits)
    let wz = keysWeights(k.fraction, &bits)
    var sum: Real = 0
    for a in 0..<4 {
      let row = min(max(i.lower + a - 1, 0), v.x - 1)
      var plane: Real = 0
      for b in 0..<4 {
        let column = min(max(j.lower + b - 1, 0), v.y - 1)
        var line: Real = 0
        for c in 0..<4 {
          let value = v[row, column, min(max(k.lower + c - 1, 0), v.z - 1)]
          line = tap(line, wz[c], value, &bits)
        }
        plane = tap(plane, wy[b], line, &bits)
      }
      sum = tap(sum, wx[a], plane, &bits)
    }
    return sum
  }

  @inline(__always)
  private func tap(_ sum: Real, _ weight: Real, _ value: Real, _ bits: inout Bits) -> Real {
    let next = accumulate(sum, weight, value, &bits)
    return weight == 0 ? sum : next
  }

  /// Weights of taps −1, 0, 1, 2 at `t` in [0, 1]: Keys 1981, a = −1/2, by Horner's rule.
  @inline(never)
  func keysWeights(_ t: Real, _ bits: inout Bits) -> InlineArray<4, Real> {
    var w0 = accumulate(1, -0.5, t, &bits)
    w0 = multiply(accumulate(-0.5, w0, t, &bits), t, &bits)
    var w1 = accumulate(-2.5, 1.5, t, &bits)
    w1 = accumulate(1, multiply(w1, t, &bits), t, &bits)
    var w2 = accumulate(2, -1.5, t, &bits)
    w2 = multiply(accumulate(0.5, w2, t, &bits), t, &bits)
    var w3 = accumulate(-0.5, 0.5, t, &bits)
    w3 = multiply(multiply(w3, t, &bits), t, &bits)
    return [w0, w1, w2, w3]
  }
}
