internal import ArithmeticTypes

/// A convolution's sizes, with one- and two-dimensional ones as three-dimensional ones of depth one.
struct ConvolutionShape: Sendable {
  let images: Int
  let channels: Int
  let filters: Int
  /// Depth, height and width of the images, the filters and the outputs.
  let size: Extent
  let kernel: Extent
  let output: Extent
  let stride: Extent
  /// Voxels from one tap to the next.
  let dilation: Extent
  let before: Extent

  struct Extent: Sendable {
    let depth, height, width: Int
    var count: Int { depth * height * width }

    init(_ values: [Int], filler: Int) {
      let all = [Int](repeating: filler, count: 3 - values.count) + values
      (depth, height, width) = (all[0], all[1], all[2])
    }
  }

  /// - Parameters:
  ///   - images: shape `[N, C, …]` of the images.
  ///   - filters: shape `[O, C, …]` of the filters.
  init(images: [Int], filters: [Int], _ geometry: ConvolutionGeometry) {
    let (stride, dilation, before, _) = geometry.parts
    let axes = stride.count
    precondition(
      images.count == axes + 2 && filters.count == axes + 2 && images[1] == filters[1],
      "images \(images) and filters \(filters) do not fit \(axes) spatial axes")
    self.images = images[0]
    channels = images[1]
    self.filters = filters[0]
    let (sizes, kernels) = (Array(images[2...]), Array(filters[2...]))
    precondition(kernels.allSatisfy { $0 > 0 }, "filters \(filters) are empty")
    size = Extent(sizes, filler: 1)
    kernel = Extent(kernels, filler: 1)
    output = Extent(geometry.outputSizes(sizes, kernel: kernels), filler: 1)
    self.stride = Extent(stride, filler: 1)
    self.dilation = Extent(dilation, filler: 1)
    self.before = Extent(before, filler: 0)
  }

  /// Steps of one output: (channel, z, y, x of the filter), the last fastest.
  var steps: Int { channels * kernel.count }

  /// The length of a row of outputs, with what the filter reaches over, made even: elements of random
  /// streams are counted along such rows.
  var rowLength: Int {
    (output.width + (kernel.width - 1) * dilation.width / stride.width + 1) & ~1
  }

  /// Whether taps lie side by side.
  var isDense: Bool { dilation.depth == 1 && dilation.height == 1 && dilation.width == 1 }

  /// Multiply-adds of the outputs, those with padding's zeros included.
  var multiplyAdds: Int { images * filters * output.count * steps }
}
