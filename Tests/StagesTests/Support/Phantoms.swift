import Arithmetic
import Imaging
import PipelineKit

@testable import Stages

/// Small images with known content.
enum Phantom {
  /// A ball of intensity 100 with a bright core and a ramp along the first axis, 0 outside.
  static func head(_ side: Int = 24, affine: Affine? = nil) -> Volume {
    let centre = Double(side - 1) / 2
    let affine =
      affine
      ?? Affine(rows: [2, 0, 0, -Double(side), 0, 2, 0, -Double(side), 0, 0, 2, -Double(side)])
    var values: [Float] = []
    for i in 0..<side {
      for j in 0..<side {
        for k in 0..<side {
          let (x, y, z) = (Double(i) - centre, Double(j) - centre, Double(k) - centre)
          let radius = (x * x + 1.3 * y * y + z * z).squareRoot() / centre
          let core = (x - 3) * (x - 3) + y * y + z * z < centre * centre / 9
          values.append(radius > 0.85 ? 0 : Float(100 + 2 * x + (core ? 80 : 0)))
        }
      }
    }
    return Volume(
      voxels: .binary32(Tensor(shape: [side, side, side], values: values)), affine: affine)
  }

  /// `volume` with every voxel but 0 changed by a relative error below 2⁻ᵇⁱᵗˢ, different for each
  /// `seed`.
  static func jitter(_ volume: Volume, bits: Int, seed: UInt64) -> Volume {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    let scale = Double(sign: .plus, exponent: -bits, significand: 1)
    let values = volume.voxels.doubles.map { value in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return value * (1 + scale * (Double(state >> 11) * 0x1p-52 - 1))
    }
    return Volume(
      voxels: RealTensor(volume.voxels.format, shape: volume.voxels.shape, values),
      affine: volume.affine)
  }
}
