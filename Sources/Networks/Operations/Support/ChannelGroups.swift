import Arithmetic

extension RealTensor {
  /// Equal parts along the channels, axis 1.
  func channelGroups(_ count: Int) -> [RealTensor] {
    count == 1 ? [self] : split([Int](repeating: shape[1] / count, count: count), axis: 1)
  }

  /// Equal parts along the first axis.
  func batchGroups(_ count: Int) -> [RealTensor] {
    count == 1 ? [self] : split([Int](repeating: shape[0] / count, count: count), axis: 0)
  }

  /// Parts along the channels, put together again.
  static func joiningChannels(_ parts: [RealTensor]) -> RealTensor {
    parts.count == 1 ? parts[0] : .concatenate(parts, axis: 1)
  }

  /// Parts along the first axis, put together again.
  static func joiningBatches(_ parts: [RealTensor]) -> RealTensor {
    parts.count == 1 ? parts[0] : .concatenate(parts, axis: 0)
  }
}
