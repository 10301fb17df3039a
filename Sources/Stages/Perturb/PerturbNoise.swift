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
    "unit", .choice(FloatNoise.Unit.self), default: .ulp,
    "`ulp`: whole steps to neighbouring floats; `relative`: x becomes x (1 + noise). Zeros, "
      + "infinities and NaN stay; no value changes sign, becomes 0 or overflows.")
  static let size = Parameter(
    "size", .number(minimum: 0), default: 1,
    "Half-width of uniform noise, or standard deviation of gaussian noise, in that unit.")
  static let distribution = Parameter(
    "distribution", .choice(FloatNoise.Form.self), default: .uniform,
    "`uniform`: in ulps each whole number from −size to size alike; `gaussian`: in ulps rounded to "
      + "a whole number.")

  static let inputs = list(image)
  static let outputs = list(noisy)
  static let grids = [SharedGrid("image", outputs: ["image"])]
  static let parameters = list(unit, size, distribution)

  private let noise: FloatNoise

  init(_ values: ParameterValues) throws { noise = try FloatNoise(values) }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    var volume = try inputs[Self.image]
    let stream = context.random(Self.noise)
    switch volume.voxels {
    case .binary32(let tensor): volume.voxels = .binary32(noise.perturbed(tensor, stream))
    case .binary64(let tensor): volume.voxels = .binary64(noise.perturbed(tensor, stream))
    }
    return [Self.noisy(volume)]
  }
}
