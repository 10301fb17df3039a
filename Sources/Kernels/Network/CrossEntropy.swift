internal import ArithmeticTypes

extension Backend {
  func crossEntropy(_ x: RealTensor, classes: Tensor<Int32>) -> RealTensor {
    switch x.format {
    case .binary32: crossEntropy(rule32, x, classes)
    case .binary64: crossEntropy(rule64, x, classes)
    }
  }

  private func crossEntropy<Rule: RoundingRule>(
    _ rule: Rule, _ x: RealTensor, _ classes: Tensor<Int32>
  ) -> RealTensor {
    let layout = ChannelLayout(x.shape)
    checkClasses(classes, x.shape)
    count(rule, Tally(add: 2, exponential: 1) * x.count)
    count(rule, Tally(logarithm: classes.count))
    let values = rule.crossEntropy(
      Rule.Real.unwrap(x).values, classes.values, layout, session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: classes.shape, values: values))
  }

  func crossEntropyGradient(softmax: RealTensor, classes: Tensor<Int32>, gradient: RealTensor)
    -> RealTensor
  {
    switch softmax.format {
    case .binary32: crossEntropyGradient(rule32, softmax, classes, gradient)
    case .binary64: crossEntropyGradient(rule64, softmax, classes, gradient)
    }
  }

  private func crossEntropyGradient<Rule: RoundingRule>(
    _ rule: Rule, _ softmax: RealTensor, _ classes: Tensor<Int32>, _ gradient: RealTensor
  ) -> RealTensor {
    let layout = ChannelLayout(softmax.shape)
    checkClasses(classes, softmax.shape)
    precondition(
      gradient.shape == classes.shape, "shapes \(gradient.shape) and \(classes.shape) differ")
    count(rule, Tally(add: classes.count, multiply: softmax.count))
    let values = rule.crossEntropyGradient(
      Rule.Real.unwrap(softmax).values, classes.values, Rule.Real.unwrap(gradient).values, layout,
      session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: softmax.shape, values: values))
  }

  private func checkClasses(_ classes: Tensor<Int32>, _ shape: [Int]) {
    precondition(
      classes.shape == [shape[0]] + shape[2...],
      "classes \(classes.shape) do not belong to \(shape)")
    precondition(
      classes.values.allSatisfy { $0 >= 0 && $0 < shape[1] }, "classes are not in 0..<\(shape[1])")
  }
}

extension RoundingRule {
  /// At each place: the sum of exp(x − greatest), channels ascending; its logarithm less the
  /// difference of the place's class.
  fileprivate func crossEntropy(
    _ x: [Real], _ classes: [Int32], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    fillColumns(layout, outputs: 1, key, threads) { columns, output, scratch, bits in
      _ = x.withElements { x in
        let losses = output + columns.place
        let sums = exponentialSums(x, columns, layout.channels, scratch, bits) {
          channel, i, difference, _ in
          if classes[columns.place + i] == channel { (losses + i).initialize(to: difference) }
        }
        for i in 0..<columns.count {
          losses[i] = subtract(logarithm(sums[i], &bits[i]), losses[i], &bits[i])
        }
        return 0
      }
    }
  }

  /// p g, with p − 1 for the place's class.
  fileprivate func crossEntropyGradient(
    _ p: [Real], _ classes: [Int32], _ g: [Real], _ layout: ChannelLayout, _ key: CallKey,
    _ threads: Int
  ) -> [Real] {
    fillColumns(layout, outputs: layout.channels, key, threads) { columns, output, _, bits in
      _ = p.withElements { p in
        g.withElements { g in
          for channel in 0..<layout.channels {
            let start = columns.start + channel * columns.stride
            for i in 0..<columns.count {
              let place = columns.place + i
              var factor = p[start + i]
              if classes[place] == channel { factor = subtract(factor, 1, &bits[i]) }
              (output + start + i).initialize(to: multiply(factor, g[place], &bits[i]))
            }
          }
          return 0
        }
      }
    }
  }
}
