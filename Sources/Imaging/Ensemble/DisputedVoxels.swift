public import Arithmetic

/// The voxels on which label maps of one thing differ, with what each map says of them.
///
/// Most voxels of an ensemble are undisputed; work that weighs votes needs to look at the others only.
public struct DisputedVoxels: Sendable {
  /// How many maps there are.
  public let maps: Int
  /// Flat indices of the voxels, ascending.
  public let voxels: [Int]
  /// What the maps say: `maps` labels a voxel.
  public let votes: [Int32]

  /// - Parameter maps: at least one.
  /// - Throws: `ImagingError` where their shapes differ.
  public init(_ maps: [Tensor<Int32>], threads: Int = 1) throws(ImagingError) {
    guard let first = maps.first else {
      throw ImagingError("an ensemble needs at least one member")
    }
    for map in maps where map.shape != first.shape {
      throw ImagingError(
        "label maps of shapes \(first.shape) and \(map.shape) cannot be put together")
    }
    self.maps = maps.count
    let grain = 1 << 16
    let runs = (first.count + grain - 1) / grain
    var parts = [(voxels: [Int], votes: [Int32])](repeating: ([], []), count: runs)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      try? ParallelRuns.forEach(of: first.count, grain: grain, threads: threads) { run in
        parts[run.lowerBound / grain] = Self.part(maps, run)
      }
    }
    voxels = parts.flatMap(\.voxels)
    votes = parts.flatMap(\.votes)
  }

  /// The disputed voxels of a run.
  private static func part(_ maps: [Tensor<Int32>], _ run: Range<Int>) -> ([Int], [Int32]) {
    var differs = [Bool](repeating: false, count: run.count)
    maps[0].values.withUnsafeBufferPointer { first in
      for map in maps.dropFirst() {
        map.values.withUnsafeBufferPointer { other in
          for place in differs.indices {
            let voxel = run.lowerBound + place
            differs[place] = differs[place] || first[voxel] != other[voxel]
          }
        }
      }
    }
    let voxels = run.filter { differs[$0 - run.lowerBound] }
    var votes = [Int32](repeating: 0, count: voxels.count * maps.count)
    for (member, map) in maps.enumerated() {
      map.values.withUnsafeBufferPointer { values in
        for (place, voxel) in voxels.enumerated() {
          votes[place * maps.count + member] = values[voxel]
        }
      }
    }
    return (voxels, votes)
  }

  /// What the maps say of the disputed voxel number `place`.
  public func votes(at place: Int) -> ArraySlice<Int32> { votes[place * maps..<(place + 1) * maps] }
}
