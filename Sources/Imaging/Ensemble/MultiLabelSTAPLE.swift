public import Arithmetic

/// Simultaneous truth and performance level estimation for label maps of several labels.
///
/// Expectation maximisation as in Warfield, Zou and Wells (2004), IEEE TMI 23(7), and for several labels
/// Rohlfing, Russakoff and Maurer (2004), IEEE TMI 23(8), with the conventions of ITK's
/// MultiLabelSTAPLEImageFilter: priors are the labels' parts of all votes, the first confusion matrices
/// come from a majority vote, and iterations end when no entry changes by the tolerance. Voxels with one
/// pattern of votes share their computation, so that the work grows with the number of patterns. Binary64.
public struct MultiLabelSTAPLE: Sendable {
  /// The most probable label of each voxel; the lowest of equally probable ones.
  public let labels: Tensor<Int32>
  /// Its probability, 0…1.
  public let probability: Tensor<Float>
  /// All labels, ascending.
  public let names: [Int32]
  /// For each map and label the probability that the map says it where it is true; 0 where no map's
  /// votes make it true.
  public let sensitivity: [[Double]]
  /// For each map and label the probability that it is true where the map says it; NaN where the map
  /// never says it.
  public let predictiveValue: [[Double]]
  public let iterations: Int
  /// The greatest change of a confusion matrix's entry in the last iteration.
  public let lastChange: Double
  /// Voxels on which maps differ.
  public let disputed: Int

  /// - Parameters:
  ///   - maps: at least one.
  ///   - tolerance: iterations end when no entry of a confusion matrix changes by as much.
  /// - Throws: `ImagingError` where there is no map, their shapes differ, or they have more than 4096
  ///   different labels; what `progress` throws.
  public init(
    _ maps: [Tensor<Int32>], iterations limit: Int, tolerance: Double, threads: Int = 1,
    progress: (Int) throws -> Void = { _ in }
  ) throws {
    let disputes = try DisputedVoxels(maps, threads: threads)
    let patterns = try VotePatterns(maps[0], disputes)
    var estimate = STAPLEEstimate(patterns)
    var (count, change) = (0, Double.infinity)
    while count < limit, change >= tolerance {
      try progress(count)
      change = estimate.iterate()
      count += 1
    }
    (iterations, lastChange, disputed) = (count, change, disputes.voxels.count)
    names = patterns.names
    sensitivity = estimate.sensitivity
    predictiveValue = estimate.predictiveValue

    let (winners, probabilities) = estimate.winners()
    var (labels, probability) = (maps[0], Tensor<Float>(shape: maps[0].shape, repeating: 0))
    for voxel in labels.values.indices {
      let pattern = patterns.undisputed(labels.values[voxel])
      labels.values[voxel] = winners[pattern]
      probability.values[voxel] = probabilities[pattern]
    }
    for (place, voxel) in disputes.voxels.enumerated() {
      let pattern = Int(patterns.ofDisputed[place])
      labels.values[voxel] = winners[pattern]
      probability.values[voxel] = probabilities[pattern]
    }
    (self.labels, self.probability) = (labels, probability)
  }
}
