import Arithmetic
public import Networks

/// Random weights of LinkNet in three dimensions, whose last bias makes nearly every voxel its second
/// class.
public struct RandomLinkNet: Sendable {
  public var seed: UInt64

  public init(seed: UInt64 = 1) { self.seed = seed }

  public func weights() throws -> ModelWeights {
    var shapes: [(String, [Int])] = [("init.0", [16, 1, 7, 7, 7])]
    var channels = 16
    for (level, wide) in [16, 32, 64, 128].enumerated() {
      let block = "down\(level).block"
      shapes.append(("\(block)1.double_conv.0", [wide, channels, 3, 3, 3]))
      shapes.append(("\(block)1.double_conv.3", [wide, wide, 3, 3, 3]))
      if level > 0 { shapes.append(("\(block)1.downsample.0", [wide, channels, 1, 1, 1])) }
      shapes.append(("\(block)2.double_conv.0", [wide, wide, 3, 3, 3]))
      shapes.append(("\(block)2.double_conv.3", [wide, wide, 3, 3, 3]))
      channels = wide
    }
    for (step, wide) in [64, 32, 16, 16].enumerated() {
      let narrow = channels / 4
      shapes.append(("up\(step).conv1.0", [narrow, channels, 1, 1, 1]))
      shapes.append(("up\(step).tp_conv.0", [narrow, narrow, 3, 3, 3]))
      shapes.append(("up\(step).conv2.0", [wide, narrow, 1, 1, 1]))
      channels = wide
    }
    shapes += [("tp_conv1.0", [16, 8, 3, 3, 3]), ("conv.0", [8, 8, 3, 3, 3])]
    shapes.append(("tp_conv2", [8, 2, 2, 2, 2]))
    var entries = shapes.enumerated().map { number, item in
      let (name, shape) = item
      let stream = RandomStream(key: seed, stream: UInt64(number))
      let bound = (3 / Double(shape[1...].reduce(1, *))).squareRoot()
      let values = (0..<shape.reduce(1, *)).map {
        Float(bound * (2 * stream.uniform(UInt64($0)) - 1))
      }
      return ModelWeights.Entry(
        name + ".weight", .float32, .float32(Tensor(shape: shape, values: values)))
    }
    for (name, values) in [
      ("tp_conv1.0", [Float](repeating: 0, count: 8)), ("conv.0", [Float](repeating: 0, count: 8)),
      ("tp_conv2", [-1, 1]),
    ] {
      entries.append(
        .init(name + ".bias", .float32, .float32(Tensor(shape: [values.count], values: values))))
    }
    return try ModelWeights(entries, format: .pytorch)
  }
}
