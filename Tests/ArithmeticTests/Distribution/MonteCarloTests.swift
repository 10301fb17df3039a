import Arithmetic
import Testing

/// Monte Carlo arithmetic at several precisions, and noise where sums cancel: every result against
/// the distribution that the definition gives.
@Suite struct MonteCarloTests {
  /// Ordinary operands: noise takes no result past zero or into another binade's noise.
  private func operands(_ operation: KernelOperation, _ format: RealFormat, count: Int)
    -> [[Double]]
  {
    var source = OperandSource(seed: 0x3CA)
    let f = FormatLimits(format)
    return (0..<count).map { _ in
      (0..<operation.exact.operandCount).map { _ in
        let exponent = Int(source.next() % 9) - 4
        let significand = 1.1 + 0.8 * Double(source.next() >> 11) * 0x1p-53
        let value = Double(sign: .plus, exponent: exponent, significand: significand)
        return operation == .convert ? value : f.narrow(value)
      }
    }
  }

  /// Precisions below the format's own: few, and so many results that only their place among all can
  /// be judged.
  static let precisions = [53, 51, 40, 24, 22, 12, 5]

  @Test(arguments: ["rr", "pb", "full"], precisions)
  func resultsFollowTheDefinition(_ mode: String, _ precision: Int) throws {
    let backend = JudgedBackend.monteCarlo(mode, precision)
    let arithmetic = try backend.make(seed: 31)
    // Products of two noises, which are left out here, are 2^−t of one.
    guard mode == "rr" || precision >= 12 else { return }
    for operation in KernelOperation.allCases where operation != .multiplyAdd {
      for format in operation.formats {
        var (pooled, places) = (PooledChiSquared(), PooledChiSquared())
        for x in operands(operation, format, count: 4) {
          let noise = backend.rounding.noise(operation.exact, x, in: BinaryFormat(format))
          let draws = operation.draws(arithmetic, x, format, count: 2000)
          let label = "\(mode) \(precision) \(operation) \(format) \(x)"
          guard let noise, noise.candidates(in: BinaryFormat(format)) > 400 else {
            let counts = OutcomeCounts(draws, of: operation.outcomes(x, backend, format))
            counts.check(label)
            pooled.add(counts.chiSquared)
            continue
          }
          let quantiles = draws.map { noise.quantile(of: $0) }
          #expect(quantiles.allSatisfy { $0 >= 0 && $0 <= 1 }, "\(label)")
          var bins = [Double](repeating: 0, count: 16)
          for quantile in quantiles { bins[min(15, Int(quantile * 16))] += 1 }
          let expected = Double(draws.count) / 16
          places.add(
            (bins.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }, 15))
        }
        #expect(abs(pooled.deviation) < 5, "\(mode) \(precision) \(operation) \(format)")
        #expect(abs(places.deviation) < 5, "\(mode) \(precision) \(operation) \(format)")
      }
    }
  }

  /// A multiply-add is a product and a sum, each with noise; fused it is one operation.
  @Test(arguments: ["rr", "pb", "full"], RealFormat.allCases)
  func multiplyAdds(_ mode: String, _ format: RealFormat) throws {
    let precision = format == .binary32 ? 24 : 53
    let separate = JudgedBackend.monteCarlo(mode, precision)
    var options = separate.specification.options
    options["multiply-add"] = .text("fused")
    let fused = JudgedBackend("mca", options, separate.rounding)
    for backend in [separate, fused] {
      let arithmetic = try backend.make(seed: 32)
      var pooled = PooledChiSquared()
      for x in operands(.multiplyAdd, format, count: 12) {
        let outcomes = KernelOperation.multiplyAdd.outcomes(x, backend, format)
        let draws = KernelOperation.multiplyAdd.draws(arithmetic, x, format, count: 20_000)
        let counts = OutcomeCounts(draws, of: outcomes)
        counts.check("\(backend.label) \(format) \(x)")
        pooled.add(counts.chiSquared)
      }
      #expect(abs(pooled.deviation) < 5, "\(backend.label) \(format)")
    }
  }

  /// With a probability below one, operands too are perturbed only so often.
  @Test(arguments: ["rr", "pb", "full"], RealFormat.allCases)
  func seldomPerturbed(_ mode: String, _ format: RealFormat) throws {
    let precision = format == .binary32 ? 24 : 53
    let always = JudgedBackend.monteCarlo(mode, precision)
    var options = always.specification.options
    options["probability"] = .number(0.25)
    let backend = JudgedBackend("mca", options, .sometimes(0.25, always.rounding))
    let arithmetic = try backend.make(seed: 33)
    for operation in [KernelOperation.add, .multiply, .divide, .squareRoot] {
      var pooled = PooledChiSquared()
      for x in operands(operation, format, count: 4) {
        let draws = operation.draws(arithmetic, x, format, count: 10_000)
        let counts = OutcomeCounts(draws, of: operation.outcomes(x, backend, format))
        counts.check("\(backend.label) \(operation) \(format) \(x)")
        pooled.add(counts.chiSquared)
      }
      #expect(abs(pooled.deviation) < 5, "\(backend.label) \(operation) \(format)")
    }
  }

  // MARK: Cancellation

  @Test(arguments: [1, 4, 20], RealFormat.allCases)
  func cancellingSums(_ tolerance: Int, _ format: RealFormat) throws {
    let arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "cancellation", options: ["tolerance": .integer(tolerance)]),
      seed: 34, threads: 1)
    let f = FormatLimits(format)
    var pooled = PooledChiSquared()
    for cancelled in [0, 1, 3, 4, 8, 19, 20, f.format.precision - 3] {
      // Exact: a power of two less than 2^−c … below 1.
      let small = f.power(-cancelled) * 1.25
      let operands = cancelled == 0 ? [1, 0.25] : [1 + small, -1]
      let sum = operands[0] + operands[1]
      guard f.narrow(sum) == sum, f.narrow(operands[0]) == operands[0] else { continue }
      for (operation, x) in [
        (KernelOperation.add, operands), (.subtract, [operands[0], -operands[1]]),
      ] {
        let draws = operation.draws(arithmetic, x, format, count: 4000)
        guard cancelled >= tolerance else {
          #expect(draws.allSatisfy { $0 == sum })
          continue
        }
        let noise = Noise(ExactNumber(sum), widths: [f.power(1 - cancelled)])
        let binary = BinaryFormat(format)
        if noise.candidates(in: binary) <= 900 {
          let counts = OutcomeCounts(draws, of: noise.outcomes(in: binary))
          counts.check("\(operation) \(x) \(format)")
          pooled.add(counts.chiSquared)
        } else {
          var bins = [Double](repeating: 0, count: 16)
          for draw in draws { bins[min(15, Int(noise.quantile(of: draw) * 16))] += 1 }
          pooled.add((bins.reduce(0) { $0 + ($1 - 250) * ($1 - 250) / 250 }, 15))
        }
      }
    }
    #expect(abs(pooled.deviation) < 5, "χ² \(pooled.value) freedom \(pooled.freedom)")
    // Other operations round to nearest.
    let operands = [f.narrow(0.1), f.narrow(0.7)]
    for operation in [KernelOperation.multiply, .divide] {
      let draws = operation.draws(arithmetic, operands, format, count: 20)
      let outcomes = operation.outcomes(operands, JudgedBackend.ieee, format)
      OutcomeCounts(draws, of: outcomes).check("\(operation)")
    }
  }
}
