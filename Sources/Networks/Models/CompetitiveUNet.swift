import Arithmetic

/// FastSurfer's encoder and decoder: four competitive dense blocks with pooling, one below, and four
/// with unpooling, in which what was pooled competes with what the encoder had there.
struct CompetitiveUNet: Sendable {
  let encoders: [CompetitiveDenseBlock]
  let bottleneck: CompetitiveDenseBlock
  /// From the lowest to full resolution.
  let decoders: [CompetitiveDenseBlock]
  /// What heights and widths have to be multiples of.
  static let granularity = 16

  init(_ reader: WeightReader, channels: Int, filters: Int, kernel: [Int]) throws(ModelError) {
    func inner(_ name: String) throws(ModelError) -> CompetitiveDenseBlock {
      try CompetitiveDenseBlock(
        reader.layer(name), .competing, channels: filters, filters: filters, kernel: kernel)
    }
    encoders = [
      try CompetitiveDenseBlock(
        reader.layer("encode1"), .normalized, channels: channels, filters: filters, kernel: kernel),
      try inner("encode2"), try inner("encode3"), try inner("encode4"),
    ]
    bottleneck = try inner("bottleneck")
    decoders = [
      try inner("decode4"), try inner("decode3"), try inner("decode2"), try inner("decode1"),
    ]
  }

  /// `[N, channels, H, W]` to `[N, filters, H, W]`.
  ///
  /// - Precondition: height and width are multiples of `granularity`.
  func callAsFunction(_ images: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor {
    precondition(
      images.shape.suffix(2).allSatisfy { $0 > 0 && $0 % Self.granularity == 0 },
      "\(images.shape) cannot be halved four times")
    var skips: [(x: RealTensor, indices: Tensor<Int32>)] = []
    var x = images
    for encoder in encoders {
      let skip = encoder(x, arithmetic)
      let pooled = arithmetic.layer(encoder.name).maxPool(skip, axes: 2)
      skips.append((skip, pooled.indices))
      x = pooled.values
    }
    x = bottleneck(x, arithmetic)
    for decoder in decoders {
      let skip = skips.removeLast()
      let layer = arithmetic.layer(decoder.name)
      let unpooled = layer.unpool(x, indices: skip.indices, shape: skip.x.shape, axes: 2)
      x = decoder(layer.maximum(unpooled, skip.x), arithmetic)
    }
    return x
  }
}
