import Arithmetic
import Testing

/// What the backends beyond the neighbours' choices do, on cases that a reader can check.
@Suite struct BackendDefinitionTests {
  private func make(
    _ name: String, _ options: [String: ArithmeticOption] = [:], seed: UInt64 = 3
  ) throws -> any Arithmetic {
    try Arithmetics.make(
      ArithmeticSpecification(name: name, options: options), seed: seed, threads: 1)
  }

  private func column(_ format: RealFormat, _ value: Double, _ count: Int = 1000) -> RealTensor {
    RealTensor(format, shape: [count], [Double](repeating: value, count: count))
  }

  @Test(arguments: RealFormat.allCases)
  func directedRoundingsEncloseTheResult(_ format: RealFormat) throws {
    var source = Source(31)
    let a = source.tensor(format, [500], -4...4)
    let b = source.tensor(format, [500], 0.3...3)
    let (up, down) = (try make("upward"), try make("downward"))
    let (zero, near) = (try make("toward-zero"), try make("ieee"))
    let operations: [(any Arithmetic) -> RealTensor] = [
      { $0.add(a, b) }, { $0.subtract(a, b) }, { $0.multiply(a, b) }, { $0.divide(a, b) },
      { $0.squareRoot(b) }, { $0.exponential(a) }, { $0.logarithm(b) },
    ]
    for operation in operations {
      let (high, low) = (operation(up).doubles, operation(down).doubles)
      let (short, nearest) = (operation(zero).doubles, operation(near).doubles)
      for i in high.indices {
        #expect(low[i] <= nearest[i] && nearest[i] <= high[i])
        let step = format == .binary32 ? Double(Float(low[i]).nextUp) : low[i].nextUp
        #expect(high[i] == low[i] || high[i] == step)
        #expect(short[i] == (low[i] >= 0 ? low[i] : high[i]))
      }
      #expect(high != low)
    }
  }

  @Test(arguments: RealFormat.allCases)
  func directedRoundingsAtTheEnds(_ format: RealFormat) throws {
    let greatest =
      format == .binary32 ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
    let least = format == .binary32 ? 0x1p-149 : 0x1p-1074
    func value(_ name: String, _ operation: (any Arithmetic) -> RealTensor) throws -> Double {
      operation(try make(name)).doubles[0]
    }
    let (x, y) = (column(format, greatest, 1), column(format, -greatest, 1))
    #expect(try value("toward-zero") { $0.add(x, x) } == greatest)
    #expect(try value("upward") { $0.add(x, x) } == .infinity)
    #expect(try value("downward") { $0.multiply(x, x) } == greatest)
    #expect(try value("upward") { $0.add(y, y) } == -greatest)
    #expect(try value("downward") { $0.add(y, y) } == -.infinity)
    let tiny = column(format, least, 1)
    #expect(try value("upward") { $0.multiply(tiny, tiny) } == least)
    #expect(try value("toward-zero") { $0.multiply(tiny, tiny) } == 0)
    #expect(try value("downward") { $0.add(x, y) }.sign == .minus)
    #expect(try value("upward") { $0.add(x, y) }.sign == .plus)
    #expect(try value("toward-zero") { $0.divide(column(format, 1, 1), 0) } == .infinity)
  }

  @Test(arguments: RealFormat.allCases)
  func upDownTakesOneStepFromTheNearest(_ format: RealFormat) throws {
    let kernels = try make("up-down")
    let results = kernels.add(column(format, 1), column(format, 0.5)).doubles
    let (up, down) =
      format == .binary32
      ? (Double(Float(1.5).nextUp), Double(Float(1.5).nextDown)) : (1.5.nextUp, 1.5.nextDown)
    #expect(Set(results) == [up, down])
    let ups = results.count { $0 == up }
    #expect(ups > 400 && ups < 600)
    #expect(kernels.subtract(column(format, 1), column(format, 1)).doubles.allSatisfy { $0 == 0 })
  }

  @Test func reducedFormatsRoundAsTheirTypes() throws {
    let half = try make("reduced", ["format": .text("float16")])
    var source = Source(32)
    let values = (0..<4000).map { _ -> Double in
      let exponent = Int(source.uniform(-27...17).rounded(.down))
      return source.uniform(-2...2) * Double(sign: .plus, exponent: exponent, significand: 1)
    }
    let converted = half.convert(RealTensor(.binary64, shape: [4000], values), to: .binary32)
    #expect(converted.doubles == values.map { Double(Float16($0)) })
    let bfloat = try make("reduced")
    let third = bfloat.divide(column(.binary32, 1, 1), 3).doubles[0]
    #expect(third == 0x1.56p-2)
    let fp8 = try make("reduced", ["format": .text("fp8-e4m3")])
    let ones = fp8.multiply(column(.binary32, 17, 1), 1).doubles[0]
    #expect(ones == 16)
    #expect(fp8.multiply(column(.binary32, 300, 1), 1).doubles[0] == .infinity)
    let wide = try make("reduced", ["exponent": .integer(11), "mantissa": .integer(52)])
    let a = source.tensor(.binary64, [300])
    #expect(wide.exponential(a) == (try make("ieee")).exponential(a))
  }

  @Test func reducedStochasticRoundingIsUnbiased() throws {
    let kernels = try make("reduced", ["rounding": .text("stochastic")])
    let n = 40_000
    let results = kernels.multiply(column(.binary32, 1 + 0x1p-9, n), 1).doubles
    #expect(Set(results) == [1, 1 + 0x1p-7])
    let ups = Double(results.count { $0 > 1 })
    #expect(abs(ups - Double(n) / 4) < 5 * (Double(n) * 3 / 16).squareRoot())
  }

