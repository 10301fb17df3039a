public import Arithmetic

/// Batch normalization with the statistics of training (Ioffe and Szegedy 2015).
///
/// The order is PyTorch's: scale = weight × (1 / √(variance + ε)), shift = bias − mean × scale, then
/// x × scale + shift. Scale and shift are made anew for each call, so that they are part of what an
/// arithmetic perturbs; they are not folded into the convolution before, which would round
/// differently.
public struct BatchNormalization: Sendable {
  let name: String
  private let weight: RealTensor
  private let bias: RealTensor
  private let mean: RealTensor
  private let variance: RealTensor
  /// PyTorch's default.
  private static let epsilon = 1e-5

  public init(_ reader: WeightReader, channels: Int) throws(ModelError) {
    name = reader.name
    weight = try reader.tensor("weight", [channels])
    bias = try reader.tensor("bias", [channels])
    mean = try reader.tensor("running_mean", [channels])
    variance = try reader.tensor("running_var", [channels])
    reader.passOver("num_batches_tracked")
  }

  /// `[N, C, …]`, each channel by its own scale and shift.
  public func callAsFunction(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    let (scale, shift) = transform(arithmetic)
    return arithmetic.layer(name).scaleAndShift(x, scale: scale, shift: shift)
  }

  /// The scale and the shift of each channel.
  func transform(_ arithmetic: any Arithmetic) -> (scale: RealTensor, shift: RealTensor) {
    let arithmetic = arithmetic.layer(name)
    let deviation = arithmetic.squareRoot(arithmetic.add(variance, Self.epsilon))
    let ones = RealTensor(weight.format, shape: weight.shape, weight.doubles.map { _ in 1 })
    let scale = arithmetic.multiply(weight, arithmetic.divide(ones, deviation))
    return (scale, arithmetic.subtract(bias, arithmetic.multiply(mean, scale)))
  }
}
