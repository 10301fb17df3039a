import Arithmetic

/// White-matter hypointensities (label 77, which has no side) by hemisphere.
///
/// A voxel is on the left where more than a fifth of the 7 × 7 × 7 voxels around it, the volume
/// mirrored at its faces, hold a structure of the left side. Source: `brainvolstats.py` of FastSurfer
/// (2.4.0-dev, commit 7c45785).
struct LateralHypointensities {
  private(set) var left = 0
  private(set) var right = 0

  private static let label: Int32 = 77
  private static let reach = 3
  private static let leftStructures: Set<Int32> = [
    2, 4, 5, 7, 8, 10, 11, 12, 13, 17, 18, 26, 28, 30, 31,
  ]

  init(_ labels: Tensor<Int32>) {
    let shape = labels.shape
    for (voxel, label) in labels.values.enumerated() where label == Self.label {
      let (line, k) = voxel.quotientAndRemainder(dividingBy: shape[2])
      let (i, j) = line.quotientAndRemainder(dividingBy: shape[1])
      let places = zip([i, j, k], shape).map { centre, extent in
        (centre - Self.reach...centre + Self.reach).map { $0.mirrored(extent) }
      }
      var count = 0
      for a in places[0] {
        for b in places[1] {
          for c in places[2] {
            let neighbour = labels.values[(a * shape[1] + b) * shape[2] + c]
            if neighbour < 32, Self.leftStructures.contains(neighbour) { count += 1 }
          }
        }
      }
      if 5 * count > 7 * 7 * 7 { left += 1 } else { right += 1 }
    }
  }
}
