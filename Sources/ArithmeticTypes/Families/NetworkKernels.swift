/// The layers of neural networks and their gradients.
///
/// A family of the kernels that make an `Arithmetic`.
///
/// Data is `[N, C, spatial…]`: batch, channels, then one to three spatial axes. A function named
/// `…Gradient` takes the gradient of a loss with respect to the forward kernel's result and returns
/// the gradient with respect to its input; `x` is then the forward kernel's input.
public protocol NetworkKernels: Sendable {
  // MARK: Activations

  /// The greater of two elements, the second of equals; NaN where either is NaN. No rounding.
  func maximum(_ a: RealTensor, _ b: RealTensor) -> RealTensor
  /// Gradients for both operands: all of it for the greater one, half each where they are equal.
  func maximumGradient(_ a: RealTensor, _ b: RealTensor, gradient: RealTensor)
    -> (a: RealTensor, b: RealTensor)
  /// x where x > 0, else zero; NaN stays. No rounding.
  func relu(_ x: RealTensor) -> RealTensor
  /// The gradient where x > 0, else zero. No rounding.
  func reluGradient(_ x: RealTensor, gradient: RealTensor) -> RealTensor
  /// x where it is not below zero, else α (eˣ − 1): eˣ − 1 is rounded once, and so is its product with
  /// α where that is not 1 (Clevert et al. 2016).
  func elu(_ x: RealTensor, alpha: Double) -> RealTensor
  /// x where x > 0, else slope × x; with a learnt slope that all channels share this is PReLU.
  func leakyReLU(_ x: RealTensor, slope: Double) -> RealTensor
  /// The gradient where x > 0, else slope × gradient.
  func leakyReLUGradient(_ x: RealTensor, slope: Double, gradient: RealTensor) -> RealTensor
  /// For the slope: the sum of x × gradient where not x > 0, in the order of `dot`.
  func leakyReLUSlopeGradient(_ x: RealTensor, gradient: RealTensor) -> Double

  /// x where x > 0, else the channel's slope × x, with learnt slopes `[C]` (He et al. 2015); the product is
  /// made, and counted, for every element.
  func parametricReLU(_ x: RealTensor, slopes: RealTensor) -> RealTensor

  // MARK: Channels

  /// `x × scale[c] + shift[c]`, rounded as `multiplyAdd`; `scale` and `shift` are `[C]`.
  ///
  /// Batch normalisation in inference, with scale = weight / √(variance + ε) and
  /// shift = bias − mean × scale.
  func scaleAndShift(_ x: RealTensor, scale: RealTensor, shift: RealTensor) -> RealTensor

  /// Sums over everything but the channels, `[C]`: the gradient of a bias.
  func channelSum(_ x: RealTensor) -> RealTensor
  /// Means and (biased) variances over everything but the channels, `[C]` each; two passes.
  func channelMoments(_ x: RealTensor) -> (mean: RealTensor, variance: RealTensor)
  /// Batch normalisation in training (Ioffe and Szegedy 2015):
  /// (x − mean) / √(variance + ε) × weight + bias, with the batch's own moments.
  ///
  /// - Returns: the output and the moments. The variance is the biased one; for a running variance
  ///   PyTorch multiplies it by n / (n − 1).
  func batchNormalize(_ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double)
    -> (output: RealTensor, mean: RealTensor, variance: RealTensor)
  /// Gradients of `batchNormalize` for x, weight and bias; the moments are those that it returned.
  func batchNormalizeGradient(
    _ x: RealTensor, weight: RealTensor, mean: RealTensor, variance: RealTensor, epsilon: Double,
    gradient: RealTensor
  ) -> (x: RealTensor, weight: RealTensor, bias: RealTensor)

  /// Instance normalization (Ulyanov et al. 2016): `batchNormalize` of each channel of each image by its own
  /// moments; `weight` and `bias` are `[C]`.
  func instanceNormalize(_ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double)
    -> RealTensor
  /// Group normalization (Wu and He 2018): (x − mean) / √(variance + ε) with the (biased) moments of each of
  /// `groups` equal runs of channels of each image, rounded as `batchNormalize` by 1 and 0; then
  /// `scaleAndShift` by `weight` and `bias`, `[C]`.
  func groupNormalize(
    _ x: RealTensor, groups: Int, weight: RealTensor, bias: RealTensor, epsilon: Double
  ) -> RealTensor
  /// Layer normalization (Ba et al. 2016) of rows `[rows, columns]`, each by its own moments, rounded as
  /// `batchNormalize` by 1 and 0; then `scaleAndShift` by `weight` and `bias`, `[columns]`.
  ///
  /// - Returns: the output and the rows' means and (biased) variances.
  func layerNormalize(_ x: RealTensor, weight: RealTensor, bias: RealTensor, epsilon: Double)
    -> (output: RealTensor, mean: RealTensor, variance: RealTensor)

