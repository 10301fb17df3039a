public import Arithmetic

/// Filters over images, and a bias for each.
public struct Convolution: Sendable {
  let name: String
  let filters: RealTensor
  let bias: RealTensor
  private let stride: Int

  /// A convolution whose outputs are as large as its inputs, padded with zeros; or smaller by steps,
  /// as TensorFlow's `SAME` pads.
  ///
  /// - Parameters:
  ///   - kernel: odd extents of the filters along the spatial axes.
  ///   - stride: steps along all spatial axes.
  public init(
    _ reader: WeightReader, channels: Int, filters: Int, kernel: [Int], stride: Int = 1
  ) throws(ModelError) {
    name = reader.name
    self.filters = try reader.filters([filters, channels] + kernel)
    bias = try reader.tensor("bias", [filters])
    self.stride = stride
  }

  /// `[N, C, …]` to `[N, filters, …]`.
  public func callAsFunction(_ images: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    arithmetic.layer(name).convolve(images, filters, bias: bias, geometry(images.shape))
  }

  /// The convolution and then `leakyReLU`, in one pass over memory where the arithmetic can.
  ///
  /// - Parameter geometry: another than the convolution's own.
  func activated(
    _ images: RealTensor, slope: Double, geometry: ConvolutionGeometry? = nil,
    _ arithmetic: any Arithmetic
  ) -> RealTensor {
    arithmetic.layer(name).convolve(
      images, filters, bias: bias, geometry ?? self.geometry(images.shape),
      in: ConvolutionUnit(after: .activation(slope: slope)))
  }

  /// - Parameter images: the shape of images, `[N, C, …]`.
  func geometry(_ images: [Int]) -> ConvolutionGeometry {
    let kernel = Array(filters.shape[2...])
    guard stride > 1 else { return ConvolutionGeometry(same: kernel) }
    return ConvolutionGeometry(
      tensorFlowSame: kernel, stride: kernel.map { _ in stride }, sizes: Array(images[2...]))
  }
}
