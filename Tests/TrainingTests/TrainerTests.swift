import Arithmetic
import Networks
import Support
import Testing

@testable import Training

/// Whole trainings of small networks.
@Suite struct TrainerTests {
  private static func network(seed: UInt64 = 1) throws -> Network {
    let graph = FastSurferGraph(
      slices: 2, classes: 3, filters: 4, inputFilters: 3, kernel: 3, levels: 1)
    return try graph.network(size: (8, 8)).initialized(.kaimingNormal, seed: seed)
  }

  /// Two images whose bright half is a class of its own.
  private static func batch(_ number: Int, _ format: RealFormat) -> Trainer.Batch {
    let stream = RandomStream(key: 9, stream: UInt64(number))
    let shape = [2, 2, 8, 8]
    let values = (0..<256).map { place -> Double in
      let column = place % 8
      return (column < 4 ? 0.1 : column < 6 ? 0.5 : 0.9)
        + 0.1 * (stream.uniform(UInt64(place)) - 0.5)
    }
    let classes = Tensor<Int32>(
      shape: [2, 8, 8], values: (0..<128).map { $0 % 8 < 4 ? 0 : $0 % 8 < 6 ? 1 : 2 })
    return Trainer.Batch([.real(RealTensor(format, shape: shape, values))]) { logits, arithmetic in
      SegmentationLoss()(logits, classes, arithmetic)
    }
  }

  private func train(
    _ trainer: inout Trainer, steps: Range<Int>, _ arithmetic: any Arithmetic
  ) throws -> [Double] {
    try steps.map { step in
      try trainer.step(
        [Self.batch(2 * step, arithmetic.format), Self.batch(2 * step + 1, arithmetic.format)],
        rate: 0.01, arithmetic
      ).loss
    }
  }

  @Test(arguments: ["ieee", "stochastic-rounding", "float64", "reduced"])
  func learns(_ name: String) throws {
    let arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: name), seed: 3, threads: 2)
    var trainer = Trainer(try Self.network(), AdamW(), format: arithmetic.format)
    let losses = try train(&trainer, steps: 0..<40, arithmetic)
    #expect(losses[39] < 0.5 * losses[0], "\(losses)")
    let logits = try trainer.outputs(Self.batch(99, arithmetic.format).inputs, arithmetic)[0]
    #expect(logits.shape == [2, 3, 8, 8] && logits.doubles.allSatisfy(\.isFinite))
  }

  /// A variance beyond the range of numbers makes zeros of what it normalizes, so that losses stay finite: the
  /// step says so, names the first kernel, and changes nothing.
  @Test func anInfiniteStatisticStopsTheTraining() throws {
    let arithmetic = try Arithmetics.make(.ieee, seed: 3, threads: 1)
    var trainer = Trainer(try Self.network(), AdamW(), format: .binary32)
    _ = try train(&trainer, steps: 0..<1, arithmetic)
    let before = trainer.state
    var batch = Self.batch(5, .binary32)
    batch.inputs = batch.inputs.map { input in
      guard case .real(let images) = input else { return input }
      return .real(arithmetic.multiply(images, 1e30))
    }
    let error = #expect(throws: TrainingError.self) {
      try trainer.step([batch], rate: 0.01, arithmetic)
    }
    let message = try #require(error).message
    #expect(message.hasPrefix("statistic '"), "\(message)")
    #expect(message.contains("running_var' is no number after step 2: kernel '"), "\(message)")
    #expect(trainer.state == before)
  }

  /// A training that goes on from a checkpoint ends with the bits of one that never stopped.
  @Test(arguments: ["ieee", "stochastic-rounding"])
  func goesOnWithTheSameBits(_ name: String) throws {
    func make(_ threads: Int) throws -> any Arithmetic {
      try Arithmetics.make(ArithmeticSpecification(name: name), seed: 3, threads: threads)
    }
    let network = try Self.network()
    var whole = Trainer(network, AdamW(), format: .binary32)
    _ = try train(&whole, steps: 0..<5, make(2))
    var first = Trainer(network, AdamW(), format: .binary32)
    _ = try train(&first, steps: 0..<2, make(1))
    let checkpoint = Checkpoint(
      first.state, notes: ["best": [.infinity], "losses": [0.1, 3]],
      kept: ["best": first.state.tensors])
    let bytes = try checkpoint.bytes()
    let found = try Checkpoint(
      bytes, named: "checkpoint", of: network, slots: AdamW.slots, format: .binary32)
    #expect(found == checkpoint)
    var second = Trainer(network, AdamW(), state: found.state, format: .binary32)
    _ = try train(&second, steps: 2..<5, make(1))
    #expect(second.state == whole.state)
    #expect(throws: ModelError.self) {
      try Checkpoint(
        bytes, named: "checkpoint", of: network, slots: SGD.slots, format: .binary32)
    }
    #expect(throws: ModelError.self) {
      try Checkpoint(
        Array(bytes.dropLast()), named: "checkpoint", of: network, slots: AdamW.slots,
        format: .binary32)
    }
  }

  @Test func stopsWhereALossIsNoNumber() throws {
    let arithmetic = try Arithmetics.make(.ieee, seed: 1, threads: 1)
    var trainer = Trainer(try Self.network(), SGD(), format: .binary32)
    let state = trainer.state
    let batch = Trainer.Batch(Self.batch(0, .binary32).inputs) { logits, arithmetic in
      let zeros = arithmetic.multiply(logits, 0)
      let broken = arithmetic.divide(zeros, zeros)
      return LossValue(arithmetic.mean(broken), broken)
    }
    do {
      try trainer.step([batch], rate: 0.1, arithmetic)
      Issue.record("a loss of NaN was taken")
    } catch let error as TrainingError {
      #expect(error.message.hasPrefix("the loss is no number after step 1: kernel 'divide'"))
    }
    #expect(trainer.state == state)
  }
}
