import Arithmetic
import Testing
import Training

@testable import Networks

/// One step of training FastSurfer's network, against what the original program computed.
@Suite(.enabled(if: Shared.path("reference/fastsurfer/random_axial_train64.npz") != nil))
struct FastSurferTrainingTests {
  private func file(_ name: String) throws -> String {
    try #require(Shared.path("reference/fastsurfer/\(name)"))
  }

  /// Differences over the greatest number of a tensor.
  private func error(_ found: RealTensor, _ right: [Float]) -> Double {
    let greatest = right.reduce(0) { max($0, abs(Double($1))) }
    let difference = zip(found.doubles, right).reduce(0) { max($0, abs($1.0 - Double($1.1))) }
    return difference / max(greatest, 1e-12)
  }

  @Test func lossesGradientsAndUpdateAreThoseOfTheOriginal() throws {
    let arithmetic = try Arithmetics.make(
      ArithmeticSpecification(name: "float64"), seed: 1, threads: 2)
    let start = try ModelFile.read(file("random_axial.pkl"))
    let right = try NumPyFile.readAll(file("random_axial_train64.npz"))
    func tensor(_ name: String) throws -> Tensor<Float> { try #require(right[name]) }
    let network = try FastSurferGraph(start).network(size: (64, 64), weights: start)
    #expect(network.parameterCount == 1_854_632)
    var trainer = Trainer(network, AdamW(decay: 1e-4), format: .binary64)
    func wide(_ x: Tensor<Float>) -> RealTensor {
      RealTensor(.binary64, shape: x.shape, x.values.map(Double.init))
    }
    let y = try tensor("y")
    let classes = Tensor(shape: y.shape, values: y.values.map { Int32($0) })
    let weights = wide(try tensor("w"))
    let report = try trainer.step(
      [
        Trainer.Batch([.real(wide(try tensor("x")))]) { logits, arithmetic in
          SegmentationLoss()(logits, classes, weights: weights, arithmetic)
        }
      ], rate: 0.01, arithmetic)
    #expect(abs(report.loss / Double(try tensor("total").values[0]) - 1) < 1e-5)
    #expect(abs((report.parts["dice"] ?? 0) - Double(try tensor("dice").values[0])) < 1e-5)
    let keys = right.keys.filter { $0.hasPrefix("grad/") }
    #expect(keys.count == report.gradients.count)
    // A tenth of the tensors may hold sums of numbers that cancel: in binary32 of the original.
    var errors: [Double] = []
    for key in keys {
      let found = try #require(report.gradients[String(key.dropFirst(5))])
      let expected = try tensor(key)
      // Biases before a normalization have a gradient of zero but for rounding.
      guard !key.contains(".conv") || !key.hasSuffix(".bias") || key.contains("classifier")
      else { continue }
      errors.append(error(found, expected.values))
    }
    errors.sort()
    #expect(
      errors[errors.count / 2] < 1e-4 && errors[errors.count - 1] < 2e-2, "\(errors.suffix(9))")
    let after = try ModelFile.read(file("random_axial_train64_after_step.pkl"))
    for (name, found) in trainer.state.tensors {
      guard case .float32(let expected)? = after[name] else {
        Issue.record("no \(name)")
        continue
      }
      // Adam's first step is the rate in the direction of each gradient's sign: numbers whose gradient is
      // rounding alone may go the other way.
      let close = zip(found.doubles, expected.values).count { abs($0 - Double($1)) < 1e-4 }
      let isVanishing = name.contains(".conv") && name.hasSuffix(".bias")
      #expect(
        isVanishing || Double(close) >= 0.98 * Double(expected.count), "\(name): \(close)")
    }
  }
}
