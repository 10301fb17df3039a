public import Arithmetic

/// FastSurfer's network for any resolution (Henschel et al. 2022, FastSurferVINN): a block at the
/// image's resolution, a zoom to 1 mm, the encoder and decoder there, the way back, and a block that
/// sees both.
public struct FastSurferVINN: FastSurferNetwork {
  public let slices: Int
  public let classes: Int
  let input: CompetitiveDenseBlock
  let base: CompetitiveUNet
  let output: CompetitiveDenseBlock
  private let classifier: Classifier
  private let window: (height: Int, width: Int)
  private let zoomIn = Zoom("interpol1")
  private let zoomOut = Zoom("interpol2")

  /// Filters, their size, slices and classes follow from the shapes of the weights.
  ///
  /// - Parameter window: height and width that the encoder works at, multiples of 16; FastSurfer's
  ///   are 256.
  /// - Throws: `ModelError` naming tensors that are missing, surplus, or of another shape or type.
  public init(
    _ weights: ModelWeights, format: RealFormat, window: (height: Int, width: Int) = (256, 256)
  ) throws(ModelError) {
    precondition(
      window.height % CompetitiveUNet.granularity == 0
        && window.width % CompetitiveUNet.granularity == 0, "a window of \(window)")
    let reader = WeightReader(weights, format: format)
    let seen = try FilterShape(reader.layer("inp_block").layer("conv0"))
    let inner = try FilterShape(reader.layer("encode1").layer("conv0"))
    slices = seen.channels
    input = try CompetitiveDenseBlock(
      reader.layer("inp_block"), .normalized, channels: slices, filters: seen.filters,
      kernel: seen.kernel, norm: "gn")
    base = try CompetitiveUNet(
      reader, channels: seen.filters, filters: inner.filters, kernel: inner.kernel)
    output = try CompetitiveDenseBlock(
      reader.layer("outp_block"), .activated, channels: inner.filters + seen.filters,
      filters: inner.filters, kernel: inner.kernel, norm: "gn")
    classifier = try Classifier(reader.layer("classifier"), channels: inner.filters)
    classes = classifier.classes
    self.window = window
    try reader.finish()
  }

  public func logits(_ slabs: RealTensor, scales: [ZoomScale], _ arithmetic: any Arithmetic)
    throws(ModelError) -> RealTensor
  {
    try check(slabs)
    let skip = input(slabs, arithmetic)
    let (zoomed, used) = try zoomIn(skip, scales: scales, to: window, arithmetic)
    let (back, _) = try zoomOut(
      base(zoomed, arithmetic), scales: used.map(\.inverse), to: (skip.shape[2], skip.shape[3]),
      arithmetic)
    let merged = output(.concatenate([back, skip], axis: 1), arithmetic)
    return classifier(merged, arithmetic)
  }
}