  // MARK: Classes, along the channels

  /// exp(x) over its sum along the channels; the greatest x is subtracted first.
  func softmax(_ x: RealTensor) -> RealTensor
  /// - Parameter softmax: the forward kernel's result.
  func softmaxGradient(softmax: RealTensor, gradient: RealTensor) -> RealTensor
  /// The logarithm of `softmax`, from differences to the greatest x.
  func logSoftmax(_ x: RealTensor) -> RealTensor
  /// - Parameter logSoftmax: the forward kernel's result.
  func logSoftmaxGradient(logSoftmax: RealTensor, gradient: RealTensor) -> RealTensor
  /// −`logSoftmax` of each place's class, `[N, spatial…]`; `classes` in `0..<C` have that shape.
  func crossEntropy(_ x: RealTensor, classes: Tensor<Int32>) -> RealTensor
  /// - Parameters:
  ///   - softmax: of the forward kernel's input.
  ///   - gradient: `[N, spatial…]`.
  func crossEntropyGradient(softmax: RealTensor, classes: Tensor<Int32>, gradient: RealTensor)
    -> RealTensor

  // MARK: Pooling over the last two or three axes

  /// Maxima of windows of 2 along the last `axes` axes, at steps of 2; what is left over of an odd
  /// size is dropped. No rounding.
  ///
  /// - Returns: values, and for each the place of its maximum within the input's last axes
  ///   (flattened), as PyTorch's `max_pool2d` returns them: the first of equals; NaN wins, the last
  ///   of several.
  func maxPool(_ x: RealTensor, axes: Int) -> (values: RealTensor, indices: Tensor<Int32>)
  /// The mean of each window of each channel of `x`, `[N, C, …]` with one to three spatial axes: the sum from
  /// zero of its places that lie inside, ascending, then one division by the window's divisor.
  ///
  /// - Parameters:
  ///   - kernel: the window's extents along the spatial axes.
  ///   - divisors: one for each place of an output channel, in C order: how many places the window counts.
  func averagePool(
    _ x: RealTensor, kernel: [Int], _ geometry: ConvolutionGeometry, divisors: [Double]
  ) -> RealTensor
  /// A tensor of `shape` with the elements of `x` at the places that `maxPool` recorded, zero
  /// elsewhere. No rounding. With a gradient for `x`, this is the gradient of `maxPool`.
  ///
  /// - Parameter axes: how many of the last axes the indices run over.
  func unpool(_ x: RealTensor, indices: Tensor<Int32>, shape: [Int], axes: Int) -> RealTensor
  /// The elements of `x` at recorded places: the gradient of `unpool`. No rounding.
  func pool(_ x: RealTensor, at indices: Tensor<Int32>, axes: Int) -> RealTensor

  // MARK: Resizing the spatial axes, one after the other, the last one first

  /// Linear interpolation to new sizes of the last `sizes.count` axes.
  func resize(_ x: RealTensor, to sizes: [Int], alignment: ResizeAlignment) -> RealTensor
  /// The adjoint of `resize` from `sizes` to the sizes of `gradient`.
  func resizeGradient(_ gradient: RealTensor, from sizes: [Int], alignment: ResizeAlignment)
    -> RealTensor
  /// Every element repeated twice along each of the last `axes` axes. No rounding.
  func upsample(_ x: RealTensor, axes: Int) -> RealTensor
  /// The sum over the copies that `upsample` made, in C order.
  func upsampleGradient(_ gradient: RealTensor, axes: Int) -> RealTensor
}

/// Where the elements of a resized axis lie on the original one, of sizes m and n.
public enum ResizeAlignment: String, Sendable, CaseIterable {
  /// Element j at (j + ½) n / m − ½: the ends of the axis coincide (PyTorch's default).
  case edges
  /// Element j at j (n − 1) / (m − 1): first and last elements coincide (`align_corners`).
  case centres
}
