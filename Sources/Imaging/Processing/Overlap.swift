public import Arithmetic

/// How well segmentations agree: counts of voxels, and ratios of them.
public enum Overlap {
  /// Dice's coefficient of each label other than 0: `2 |A ∩ B| / (|A| + |B|)`.
  ///
  /// Labels that neither segmentation has are absent from the result.
  ///
  /// - Throws: `ImagingError` where the shapes differ.
  public static func dice(_ a: Tensor<Int32>, _ b: Tensor<Int32>) throws(ImagingError)
    -> [Int32: Double]
  {
    try overlap([a, b])
  }

  /// Agreement of n segmentations at once, for each label: `n |A₁ ∩ … ∩ Aₙ| / (|A₁| + … + |Aₙ|)`.
  ///
  /// For two segmentations this is Dice's coefficient.
  ///
  /// - Throws: `ImagingError` where there are none, or the shapes differ.
  public static func overlap(_ segmentations: [Tensor<Int32>]) throws(ImagingError)
    -> [Int32: Double]
  {
    let common = try common(segmentations)
    var sizes: [Int32: Int] = [:]
    for segmentation in segmentations { tally(segmentation.values, into: &sizes) }
    let count = segmentations.count
    return sizes.reduce(into: [:]) { result, entry in
      result[entry.key] = Double(count * (common[entry.key] ?? 0)) / Double(entry.value)
    }
  }

  /// The voxels of each label other than 0.
  public static func voxels(_ segmentation: Tensor<Int32>) -> [Int32: Int] {
    var counts: [Int32: Int] = [:]
    tally(segmentation.values, into: &counts)
    return counts
  }

  /// The voxels of each label other than 0 to which all segmentations give it.
  ///
  /// - Throws: `ImagingError` where there are none, or the shapes differ.
  public static func common(_ segmentations: [Tensor<Int32>]) throws(ImagingError) -> [Int32: Int] {
    guard let first = segmentations.first else {
      throw ImagingError("overlap needs at least one segmentation")
    }
    for other in segmentations where other.shape != first.shape {
      throw ImagingError(
        "segmentations of shapes \(first.shape) and \(other.shape) cannot be compared")
    }
    var shared = first
    for other in segmentations.dropFirst() {
      for index in shared.values.indices where shared.values[index] != other.values[index] {
        shared.values[index] = 0
      }
    }
    return voxels(shared)
  }

  /// `1 − 2 Σ p t / (Σ p + Σ t + 0.001)`, probabilities p of a label, and t 1 where `labels` has it.
  ///
  /// - Precondition: one probability a voxel.
  public static func softDiceLoss(
    _ probabilities: [Double], _ labels: [Int32], of label: Int32
  ) -> Double {
    var (common, sum) = (0.0, 0.0)
    for voxel in labels.indices {
      sum += probabilities[voxel]
      guard labels[voxel] == label else { continue }
      common += probabilities[voxel]
      sum += 1
    }
    return 1 - 2 * common / (sum + smooth)
  }

  /// Keeps a label that is nowhere from 0 / 0.
  private static let smooth = 1e-3

  /// The least Dice coefficient over all pairs, for each label that any segmentation has.
  ///
  /// A label that one of a pair lacks has coefficient 0 in that pair.
  ///
  /// - Throws: `ImagingError` where there are fewer than two, or the shapes differ.
  public static func leastPairwiseDice(_ segmentations: [Tensor<Int32>]) throws(ImagingError)
    -> [Int32: Double]
  {
    guard segmentations.count > 1 else {
      throw ImagingError("pairwise overlap needs at least two segmentations")
    }
    var least: [Int32: Double] = [:]
    for (index, a) in segmentations.enumerated() {
      for b in segmentations[(index + 1)...] {
        for (label, value) in try dice(a, b) { least[label] = min(least[label] ?? 1, value) }
      }
    }
    return least
  }

  /// Counts labels other than 0; neighbours are mostly equal, so runs are counted at once.
  private static func tally(_ labels: [Int32], into counts: inout [Int32: Int]) {
    var (label, run) = (Int32(0), 0)
    for next in labels {
      if next == label {
        run += 1
        continue
      }
      if label != 0 { counts[label, default: 0] += run }
      (label, run) = (next, 1)
    }
    if label != 0 { counts[label, default: 0] += run }
  }
}
