import Arithmetic
import Testing

@testable import Networks

/// Against tensors that the original program computed, with random weights.
@Suite(.enabled(if: Shared.path("reference/fastsurfer/random_axial.pkl") != nil))
struct FastSurferReferenceTests {
  private func file(_ name: String) throws -> String {
    try #require(Shared.path("reference/fastsurfer/\(name)"))
  }

  private static let winograd = ArithmeticSpecification(
    name: "ieee", options: ["convolution": .text("winograd")])

  private func arithmetic(_ specification: ArithmeticSpecification = .ieee) throws
    -> any Arithmetic
  {
    try Arithmetics.make(specification, seed: 1, threads: 2)
  }

  private func network(_ side: Int, _ format: RealFormat = .binary32) throws -> FastSurferVINN {
    try FastSurferVINN(
      ModelFile.read(file("random_axial.pkl")), format: format, window: (side, side))
  }

  private func greatestDifference(_ a: RealTensor, _ b: Tensor<Float>) throws -> Double {
    try #require(a.shape == b.shape)
    return zip(a.doubles, b.values).reduce(0) { max($0, abs($1.0 - Double($1.1))) }
  }

  @Test func itsSizesFollowFromTheWeights() throws {
    let network = try network(64)
    #expect(network.slices == 7)
    #expect(network.classes == 79)
  }

  /// Whether logits are those of the original: where two maxima of a pooling window are nearly equal,
  /// valid runs in binary32 differ by more than their rounding, so not the greatest difference counts.
  private func expect(_ logits: RealTensor, are expected: Tensor<Float>) throws {
    try #require(logits.shape == expected.shape)
    let found = logits.doubles
    let differences = zip(found, expected.values).map { abs($0 - Double($1)) }.sorted()
    #expect(differences[differences.count * 999 / 1000] <= 1e-3)
    let (classes, pixels) = (expected.shape[1], expected.shape[2] * expected.shape[3])
    let agreeing = (0..<pixels).count { pixel in
      var (ours, theirs) = (0, 0)
      for name in 1..<classes {
        if found[name * pixels + pixel] > found[ours * pixels + pixel] { ours = name }
        if expected.values[name * pixels + pixel] > expected.values[theirs * pixels + pixel] {
          theirs = name
        }
      }
      return ours == theirs
    }
    #expect(Double(agreeing) >= 0.9999 * Double(pixels))
  }

  @Test(arguments: [.ieee, winograd, ArithmeticSpecification(name: "float64")])
  func logitsAreThoseOfTheOriginal(_ specification: ArithmeticSpecification) throws {
    let arithmetic = try arithmetic(specification)
    let input = try NumPyFile.read(file("random_axial_64_win64_in.npy"))
    let slabs = RealTensor(
      arithmetic.format, shape: input.shape, input.values.map(Double.init))
    let logits = try network(64, arithmetic.format).logits(slabs, scales: [.one], arithmetic)
    let expected = try NumPyFile.read(file("random_axial_64_win64_out.npy"))
    try expect(logits, are: expected)
    if specification.name == "float64" { #expect(try greatestDifference(logits, expected) < 5e-5) }
  }

  /// Each block on what the original's blocks before it gave.
  @Test func everyBlockIsThatOfTheOriginal() throws {
    let arithmetic = try arithmetic()
    let network = try network(64)
    let acts = try NumPyFile.readAll(file("random_axial_64_win64_acts.npz"))
    func act(_ name: String) throws -> RealTensor { .binary32(try #require(acts[name])) }
    func expect(_ x: RealTensor, _ name: String) throws {
      let difference = try greatestDifference(x, try #require(acts[name]))
      #expect(difference < 2e-4, "\(name)")
    }
    let slabs = RealTensor.binary32(try NumPyFile.read(file("random_axial_64_win64_in.npy")))
    try expect(network.input(slabs, arithmetic), "inp_block")
    var x = try act("inp_block")
    for level in 1...4 {
      try expect(network.base.encoders[level - 1](x, arithmetic), "encode\(level)_skip")
      x = arithmetic.maxPool(try act("encode\(level)_skip"), axes: 2).values
    }
    try expect(network.base.bottleneck(x, arithmetic), "bottleneck")
    x = try act("bottleneck")
    for level in (1...4).reversed() {
      let skip = try act("encode\(level)_skip")
      let unpooled = arithmetic.unpool(
        x, indices: arithmetic.maxPool(skip, axes: 2).indices, shape: skip.shape, axes: 2)
      let decoder = network.base.decoders[4 - level]
      try expect(decoder(arithmetic.maximum(unpooled, skip), arithmetic), "decode\(level)")
      x = try act("decode\(level)")
    }
    let merged = RealTensor.concatenate([x, try act("inp_block")], axis: 1)
    try expect(network.output(merged, arithmetic), "outp_block")
  }

  @Test(arguments: [.ieee, winograd])
  func aWholeSliceHasTheOriginalsLogits(_ specification: ArithmeticSpecification) throws {
    let slabs = RealTensor.binary32(try NumPyFile.read(file("random_axial_256_in.npy")))
    let logits = try network(256).logits(slabs, scales: [.one], arithmetic(specification))
    try expect(logits, are: NumPyFile.read(file("random_axial_256_out.npy")))
  }
}
