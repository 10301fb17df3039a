import Arithmetic
import Imaging
import PipelineKit

/// An image that a registration network looks at, in the arithmetic's format.
struct NetworkImage {
  let volume: Volume
  private let name: String

  /// - Throws: `StageError` where the port has no volume of finite numbers.
  init(_ inputs: Inputs, _ port: Input<Volume>, _ arithmetic: any Arithmetic) throws {
    name = port.called
    var volume = try inputs[port]
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
    try rangeNormalized(arithmetic.layer("normalize"))
  }

  /// The same in the layer that the arithmetic is in.
  func rangeNormalized(_ arithmetic: any Arithmetic) throws -> RealTensor {
    let (least, greatest) = arithmetic.extrema(volume.voxels)
    guard greatest > least else {
      throw StageError("\(name) is empty: all its voxels are \(least)")
    }
    return scaled(from: least, to: greatest, arithmetic)
  }

  /// (x − least) / (greatest − least).
  func scaled(from least: Double, to greatest: Double, _ arithmetic: any Arithmetic) -> RealTensor {
    let format = arithmetic.format
    let range = arithmetic.subtract(
      RealTensor(format, shape: [1], [greatest]), RealTensor(format, shape: [1], [least]))
    return arithmetic.divide(arithmetic.add(volume.voxels, -least), range.doubles[0])
  }
}
