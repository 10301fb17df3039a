/// How `[N, C, spatial…]` lies in memory: N · C planes of contiguous elements.
struct ChannelLayout: Sendable {
  let batch: Int
  let channels: Int
  /// Elements of one channel of one item.
  let plane: Int

  init(_ shape: [Int]) {
    precondition(shape.count >= 2, "[N, C, spatial…] expected, not \(shape)")
    batch = shape[0]
    channels = shape[1]
    plane = shape[2...].reduce(1, *)
  }

  var planes: Int { batch * channels }
  /// Planes that are worth a tile of their own.
  var grain: Int { max(1, 1 << 14 / max(1, plane)) }
}
