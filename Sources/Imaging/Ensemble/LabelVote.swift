public import Arithmetic

/// What most label maps of one thing say of each voxel.
///
/// The lowest of several labels with as many votes wins, as in arXiv 2509.05238
/// (`bincount().argmax()`), or one that the caller draws.
public struct LabelVote: Sendable {
  /// The winners.
  public private(set) var labels: Tensor<Int32>
  /// The part of the maps that say what won, 0…1.
  public private(set) var agreement: Tensor<Float>
  /// Voxels on which maps differ.
  public let disputed: Int
  /// Voxels on which two or more labels have the most votes.
  public private(set) var tied = 0
  /// The probability that two different maps differ on a voxel that some map labels other than 0; NaN
  /// where there is one map, or no such voxel.
  public private(set) var disagreement = Double.nan

  /// - Parameters:
  ///   - maps: at least one; 0 is background and has a vote like any label.
  ///   - choose: one of the tied labels, ascending, of a voxel; the lowest where it is not given.
  /// - Throws: `ImagingError` where there is no map, or their shapes differ.
  public init(
    _ maps: [Tensor<Int32>], threads: Int = 1,
    choosing choose: ((_ voxel: Int, _ tied: [Int32]) -> Int32)? = nil
  ) throws(ImagingError) {
    let disputes = try DisputedVoxels(maps, threads: threads)
    labels = maps[0]
    disputed = disputes.voxels.count
    agreement = Tensor(shape: labels.shape, repeating: 1)
    var labelled = labels.values.count { $0 != 0 }
    var differing = 0
    var sorted = [Int32](repeating: 0, count: maps.count)
    for (place, voxel) in disputes.voxels.enumerated() {
      sorted.replaceSubrange(0..., with: disputes.votes(at: place))
      sorted.sort()
      if maps[0].values[voxel] == 0 { labelled += 1 }
      var (best, votes, isTied) = (sorted[0], 0, false)
      var start = 0
      while start < sorted.count {
        var end = start + 1
        while end < sorted.count, sorted[end] == sorted[start] { end += 1 }
        let run = end - start
        differing += run * (sorted.count - run)
        if run > votes {
          (best, votes, isTied) = (sorted[start], run, false)
        } else if run == votes {
          isTied = true
        }
        start = end
      }
      if isTied {
        tied += 1
        if let choose { best = choose(voxel, Self.labels(of: sorted, with: votes)) }
      }
      labels.values[voxel] = best
      agreement.values[voxel] = Float(votes) / Float(maps.count)
    }
    if maps.count > 1, labelled > 0 {
      disagreement = Double(differing) / Double(maps.count * (maps.count - 1)) / Double(labelled)
    }
  }

  /// The labels that are there so many times, ascending.
  private static func labels(of sorted: [Int32], with votes: Int) -> [Int32] {
    Set(sorted).filter { label in sorted.count { $0 == label } == votes }.sorted()
  }
}
