import Arithmetic

/// A block of voxels: a range along each of the three axes.
public struct VoxelBox: Sendable, Equatable {
  public var ranges: [Range<Int>]

  /// - Precondition: three ranges.
  public init(_ ranges: [Range<Int>]) {
    precondition(ranges.count == 3, "a box has three ranges, not \(ranges.count)")
    self.ranges = ranges
  }

  /// The smallest box around the voxels that `isInside` says yes to; `nil` where there are none.
  init?<Element>(around tensor: Tensor<Element>, where isInside: (Element) -> Bool) {
    let shape = tensor.shape
    var least = shape
    var most = [-1, -1, -1]
    tensor.values.withUnsafeBufferPointer { values in
      for i in 0..<shape[0] {
        for j in 0..<shape[1] {
          let line = (i * shape[1] + j) * shape[2]
          guard let first = (0..<shape[2]).first(where: { isInside(values[line + $0]) }),
            let last = (0..<shape[2]).last(where: { isInside(values[line + $0]) })
          else { continue }
          least = [min(least[0], i), min(least[1], j), min(least[2], first)]
          most = [max(most[0], i), max(most[1], j), max(most[2], last)]
        }
      }
    }
    guard most[0] >= 0 else { return nil }
    ranges = (0..<3).map { least[$0]..<most[$0] + 1 }
  }

  /// Extent of each side.
  public var shape: [Int] { ranges.map(\.count) }

  /// The box with `margin` more voxels on every side, as far as a volume of `shape` goes.
  public func grown(by margin: Int, within shape: [Int]) -> VoxelBox {
    VoxelBox(
      zip(ranges, shape).map {
        max($0.lowerBound - margin, 0)..<min($0.upperBound + margin, $1)
      })
  }

  /// For each line along the last axis: where it begins in a volume of `shape`, and in the box.
  func forEachLine(of shape: [Int], _ body: (_ volume: Int, _ box: Int) -> Void) {
    var start = 0
    for i in ranges[0] {
      for j in ranges[1] {
        body((i * shape[1] + j) * shape[2] + ranges[2].lowerBound, start)
        start += ranges[2].count
      }
    }
  }
}

extension Tensor {
  /// The elements within `box`.
  ///
  /// - Precondition: three dimensions; the box lies within.
  func cropped(to box: VoxelBox) -> Tensor {
    var inside: [Element] = []
    inside.reserveCapacity(box.shape.reduce(1, *))
    box.forEachLine(of: shape) { start, _ in
      inside += values[start..<start + box.ranges[2].count]
    }
    return Tensor(shape: box.shape, values: inside)
  }
}
