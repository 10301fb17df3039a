import CHDF5

/// How an array is cut into chunks that are runs of it: `[1, …, 1, k, whole, …, whole]`.
struct ChunkLayout {
  let shape: [Int]
  /// Extents of a chunk.
  let extents: [Int]
  /// Bytes of an element.
  let width: Int
  /// The dimension along which the array is cut; those before are cut into single indices.
  private let dimension: Int

  /// Cuts an array into chunks of up to `bytes` bytes, where an element is not larger.
  init(dividing shape: [Int], width: Int, bytes: Int) {
    var extents = shape
    var dimension = 0
    while extents.reduce(width, *) > bytes, dimension < extents.count {
      if extents[dimension] > 1 {
        extents[dimension] = (extents[dimension] + 1) / 2
      } else {
        dimension += 1
      }
    }
    self.shape = shape
    self.extents = extents
    self.width = width
    self.dimension = Self.dimension(of: extents, in: shape)
  }

  /// The layout of chunks that have `extents`; `nil` where they are not runs of the array.
  init?(shape: [Int], extents: [Int], width: Int) {
    guard shape.count == extents.count, !shape.isEmpty,
      zip(extents, shape).allSatisfy({ 1 <= $0 && $0 <= $1 })
    else { return nil }
    self.shape = shape
    self.extents = extents
    self.width = width
    self.dimension = Self.dimension(of: extents, in: shape)
    guard extents[..<dimension].allSatisfy({ $0 == 1 }) else { return nil }
  }

  /// The first dimension after which all are whole.
  private static func dimension(of extents: [Int], in shape: [Int]) -> Int {
    extents.indices.first { extents[($0 + 1)...] == shape[($0 + 1)...] } ?? 0
  }

  /// Bytes of a chunk.
  var chunkBytes: Int { extents.reduce(width, *) }

  /// The first index of each chunk and the bytes of the array that it holds: fewer than a chunk has
  /// where it sticks out of the array.
  var chunks: [(offset: [hsize_t], range: Range<Int>)] {
    let row = shape[(dimension + 1)...].reduce(width, *)
    let extent = shape[dimension]
    var chunks: [(offset: [hsize_t], range: Range<Int>)] = []
    var offset = [hsize_t](repeating: 0, count: shape.count)
    for outer in 0..<shape[..<dimension].reduce(1, *) {
      var rest = outer
      for index in (0..<dimension).reversed() {
        offset[index] = hsize_t(rest % shape[index])
        rest /= shape[index]
      }
      for first in stride(from: 0, to: extent, by: extents[dimension]) {
        let last = min(first + extents[dimension], extent)
        offset[dimension] = hsize_t(first)
        chunks.append((offset, (outer * extent + first) * row..<(outer * extent + last) * row))
      }
    }
    return chunks
  }
}
