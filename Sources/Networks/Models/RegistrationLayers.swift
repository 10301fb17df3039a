import Values

/// How a file calls the convolutions of a registration U-Net.
struct RegistrationLayers: Equatable {
  var halving: RegistrationUNet.Halving
  /// By level, from full resolution down.
  var down: [[String]] = []
  /// By level, from the coarsest grid up.
  var up: [[String]] = []
  /// After the last level.
  var final: [String] = []
  /// From the last features to a vector for each voxel.
  var flow: String
  /// What inference has no use for.
  var notUsed: [String] = []

  /// Levels, and convolutions of one, that are looked for.
  private static let most = 16

  /// Names of `VxmDense` in Keras and in PyTorch, and of the models of 2018, whose convolutions are
  /// numbered in the order of the network.
  ///
  /// - Throws: `ModelError` where names are not those of such a network.
  init(_ weights: ModelWeights) throws(ModelError) {
    let names = Set(weights.names)
    func has(_ layer: String) -> Bool {
      names.contains("\(layer).kernel") || names.contains("\(layer).weight")
    }
    func all(_ name: (Int) -> String) -> [String] {
      var found: [String] = []
      while found.count < Self.most, has(name(found.count)) { found.append(name(found.count)) }
      return found
    }
    func levels(_ name: (Int, Int) -> String) -> [[String]] {
      var found: [[String]] = []
      while found.count < Self.most {
        let level = all { name(found.count, $0) }
        guard !level.isEmpty else { break }
        found.append(level)
      }
      return found
    }
    let numbered = weights.names.compactMap { $0.prefix(before: ".kernel") }
      .filter { $0.hasPrefix("conv3d_") }
    if let first = weights.names.first(where: { $0.hasSuffix("unet_enc_conv_0_0.kernel") }),
      let prefix = first.prefix(before: "unet_enc_conv_0_0.kernel")
    {
      (halving, flow) = (.pooling, "\(prefix)flow")
      down = levels { "\(prefix)unet_enc_conv_\($0)_\($1)" }
      up = levels { "\(prefix)unet_dec_conv_\($0)_\($1)" }.reversed()
      final = all { "\(prefix)unet_dec_final_conv_\($0)" }
      notUsed = ["\(prefix)log_sigma"].filter(has)
    } else if has("unet_model.encoder.0.0.main") {
      (halving, flow) = (.pooling, "flow")
      down = levels { "unet_model.encoder.\($0).\($1).main" }
      up = levels { "unet_model.decoder.\($0).\($1).main" }
      final = all { "unet_model.remaining.\($0).main" }
    } else if (9...11).contains(numbered.count) {
      (halving, flow) = (.steps, "flow")
      // Four levels; the last one up has two convolutions.
      down = numbered[..<4].map { [$0] }
      up = numbered[4..<7].map { [$0] } + [Array(numbered[7..<9])]
      final = Array(numbered[9...])
      notUsed = ["log_sigma"].filter(has)
    } else {
      throw ModelError(
        "these are no weights of VxmDense or of a VoxelMorph model of 2018; they have"
          + " \(Listing.text(weights.names.map(quoted)))")
    }
    guard up.count == down.count else {
      throw ModelError(
        "the weights have \(down.count) levels on the way down and \(up.count) on the way up")
    }
  }
}

extension String {
  fileprivate func prefix(before suffix: String) -> String? {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : nil
  }
}
