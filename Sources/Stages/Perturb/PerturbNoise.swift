import Arithmetic
import Imaging
import PipelineKit

/// Noise on the voxels of a volume, of a size counted in ulps or relative to each voxel.
struct PerturbNoise: Stage {
  static let kind = "perturb/noise"
  static let version = 1
  static let summary = "Random noise on every voxel, counted in ulps or relative to its value."
  static let source =
    "Input perturbation as in Monte Carlo Arithmetic (Parker 1997); steps along the ordered floats."
  static let usesArithmetic = false
  static let noise = DrawnStream("noise", followsRepeat: true, "The noise on each voxel.")
  static let streams = [noise]

  static let image = Input<Volume>(
    "image", "Any intensities; integers are perturbed as binary32 numbers.")
  static let noisy = Output<Volume>(
    "image", "The volume on its own grid, binary32, or binary64 where the input is.")
  static let unit = Parameter(
    "unit", .choice(Unit.self), default: .ulp,
    "`ulp`: whole steps to neighbouring floats; `relative`: x becomes x (1 + noise). Zeros, "
      + "infinities and NaN stay; no value changes sign, becomes 0 or overflows.")
  static let size = Parameter(
    "size", .number(minimum: 0), default: 1,
    "Half-width of uniform noise, or standard deviation of gaussian noise, in that unit.")
  static let distribution = Parameter(
    "distribution", .choice(NoiseDistribution.self), default: .uniform,
    "`uniform`: in ulps each whole number from −size to size alike; `gaussian`: in ulps rounded to "
      + "a whole number.")

  static let inputs = list(image)
  static let outputs = list(noisy)
  static let grids = [SharedGrid("image", outputs: ["image"])]
  static let parameters = list(unit, size, distribution)

  enum Unit: String, CaseIterable { case ulp, relative }
  enum NoiseDistribution: String, CaseIterable { case uniform, gaussian }

  private let isUlp: Bool
  private let size: Double
  private let isUniform: Bool

  init(_ values: ParameterValues) throws {
    isUlp = values[Self.unit] == .ulp
    size = values[Self.size]
    isUniform = values[Self.distribution] == .uniform
    if isUlp {
      guard size <= 0x1p30 else {
        throw ParameterError(Self.size, "size is at most 2³⁰ ulps; use `unit: relative` for more")
      }
      guard !isUniform || size == size.rounded() else {
        throw ParameterError(Self.size, "uniform noise takes a whole number of ulps")
      }
    } else if size > 1 {
      throw ParameterError(Self.size, "relative noise is at most 1, the voxel's own size")
    }
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    var volume = try inputs[Self.image]
    let stream = context.random(Self.noise)
    switch volume.voxels {
    case .binary32(let tensor): volume.voxels = .binary32(perturbed(tensor, stream))
    case .binary64(let tensor): volume.voxels = .binary64(perturbed(tensor, stream))
    }
    return [Self.noisy(volume)]
  }

  private func perturbed<Number: SteppingFloat>(
    _ tensor: Tensor<Number>, _ stream: RandomStream
  ) -> Tensor<Number> {
    var tensor = tensor
    for index in tensor.values.indices {
      let value = tensor.values[index]
      guard value.isFinite, value != 0 else { continue }
      tensor.values[index] =
        isUlp
        ? value.stepped(by: steps(stream, UInt64(index)))
        : value.scaled(by: 1 + size * amount(stream, UInt64(index)))
    }
    return tensor
  }

  /// A whole number of ulps.
  private func steps(_ stream: RandomStream, _ index: UInt64) -> Int {
    guard isUniform else { return Int((size * stream.normal(index)).rounded()) }
    let choices = 2 * size + 1
    return Int((stream.uniform(index) * choices).rounded(.down) - size)
  }

  /// Noise of size 1: uniform in (−1, 1), or standard normal.
  private func amount(_ stream: RandomStream, _ index: UInt64) -> Double {
    isUniform ? 2 * stream.uniform(index) - 1 : stream.normal(index)
  }
}
