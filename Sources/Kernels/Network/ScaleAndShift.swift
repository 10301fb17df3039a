internal import ArithmeticTypes

extension Backend {
  func scaleAndShift(_ x: RealTensor, scale: RealTensor, shift: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: scaleAndShift(rule32, x, scale, shift)
    case .binary64: scaleAndShift(rule64, x, scale, shift)
    }
  }

  private func scaleAndShift<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ scale: RealTensor, _ shift: RealTensor
  ) -> RealTensor {
    let layout = ChannelLayout(x.shape)
    precondition(
      scale.shape == [layout.channels] && shift.shape == [layout.channels],
      "scale \(scale.shape) and shift \(shift.shape) are not [\(layout.channels)]")
    count(rule, Tally(multiplyAdd: x.count))
    let values = rule.scaleAndShift(
      Rule.Real.unwrap(x).values, layout, Rule.Real.unwrap(scale).values,
      Rule.Real.unwrap(shift).values, session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: x.shape, values: values))
  }
}

extension RoundingRule {
  /// Element i of the data draws the words of place i.
  func scaleAndShift(
    _ values: [Real], _ layout: ChannelLayout, _ scale: [Real], _ shift: [Real], _ key: CallKey,
    _ threads: Int
  ) -> [Real] {
    Tiling.fill(
      layout.planes, width: layout.plane, threads: threads, grain: layout.grain
    ) { (range, output: UnsafeMutablePointer<Real>) in
      values.withElements { x in
        for plane in range {
          let (a, b) = (scale[plane % layout.channels], shift[plane % layout.channels])
          let places = plane * layout.plane..<(plane + 1) * layout.plane
          if Self.perturbs, !fusesMultiplyAdd, !perturbsOnlySums, drawsPerStep <= 2 {
            scaleAndShift(x, a, b, key, places, output)
            continue
          }
          for i in places {
            var bits = Bits(key, place: i)
            (output + i).initialize(to: multiplyAdd(x[i], a, b, &bits))
          }
        }
        return range.count
      }
    }.values
  }

  /// The products, then the sums: in vectors, each operation with as many draws.
  private func scaleAndShift(
    _ x: UnsafePointer<Real>, _ scale: Real, _ shift: Real, _ key: CallKey, _ places: Range<Int>,
    _ output: UnsafeMutablePointer<Real>
  ) {
    withUnsafePointer(to: scale) { scale in
      combineFromAnywhere(
        ElementRun(
          operation: .multiply, x: x, y: scale, isUniform: true, z: x, output: output,
          streams: ElementStreams(key: key)),
        places)
    }
    withUnsafePointer(to: shift) { shift in
      combineFromAnywhere(
        ElementRun(
          operation: .add, x: output, y: shift, isUniform: true, z: x, output: output,
          streams: ElementStreams(key: key, skipped: drawsPerStep / 2)),
        places)
    }
  }
}
