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

  private func network(_ side: Int) throws -> FastSurferNetwork {
    try FastSurferNetwork(ModelFile.read(file("random_axial.pkl")), window: (side, side))
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
    let logits = try network(64).logits(slabs, arithmetic)
    let expected = try NumPyFile.read(file("random_axial_64_win64_out.npy"))
    try expect(logits, are: expected)
    if specification.name == "float64" { #expect(try greatestDifference(logits, expected) < 5e-5) }
  }

  /// What each block gives, which is the last of its convolutions with its normalization.
  @Test func everyBlockIsThatOfTheOriginal() throws {
    let arithmetic = try arithmetic(ArithmeticSpecification(name: "float64"))
    let input = try NumPyFile.read(file("random_axial_64_win64_in.npy"))
    let plan = try network(64).plan(size: (64, 64), format: .binary64)
    var found: [String: NetworkTensor] = [:]
    let slabs = RealTensor(.binary64, shape: input.shape, input.values.map(Double.init))
    _ = try plan.run([.real(slabs)], arithmetic) { node, made in
      guard node.operation == "BatchNormalization", let last = node.layer.last,
        last.hasSuffix("n4")
      else { return }
      found[node.layer[0]] = made[0]
    }
    let acts = try NumPyFile.readAll(file("random_axial_64_win64_acts.npz"))
    var checked = 0
    for (name, act) in acts {
      let block = name.hasSuffix("_skip") ? String(name.dropLast("_skip".count)) : name
      guard case .real(let own)? = found[block] else { continue }
      #expect(try greatestDifference(own, act) < 2e-4, "\(name)")
      checked += 1
    }
    #expect(checked == 11)
  }

  @Test(arguments: [.ieee, winograd])
  func aWholeSliceHasTheOriginalsLogits(_ specification: ArithmeticSpecification) throws {
    let slabs = RealTensor.binary32(try NumPyFile.read(file("random_axial_256_in.npy")))
    let logits = try network(256).logits(slabs, arithmetic(specification))
    try expect(logits, are: NumPyFile.read(file("random_axial_256_out.npy")))
  }
}
