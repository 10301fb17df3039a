internal import ArithmeticTypes

extension Backend {
  func softmax(_ x: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: softmax(rule32, x)
    case .binary64: softmax(rule64, x)
    }
  }

  private func softmax<Rule: RoundingRule>(_ rule: Rule, _ x: RealTensor) -> RealTensor {
    let layout = ChannelLayout(x.shape)
    let places = layout.batch * layout.plane
    count(rule, Tally(add: 2, divide: 1, exponential: 1) * x.count)
    count(rule, Tally(add: -places))
    let values = rule.softmax(Rule.Real.unwrap(x).values, layout, session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: x.shape, values: values))
  }

  func logSoftmax(_ x: RealTensor) -> RealTensor {
    switch x.format {
    case .binary32: logSoftmax(rule32, x)
    case .binary64: logSoftmax(rule64, x)
    }
  }

  private func logSoftmax<Rule: RoundingRule>(_ rule: Rule, _ x: RealTensor) -> RealTensor {
    let layout = ChannelLayout(x.shape)
    let places = layout.batch * layout.plane
    count(rule, Tally(add: 3, exponential: 1) * x.count)
    count(rule, Tally(add: -places, logarithm: places))
    let values = rule.logSoftmax(Rule.Real.unwrap(x).values, layout, session.nextCall(), threads)
    return Rule.Real.wrap(Tensor(shape: x.shape, values: values))
  }

  func softmaxGradient(softmax: RealTensor, gradient: RealTensor) -> RealTensor {
    switch softmax.format {
    case .binary32: softmaxGradient(rule32, softmax, gradient)
    case .binary64: softmaxGradient(rule64, softmax, gradient)
    }
  }

  private func softmaxGradient<Rule: RoundingRule>(
    _ rule: Rule, _ softmax: RealTensor, _ gradient: RealTensor
  ) -> RealTensor {
    count(rule, Tally(add: 1, multiply: 1, accumulate: 1) * gradient.count)
    return combine(softmax, gradient, rule.softmaxGradient)
  }

  func logSoftmaxGradient(logSoftmax: RealTensor, gradient: RealTensor) -> RealTensor {
    switch logSoftmax.format {
    case .binary32: logSoftmaxGradient(rule32, logSoftmax, gradient)
    case .binary64: logSoftmaxGradient(rule64, logSoftmax, gradient)
    }
  }

  private func logSoftmaxGradient<Rule: RoundingRule>(
    _ rule: Rule, _ logSoftmax: RealTensor, _ gradient: RealTensor
  ) -> RealTensor {
    count(rule, Tally(add: 1, exponential: 1, accumulate: 1) * gradient.count)
    return combine(logSoftmax, gradient, rule.logSoftmaxGradient)
  }

  /// One kernel call on two tensors `[N, C, …]` of one shape, which is the result's too.
  private func combine<Real: RealNumber>(
    _ a: RealTensor, _ b: RealTensor,
    _ kernel: ([Real], [Real], ChannelLayout, CallKey, _ threads: Int) -> [Real]
  ) -> RealTensor {
    precondition(a.shape == b.shape, "shapes \(a.shape) and \(b.shape) differ")
    let values = kernel(
      Real.unwrap(a).values, Real.unwrap(b).values, ChannelLayout(a.shape), session.nextCall(),
      threads)
    return Real.wrap(Tensor(shape: a.shape, values: values))
  }
}

extension RoundingRule {
  /// At each place: e = exp(x − greatest) and its sum, channels ascending; then divisions.
  fileprivate func softmax(
    _ x: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    fillColumns(layout, outputs: layout.channels, key, threads) { columns, output, scratch, bits in
      _ = x.withElements { x in
        let sums = exponentialSums(x, columns, layout.channels, scratch, bits) { channel, i, _, e in
          (output + columns.start + channel * columns.stride + i).initialize(to: e)
        }
        for channel in 0..<layout.channels {
          let row = output + columns.start + channel * columns.stride
          for i in 0..<columns.count { row[i] = divide(row[i], sums[i], &bits[i]) }
        }
        return 0
      }
    }
  }

  /// At each place: differences d = x − greatest, the sum of exp(d), its logarithm; then d less it.
  fileprivate func logSoftmax(
    _ x: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    fillColumns(layout, outputs: layout.channels, key, threads) { columns, output, scratch, bits in
      _ = x.withElements { x in
        let sums = exponentialSums(x, columns, layout.channels, scratch, bits) {
          channel, i, difference, _ in
          (output + columns.start + channel * columns.stride + i).initialize(to: difference)
        }
        for i in 0..<columns.count { sums[i] = logarithm(sums[i], &bits[i]) }
        for channel in 0..<layout.channels {
          let row = output + columns.start + channel * columns.stride
          for i in 0..<columns.count { row[i] = subtract(row[i], sums[i], &bits[i]) }
        }
        return 0
      }
    }
  }

  /// p (g − Σ g p), the sum from zero, channels ascending.
  fileprivate func softmaxGradient(
    _ p: [Real], _ g: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    fillColumns(layout, outputs: layout.channels, key, threads) { columns, output, sums, bits in
      _ = p.withElements { p in
        g.withElements { g in
          sums.initialize(repeating: 0, count: columns.count)
          for channel in 0..<layout.channels {
            let start = columns.start + channel * columns.stride
            for i in 0..<columns.count {
              sums[i] = accumulate(sums[i], g[start + i], p[start + i], &bits[i])
            }
          }
          for channel in 0..<layout.channels {
            let start = columns.start + channel * columns.stride
            for i in 0..<columns.count {
              let difference = subtract(g[start + i], sums[i], &bits[i])
              (output + start + i).initialize(to: multiply(p[start + i], difference, &bits[i]))
            }
          }
          return 0
        }
      }
    }
  }

  /// g − exp(log p) Σ g, the sum from zero, channels ascending.
  fileprivate func logSoftmaxGradient(
    _ logarithms: [Real], _ g: [Real], _ layout: ChannelLayout, _ key: CallKey, _ threads: Int
  ) -> [Real] {
    fillColumns(layout, outputs: layout.channels, key, threads) { columns, output, sums, bits in
      _ = logarithms.withElements { logarithms in
        g.withElements { g in
          sums.initialize(repeating: 0, count: columns.count)
          for channel in 0..<layout.channels {
            let start = columns.start + channel * columns.stride
            for i in 0..<columns.count { sums[i] = add(sums[i], g[start + i], &bits[i]) }
          }
          for channel in 0..<layout.channels {
            let start = columns.start + channel * columns.stride
            for i in 0..<columns.count {
              let p = exponential(logarithms[start + i], &bits[i])
              (output + start + i).initialize(
                to: accumulate(g[start + i], -p, sums[i], &bits[i]))
            }
          }
          return 0
        }
      }
    }
  }
}
