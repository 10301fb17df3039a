public import Arithmetic
public import Networks

/// A network of FastSurfer's with random weights, as small as a test wants it.
public struct RandomNetwork: Sendable {
  public var slices = 7
  public var filters = 5
  /// Filters of the block before the zoom; `nil` makes the network of a fixed resolution.
  public var zoomFilters: Int?
  public var kernel = 3
  public var classes = 6
  public var seed: UInt64 = 1

  public init(
    slices: Int = 7, filters: Int = 5, zoomFilters: Int? = nil, kernel: Int = 3, classes: Int = 6,
    seed: UInt64 = 1
  ) {
    (self.slices, self.filters, self.zoomFilters) = (slices, filters, zoomFilters)
    (self.kernel, self.classes, self.seed) = (kernel, classes, seed)
  }

  /// The weights under FastSurfer's names, in its order.
  public func weights() throws -> ModelWeights {
    var entries: [ModelWeights.Entry] = []
    func add(_ name: String, _ shape: [Int], _ range: ClosedRange<Double>) {
      let stream = RandomStream(key: seed, stream: UInt64(entries.count))
      let values = (0..<shape.reduce(1, *)).map { index in
        let part = stream.uniform(UInt64(index))
        return Float(range.lowerBound + part * (range.upperBound - range.lowerBound))
      }
      entries.append(.init(name, .float32, .float32(Tensor(shape: shape, values: values))))
    }
    func convolution(_ name: String, _ channels: Int, _ filters: Int, _ kernel: Int) {
      // Keeps the size of activations.
      let bound = (3 / Double(channels * kernel * kernel)).squareRoot()
      add("\(name).weight", [filters, channels, kernel, kernel], -bound...bound)
      add("\(name).bias", [filters], -0.1...0.1)
    }
    func normalization(_ name: String, _ channels: Int) {
      add("\(name).weight", [channels], 0.5...1.5)
      add("\(name).bias", [channels], -0.3...0.3)
      add("\(name).running_mean", [channels], -0.2...0.2)
      add("\(name).running_var", [channels], 0.3...1.2)
      entries.append(
        .init(
          "\(name).num_batches_tracked", .int64, .int64(Tensor(shape: [], values: [7]))))
    }
    func block(
      _ name: String, _ channels: Int, _ filters: Int, isFirst: Bool = false, norm: String = "bn"
    ) {
      for number in 0..<4 {
        convolution("\(name).conv\(number)", number == 0 ? channels : filters, filters, kernel)
      }
      if isFirst { normalization("\(name).bn0", channels) }
      for number in 1...4 { normalization("\(name).\(norm)\(number)", filters) }
      add("\(name).prelu.weight", [1], 0.1...0.4)
    }
    block("encode1", zoomFilters ?? slices, filters, isFirst: true)
    for name in ["encode2", "encode3", "encode4", "bottleneck"] { block(name, filters, filters) }
    for name in ["decode4", "decode3", "decode2", "decode1"] { block(name, filters, filters) }
    if let zoomFilters {
      block("inp_block", slices, zoomFilters, isFirst: true, norm: "gn")
      block("outp_block", filters + zoomFilters, filters, norm: "gn")
    }
    convolution("classifier.conv", filters, classes, 1)
    return try ModelWeights(entries, format: .pytorch)
  }

  /// Writes the weights as a safetensors file.
  public func write(to path: String) throws { try weights().writeSafetensors(to: path) }

  /// Slabs `[count, slices, height, width]` of numbers from 0 to 1, multiples of 1/255.
  public func slabs(_ count: Int, height: Int, width: Int, format: RealFormat) -> RealTensor {
    let stream = RandomStream(key: seed, stream: 1 << 32)
    let shape = [count, slices, height, width]
    let values = (0..<shape.reduce(1, *)).map {
      Double(Float((256 * stream.uniform(UInt64($0))).rounded(.down)) / 255)
    }
    return RealTensor(format, shape: shape, values)
  }
}
