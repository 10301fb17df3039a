extension Network {
  /// The graph of a model: its own, or where it holds weights alone, that of the network whose weights they
  /// are.
  ///
  /// Deepbet's is LinkNet3D; FastSurfer's is for slices of 256 × 256 pixels of 1 mm; those of VoxelMorph
  /// and SynthMorph give the vectors or features that registration goes on with.
  ///
  /// - Throws: `ModelError` where these are the weights of no network that lastbit knows.
  public init(model weights: ModelWeights) throws(ModelError) {
    guard weights[metadata: Self.metadataKey] == nil else {
      try self.init(weights)
      return
    }
    if weights.names.contains("classifier.conv.weight"),
      weights.names.contains("encode1.conv0.weight")
    {
      self = try FastSurferNetwork(weights).network(size: (256, 256))
    } else if weights.names.contains("init.0.weight") {
      self = try LinkNet3D.network(weights)
    } else if (try? RegistrationLayers(weights)) != nil {
      self = try VoxelMorph(weights).network
    } else if let detector = try? AffineFeatureDetector(weights) {
      self = detector.network
    } else {
      throw ModelError(
        "these are weights without a graph of operations, and not those of FastSurfer, VoxelMorph,"
          + " SynthMorph or deepbet; export the network as ONNX")
    }
  }
}
