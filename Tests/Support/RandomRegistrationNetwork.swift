public import Arithmetic
public import Networks

/// A registration network of VoxelMorph's form with random weights, under PyTorch's names.
public struct RandomRegistrationNetwork: Sendable {
  /// Filters of each level on the way down, and on the way up.
  public var down: [Int]
  public var up: [Int]
  /// Filters after the last level.
  public var final: [Int]
  /// How many levels of the way up double the grid.
  public var doublings: Int
  /// A bound on the last weights: how far the network moves voxels.
  public var reach: Double

  public init(down: [Int], up: [Int], final: [Int] = [], doublings: Int, reach: Double) {
    (self.down, self.up, self.final) = (down, up, final)
    (self.doublings, self.reach) = (doublings, reach)
  }

  /// The form of SynthMorph in 2022, with so many filters everywhere instead of 256.
  public static func synthMorph(filters: Int) -> RandomRegistrationNetwork {
    let four = [Int](repeating: filters, count: 4)
    return RandomRegistrationNetwork(
      down: four, up: four, final: [filters, filters], doublings: 3, reach: 0.01)
  }

  /// Writes the weights as a safetensors file.
  public func write(to path: String) throws { try weights().writeSafetensors(to: path) }

  public func weights() throws -> ModelWeights {
    var entries: [ModelWeights.Entry] = []
    var channels = 2
    func add(_ name: String, _ filters: Int, bound: Double? = nil) {
      // Keeps the size of activations.
      let bound = bound ?? (6 / Double(27 * channels)).squareRoot()
      let stream = RandomStream(key: 1, stream: UInt64(entries.count))
      let kernel = (0..<filters * channels * 27).map {
        Float(bound * (2 * stream.uniform(UInt64($0)) - 1))
      }
      let bias = [Float](repeating: Float(bound / 8), count: filters)
      let shape = [filters, channels, 3, 3, 3]
      entries.append(
        .init("\(name).weight", .float32, .float32(Tensor(shape: shape, values: kernel))))
      entries.append(
        .init("\(name).bias", .float32, .float32(Tensor(shape: [filters], values: bias))))
      channels = filters
    }
    for (level, filters) in down.enumerated() {
      add("unet_model.encoder.\(level).0.main", filters)
    }
    for (level, filters) in up.enumerated() {
      add("unet_model.decoder.\(level).0.main", filters)
      if level < doublings { channels += down[down.count - 1 - level] }
    }
    for (number, filters) in final.enumerated() {
      add("unet_model.remaining.\(number).main", filters)
    }
    add("flow", 3, bound: reach)
    return try ModelWeights(entries, format: .pytorch)
  }
}
