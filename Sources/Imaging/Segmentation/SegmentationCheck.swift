import Arithmetic

/// Whether a whole-brain segmentation can be right at all: FastSurfer's `quick_qc.py`.
public struct SegmentationCheck: Sendable, Equatable {
  /// Everything labelled, litres.
  public let volume: Double
  /// Whether that is at least what was asked for.
  public let passes: Bool

  /// - Parameter leastVolume: litres.
  public init(_ labels: Labels, leastVolume: Double = 0.7) {
    let voxels = labels.voxels.values.count { $0 > 0 }
    volume = Double(voxels) * labels.grid.voxelVolume / 1_000_000
    passes = volume >= leastVolume
  }
}
