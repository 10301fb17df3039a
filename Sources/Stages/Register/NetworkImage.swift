import Arithmetic
import Imaging
import PipelineKit

/// An image that a registration network looks at, in the arithmetic's format.
struct NetworkImage {
  let volume: Volume
  private let name: String

  /// - Throws: `StageError` where the port has no volume of finite numbers.
  init(_ inputs: Inputs, _ port: String, _ arithmetic: any Arithmetic) throws {
    name = "the \(port) image"
    var volume = try inputs.one(port).volume(name: name)
    if let bad = NonFiniteVoxels(in: volume.voxels) {
      throw StageError(
        "\(name) has \(bad); preprocess/mask sets them to 0, as it does all outside a mask")
    }
    volume.voxels = arithmetic.convert(volume.voxels, to: arithmetic.format)
    self.volume = volume
  }

  /// (x − least) / (greatest − least), in layer `normalize`.
  ///
  /// - Throws: `StageError` where all voxels are the same.
  func normalized(_ arithmetic: any Arithmetic) throws -> RealTensor {
    let arithmetic = arithmetic.layer("normalize")
    let (least, greatest) = arithmetic.extrema(volume.voxels)
    guard greatest > least else {
      throw StageError("\(name) is empty: all its voxels are \(least)")
    }
    let format = arithmetic.format
    let range = arithmetic.subtract(
      RealTensor(format, shape: [1], [greatest]), RealTensor(format, shape: [1], [least]))
    return arithmetic.divide(arithmetic.add(volume.voxels, -least), range.doubles[0])
  }
}
