/// Convolutions and their gradients: images `[N, C, …]`, filters `[O, C, …]`, one to three spatial axes.
///
/// A family of the kernels that make an `Arithmetic`.
public protocol ConvolutionKernels: Sendable {
  /// Cross-correlation `[N, O, …]`: each output is the sum over channel and the filter's axes,
  /// ascending, of image × filter from zero, one accumulator an output; then `bias` `[O]` is added.
  ///
  /// Padding counts as zeros, which are multiplied like other voxels.
  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor?,
    _ geometry: ConvolutionGeometry
  ) -> RealTensor
  /// `convolve` with what comes before and after it; where something comes before it or competes with
  /// it, outputs are as large as images.
  ///
  /// The bits are those of the kernels called one after the other, and so are the counts by kind of
  /// operation: `leakyReLU`, `convolve`, `scaleAndShift`, `maximum`. Where `mergesPasses` says so, it
  /// is one pass over memory.
  func convolve(
    _ images: RealTensor, _ filters: RealTensor, bias: RealTensor,
    _ geometry: ConvolutionGeometry, in unit: ConvolutionUnit
  ) -> RealTensor

  /// The gradient of the images, `[N, C] + sizes`, from that of the outputs, `[N, O, …]`: the outputs'
  /// gradients, spread by the strides, under the reversed filters; sums over filter, then reversed
  /// taps, ascending.
  func convolutionImageGradient(
    _ gradient: RealTensor, _ filters: RealTensor, sizes: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor
  /// The gradient of the filters, `[O, C] + kernel`, from images `[N, C, …]` and the gradient of the
  /// outputs, `[N, O, …]`: sums over image and output place, ascending, one accumulator a number.
  func convolutionFilterGradient(
    _ images: RealTensor, _ gradient: RealTensor, kernel: [Int], _ geometry: ConvolutionGeometry
  ) -> RealTensor
}
