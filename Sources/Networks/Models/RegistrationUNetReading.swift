import Values

extension RegistrationUNet {
  /// Reads a network whose form follows from the shapes of its weights.
  ///
  /// - Throws: `ModelError` where weights are missing or do not fit each other.
  init(_ layers: RegistrationLayers, _ reader: WeightReader) throws(ModelError) {
    var channels = Self.images
    func read(_ names: [String], stride: Int = 1) throws(ModelError) -> Level {
      var level: Level = []
      for (number, name) in names.enumerated() {
        let layer = reader.layer(name, as: "conv\(number)")
        let own = try FilteredLayer(layer, channels: channels, stride: stride)
        level.append(own)
        channels = own.channels
      }
      return level
    }
    halving = layers.halving
    var down: [Level] = []
    /// Channels that the way up can join, by level.
    var joined: [Int] = []
    for names in layers.down {
      if halving == .steps { joined.append(channels) }
      down.append(try read(names, stride: halving == .steps ? 2 : 1))
      if halving == .pooling { joined.append(channels) }
    }
    var up: [Level] = []
    var (doublings, joinsImages) = (0, false)
    for (number, names) in layers.up.enumerated() {
      up.append(try read(names))
      // Whether the grid is doubled shows in the channels of the convolution that follows.
      let isLast = number + 1 == layers.up.count
      let next = isLast ? layers.final.first ?? layers.flow : layers.up[number + 1][0]
      let seen = try FilterShape(reader.layer(next), axes: 3).channels
      guard seen != channels else { continue }
      let skip = joined[down.count - 1 - number]
      if isLast, seen == channels + Self.images, skip != Self.images { joinsImages = true }
      guard doublings == number, seen == channels + skip || joinsImages else {
        throw ModelError(
          "layer \(quoted(next)) sees \(seen) channels, where \(channels) or \(channels + skip)"
            + " were expected")
      }
      doublings += 1
      channels = seen
    }
    (self.down, self.up, self.doublings, self.joinsImages) = (down, up, doublings, joinsImages)
    final = try read(layers.final)
    flow = try FilteredLayer(reader.layer(layers.flow, as: "flow"), channels: channels)
    guard flow.channels == 3 else {
      throw ModelError(
        "layer \(quoted(layers.flow)) makes \(flow.channels) channels, where the 3 of a vector were"
          + " expected")
    }
  }

  /// Channels of the moving and the fixed image together.
  private static let images = 2
}
