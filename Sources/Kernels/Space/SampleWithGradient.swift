internal import ArithmeticTypes

extension Backend {
  func sampleWithGradient(
    _ volume: RealTensor, at points: RealTensor, outside: Double?
  ) -> (values: RealTensor, gradients: RealTensor) {
    switch volume.format {
    case .binary32: sampleWithGradient(rule32, volume, points, outside)
    case .binary64: sampleWithGradient(rule64, volume, points, outside)
    }
  }

  private func sampleWithGradient<Rule: RoundingRule>(
    _ rule: Rule, _ volume: RealTensor, _ points: RealTensor, _ outside: Double?
  ) -> (values: RealTensor, gradients: RealTensor) {
    let result = rule.sampleWithGradient(
      Rule.Real.unwrap(volume), Rule.Real.unwrap(points), outside, session.nextCall(), threads)
    count(rule, InterpolationTally.linearWithGradient * result.computed)
    let n = points.shape[0]
    var gradients = [Rule.Real]()
    gradients.reserveCapacity(3 * n)
    for item in result.values {
      gradients.append(item.dx)
      gradients.append(item.dy)
      gradients.append(item.dz)
    }
    return (
      Rule.Real.wrap(Tensor(shape: [n], values: result.values.map(\.value))),
      Rule.Real.wrap(Tensor(shape: [n, 3], values: gradients))
    )
  }
}

/// An interpolated value and its derivatives along the three axes, per voxel.
private struct ValueWithGradient<Real: RealNumber>: Sendable {
  let value: Real
  var dx: Real
  var dy: Real
  var dz: Real
}

extension RoundingRule {
  /// Point i draws the words of element i.
  fileprivate func sampleWithGradient(
    _ volume: Tensor<Real>, _ points: Tensor<Real>, _ outside: Double?, _ key: CallKey,
    _ threads: Int
  ) -> (values: [ValueWithGradient<Real>], computed: Int) {
    precondition(volume.shape.count == 3, "volume [X, Y, Z] expected")
    precondition(points.shape.count == 2 && points.shape[1] == 3, "points [N, 3] expected")
    precondition(
      volume.count > 0 || outside != nil || points.count == 0, "the volume has no edges to extend")
    let (values, shape, p) = (volume.values, volume.shape, points.values)
    let beyond = ValueWithGradient<Real>(
      value: outside.map(Real.nearest) ?? .nan, dx: 0, dy: 0, dz: 0)
    return Tiling.fill(
      points.shape[0], threads: threads, grain: 1 << 12
    ) { (range, output: UnsafeMutablePointer<ValueWithGradient<Real>>) in
      values.withUnsafeBufferPointer { buffer in
        guard let start = buffer.baseAddress else { return fill(range, output, beyond) }
        let view = VolumeView(start, shape: shape)
        var inside = 0
        for i in range {
          let (px, py, pz) = (p[3 * i], p[3 * i + 1], p[3 * i + 2])
          var value = beyond
          if let (x, y, z) = view.bounds.place(px, py, pz, extendsEdges: outside == nil) {
            var bits = Bits(key, element: i)
            value = linearWithGradient(view, x, y, z, &bits)
            if x != px { value.dx = 0 }
            if y != py { value.dy = 0 }
            if z != pz { value.dz = 0 }
            inside += 1
          }
          (output + i).initialize(to: value)
        }
        return inside
      }
    }
  }

  /// (value, ∂x, ∂y, ∂z) of the trilinear interpolant at a location inside.
  ///
  /// Differences along z, then y, then x; each derivative is blended along the axes that follow.
  @inline(never)
  fileprivate func linearWithGradient(
    _ v: VolumeView<Real>, _ x: Real, _ y: Real, _ z: Real, _ bits: inout Bits
  ) -> ValueWithGradient<Real> {
    let (i, j, k) = (Cell(x, size: v.x), Cell(y, size: v.y), Cell(z, size: v.z))
    let (p00, d00) = step(
      v[i.lower, j.lower, k.lower], v[i.lower, j.lower, k.upper], k.fraction, &bits)
    let (p01, d01) = step(
      v[i.lower, j.upper, k.lower], v[i.lower, j.upper, k.upper], k.fraction, &bits)
    let (p10, d10) = step(
      v[i.upper, j.lower, k.lower], v[i.upper, j.lower, k.upper], k.fraction, &bits)
    let (p11, d11) = step(
      v[i.upper, j.upper, k.lower], v[i.upper, j.upper, k.upper], k.fraction, &bits)
    let (p0, dy0) = step(p00, p01, j.fraction, &bits)
    let (p1, dy1) = step(p10, p11, j.fraction, &bits)
    let dz0 = blend(d00, d01, j.fraction, &bits)
    let dz1 = blend(d10, d11, j.fraction, &bits)
    let (value, dx) = step(p0, p1, i.fraction, &bits)
    let dy = blend(dy0, dy1, i.fraction, &bits)
    let dz = blend(dz0, dz1, i.fraction, &bits)
    return ValueWithGradient(value: value, dx: dx, dy: dy, dz: dz)
  }

  /// The blend of `a` and `b` and their difference, which it is made with.
  @inline(__always)
  private func step(_ a: Real, _ b: Real, _ t: Real, _ bits: inout Bits)
    -> (value: Real, difference: Real)
  {
    let difference = subtract(b, a, &bits)
    let value = accumulate(a, t, difference, &bits)
    return (t == 0 ? a : t == 1 ? b : value, difference)
  }
}
