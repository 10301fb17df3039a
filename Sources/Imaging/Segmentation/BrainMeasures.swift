public import Arithmetic

/// Volumes of groups of structures, as FreeSurfer and FastSurfer print them above their tables.
///
/// Follows `brainvolstats.py` of FastSurfer (2.4.0-dev, commit 7c45785), whose sums are of volumes
/// that share out voxels at borders.
public struct BrainMeasure: Sendable, Equatable {
  /// The name by which programs find it: `BrainSeg`.
  public var key: String
  /// The name in FreeSurfer's own lists: `BrainSegVol`.
  public var name: String
  public var description: String
  public var value: Double
  /// `mm^3` or `unitless`.
  public var unit: String

  public init(
    _ key: String, _ name: String, _ description: String, _ value: Double, unit: String = "mm^3"
  ) {
    self.key = key
    self.name = name
    self.description = description
    self.value = value
    self.unit = unit
  }

  /// The labels that any measure is a sum of: their borders have to be shared out.
  public static let labels: Set<Int32> =
    brain.union(ventricles).union(otherFluid).union(cerebellarGrey).union(cerebellarWhite)
    .union(subcorticalGrey).union(leftWhite).union(rightWhite).union(callosum)

  /// The measures in FastSurfer's order.
  ///
  /// - Parameters:
  ///   - statistics: with all of `labels` counted.
  ///   - mask: the brain mask, of the segmentation's shape; without it there is no `Mask`.
  ///   - talairach: from the image's world to the MNI 305 space, for the estimate of the intracranial
  ///     volume and the ratios to it; without it there are none.
  public static func all(
    _ statistics: SegmentationStatistics, _ labels: Tensor<Int32>, mask: Tensor<UInt8>? = nil,
    talairach: Affine? = nil
  ) -> [BrainMeasure] {
    func volume(_ group: Set<Int32>) -> Double {
      statistics.rows.reduce(0) { $0 + (group.contains($1.label) ? $1.volume : 0) }
    }
    let brainVolume = volume(brain)
    let fluid = volume(ventricles) + volume(otherFluid)
    let supratentorial = brainVolume - volume(cerebellarGrey) - volume(cerebellarWhite)
    let hypointensities = LateralHypointensities(labels)
    let halfCallosum = volume(callosum) / 2
    let left =
      volume(leftWhite) + Double(hypointensities.left) * statistics.voxelVolume + halfCallosum
    let right =
      volume(rightWhite) + Double(hypointensities.right) * statistics.voxelVolume + halfCallosum
    let inside = mask.map { $0.values.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }
    let maskVolume = inside.map { Double($0) * statistics.voxelVolume }

    var measures: [BrainMeasure] = []
    if let maskVolume { measures.append(.init("Mask", "MaskVol", "Mask Volume", maskVolume)) }
    measures += [
      .init("BrainSeg", "BrainSegVol", "Brain Segmentation Volume", brainVolume),
      .init(
        "BrainSegNotVent", "BrainSegVolNotVent", "Brain Segmentation Volume Without Ventricles",
        brainVolume - fluid),
      .init("SupraTentorial", "SupraTentorialVol", "Supratentorial volume", supratentorial),
      .init(
        "SupraTentorialNotVent", "SupraTentorialVolNotVent", "Supratentorial volume",
        supratentorial - fluid),
      .init(
        "SubCortGray", "SubCortGrayVol", "Subcortical gray matter volume", volume(subcorticalGrey)),
      .init(
        "rhCerebralWhiteMatter", "rhCerebralWhiteMatterVol",
        "Right hemisphere cerebral white matter volume", right),
      .init(
        "lhCerebralWhiteMatter", "lhCerebralWhiteMatterVol",
        "Left hemisphere cerebral white matter volume", left),
      .init(
        "CerebralWhiteMatter", "CerebralWhiteMatterVol", "Total cerebral white matter volume",
        right + left),
    ]
    guard let talairach else { return measures }
    // Buckner et al. (2004), NeuroImage 23, with FreeSurfer's constant for its atlas.
    let intracranial = 1_948_106 / talairach.determinant
    measures.append(
      .init(
        "EstimatedTotalIntraCranialVol", "eTIV", "Estimated Total Intracranial Volume",
        intracranial))
    measures.append(
      .init(
        "BrainSegVol-to-eTIV", "BrainSegVol-to-eTIV", "Ratio of BrainSegVol to eTIV",
        brainVolume / intracranial, unit: "unitless"))
    if let maskVolume {
      measures.append(
        .init(
          "MaskVol-to-eTIV", "MaskVol-to-eTIV", "Ratio of MaskVol to eTIV",
          maskVolume / intracranial, unit: "unitless"))
    }
    return measures
  }

  private static let parcels: Set<Int32> = Set(FastSurferClasses.bothHemispheres)
  private static let callosum: Set<Int32> = [251, 252, 253, 254, 255]
  private static let ventricles: Set<Int32> = [4, 5, 31, 43, 44, 63]
  /// Third, fourth and fifth ventricle and other cerebrospinal fluid.
  private static let otherFluid: Set<Int32> = [14, 15, 24, 72]
  /// With the lobules of finer parcellations of the cerebellum.
  private static let cerebellarGrey: Set<Int32> = Set(
    [8, 47] + Array(601...628) + [630, 631, 632])
  private static let cerebellarWhite: Set<Int32> = [7, 46]
  private static let subcorticalGrey: Set<Int32> = [
    10, 11, 12, 13, 17, 18, 26, 27, 28, 49, 50, 51, 52, 53, 54, 58, 59, 60,
  ]
  private static let leftWhite: Set<Int32> = [2, 78]
  private static let rightWhite: Set<Int32> = [41, 79]
  /// All but background, brain stem (16) and optic chiasm (85).
  private static let brain: Set<Int32> =
    Set<Int32>([
      2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 14, 15, 17, 18, 24, 26, 28, 30, 31,
      41, 42, 43, 44, 46, 47, 49, 50, 51, 52, 53, 54, 58, 60, 62, 63, 72, 77, 78, 79, 80, 81, 82,
    ]).union(callosum).union(parcels).union(parcels.map { $0 + 1000 })
}