  @Test(arguments: RealFormat.allCases, ["rr", "pb", "full"])
  func monteCarloNoiseHasTheSizeOfThePrecision(_ format: RealFormat, _ mode: String) throws {
    let kernels = try make("mca", ["mode": .text(mode), "precision": .integer(12)])
    let n = 20_000
    let (a, b) = (1.25 + 0x1p-20, 1.25 + 0x1p-21)
    let results = kernels.multiply(column(format, a, n), column(format, b, n)).doubles
    let product = a * b
    let mean = results.reduce(0, +) / Double(n)
    let variance = results.reduce(0) { $0 + ($1 - product) * ($1 - product) } / Double(n)
    // Uniform noise of width 2^(e − t + 1) has variance width² / 12; that of an operand reaches the
    // product times the other operand.
    let operands = a * a + b * b
    let expected = 0x1p-22 / 12 * (mode == "rr" ? 1 : mode == "pb" ? operands : operands + 1)
    #expect(abs(variance / expected - 1) < 0.05)
    #expect(abs(mean - product) < 5 * (expected / Double(n)).squareRoot())
  }

  @Test func monteCarloLeavesWhatThePrecisionHolds() throws {
    let kernels = try make("mca", ["precision": .integer(10)])
    let held = kernels.add(column(.binary32, 1), 0.25).doubles
    #expect(held.allSatisfy { $0 == 1.25 })
    #expect(Set(kernels.add(column(.binary32, 1), 0x1p-12).doubles).count > 100)
    let bounding = try make("mca", ["mode": .text("pb")])
    #expect(bounding.multiply(column(.binary32, 0), 3).doubles.allSatisfy { $0 == 0 })
  }

  @Test(arguments: RealFormat.allCases)
  func cancellationPerturbsWhatCancels(_ format: RealFormat) throws {
    let kernels = try make("cancellation", ["tolerance": .integer(4)])
    let plain = kernels.subtract(column(format, 1), column(format, 0.75)).doubles
    #expect(plain.allSatisfy { $0 == 0.25 })
    let small = 0x1p-10
    let noisy = kernels.subtract(column(format, 1), column(format, 1 - small)).doubles
    #expect(Set(noisy).count > 100)
    // c = 10: noise below 2^(−10 − 10 + 1) / 2.
    #expect(noisy.allSatisfy { abs($0 - small) <= 0x1p-20 })
    #expect(
      kernels.multiply(column(format, 0.1), 0.1)
        == (try make("ieee")).multiply(column(format, 0.1), 0.1))
    #expect(kernels.operations.perturbed == ["add": 2000])
  }

  @Test(arguments: RealFormat.allCases, ["random-rounding", "stochastic-rounding"])
  func fusedMultiplyAddRoundsOnce(_ format: RealFormat, _ name: String) throws {
    let kernels = try make(name, ["multiply-add": .text("fused")])
    let gap = format == .binary32 ? 0x1p-23 : 0x1p-52
    // (1 + g)² − 1 − 2g = g²: exact when fused.
    let x = column(format, 1 + gap)
    let square = kernels.multiplyAdd(x, x, column(format, -1 - 2 * gap)).doubles
    #expect(square.allSatisfy { $0 == gap * gap })
    let inexact = kernels.multiplyAdd(x, x, column(format, 1)).doubles
    #expect(Set(inexact).isSubset(of: [2 + 2 * gap, 2 + 4 * gap]))
    #expect(kernels.operations.perturbed == ["fma": 2000])
  }

  @Test(
    arguments: RealFormat.allCases, ["random-rounding", "stochastic-rounding", "up-down", "mca"])
  func probabilityThinsPerturbations(_ format: RealFormat, _ name: String) throws {
    let (a, b) = (column(format, 0.1, 4000), column(format, 0.7, 4000))
    let nearest = (try make("ieee")).multiply(a, b)
    let never = try make(name, ["probability": .number(0)])
    #expect(never.multiply(a, b) == nearest)
    let always = (try make(name)).multiply(a, b).doubles.count { $0 != nearest.doubles[0] }
    let seldom = (try make(name, ["probability": .number(0.25)])).multiply(a, b)
    let moved = Double(seldom.doubles.count { $0 != nearest.doubles[0] })
    let expected = Double(always) / 4
    #expect(abs(moved - expected) < 6 * (expected + 1).squareRoot())
  }

  @Test func contradictingOptionsAreRefused() throws {
    func message(_ options: [String: ArithmeticOption]) -> String? {
      do {
        _ = try Arithmetics.resolve(ArithmeticSpecification(name: "reduced", options: options))
        return nil
      } catch { return error.message }
    }
    #expect(
      message(["format": .text("float16"), "mantissa": .integer(7)])
        == "'mantissa: 7' contradicts 'format: float16', which has 10 bits; leave one of them out")
    #expect(message(["mantissa": .integer(7)])?.contains("needs both") == true)
    #expect(message(["format": .text("float16"), "exponent": .integer(5)]) == nil)
    let custom = try Arithmetics.resolve(
      ArithmeticSpecification(
        name: "reduced", options: ["exponent": .integer(6), "mantissa": .integer(9)]))
    #expect(custom.options["format"] == .text("custom"))
    let named = try Arithmetics.resolve(
      ArithmeticSpecification(name: "reduced", options: ["format": .text("tf32")]))
    #expect(named.options["mantissa"] == .integer(10))
    #expect(
      !Arithmetics.isDeterministic(
        try Arithmetics.resolve(
          ArithmeticSpecification(name: "reduced", options: ["rounding": .text("stochastic")]))))
  }
}
