public import Arithmetic

/// FastSurfer's network of a fixed resolution (Henschel et al. 2020): 64 filters of 5 × 5 in version 1.
public struct FastSurferCNN: FastSurferNetwork {
  public let slices: Int
  public let classes: Int
  private let base: CompetitiveUNet
  private let classifier: Classifier

  /// Filters, their size, slices and classes follow from the shapes of the weights.
  ///
  /// - Throws: `ModelError` naming tensors that are missing, surplus, or of another shape or type.
  public init(_ weights: ModelWeights, format: RealFormat) throws(ModelError) {
    let reader = WeightReader(weights, format: format)
    let first = try FilterShape(reader.layer("encode1").layer("conv0"))
    slices = first.channels
    base = try CompetitiveUNet(
      reader, channels: slices, filters: first.filters, kernel: first.kernel)
    classifier = try Classifier(reader.layer("classifier"), channels: first.filters)
    classes = classifier.classes
    try reader.finish()
  }

  public func logits(_ slabs: RealTensor, scales: [ZoomScale], _ arithmetic: any Arithmetic)
    throws(ModelError) -> RealTensor
  {
    try check(slabs)
    let (height, width) = (slabs.shape[2], slabs.shape[3])
    guard height % CompetitiveUNet.granularity == 0, width % CompetitiveUNet.granularity == 0 else {
      throw ModelError(
        "this network takes slices whose sides are multiples of \(CompetitiveUNet.granularity),"
          + " not \(height) × \(width)")
    }
    return classifier(base(slabs, arithmetic), arithmetic)
  }
}
