public import Arithmetic

/// Filters over images, and a bias for each.
public struct Convolution: Sendable {
  let name: String
  let filters: RealTensor
  let bias: RealTensor
  let geometry: ConvolutionGeometry

  /// A convolution whose outputs are as large as its inputs, padded with zeros.
  ///
  /// - Parameter kernel: odd extents of the filters along the spatial axes.
  public init(_ reader: WeightReader, channels: Int, filters: Int, kernel: [Int])
    throws(ModelError)
  {
    name = reader.name
    self.filters = try reader.tensor("weight", [filters, channels] + kernel)
    bias = try reader.tensor("bias", [filters])
    geometry = ConvolutionGeometry(same: kernel)
  }

  /// `[N, C, …]` to `[N, filters, …]`.
  public func callAsFunction(_ images: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.layer(name).convolve(images, filters, bias: bias, geometry)
  }
}
