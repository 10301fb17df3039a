import Arithmetic

/// How much of each label a segmentation holds when voxels at its borders are shared out.
///
/// Follows `pv_calc` of FastSurfer's `segstats.py` (2.4.0-dev, commit 7c45785), which corrects
/// FreeSurfer's `mri_segstats`: a voxel at a border is a mixture of its own label and of the most
/// frequent neighbour whose mean intensity lies on the other side of the voxel's. Counts and sums are
/// exact where intensities are whole numbers.
struct PartialVolume {
  /// Voxels of each label, with fractions, in the order of `labels`.
  private(set) var volumes: [Double]

  private let map: LabelMap
  private let intensities: [Double]
  private let isBorder: [Bool]

  /// Half the side of the box for local means, 15 voxels.
  private static let reach = 7
  private static let tolerance = 1e-6

  /// - Parameters:
  ///   - map: the segmentation.
  ///   - intensities: finite, one a voxel.
  ///   - isCounted: for each label of `map` whether its border counts as one.
  init(_ map: LabelMap, intensities: [Double], isCounted: [Bool]) {
    self.map = map
    self.intensities = intensities
    (isBorder, volumes) = Self.borders(map, isCounted)
    var window = LocalWindow(map, intensities, reach: Self.reach)
    let (x, y, z) = (map.shape[0], map.shape[1], map.shape[2])
    for i in 0..<x {
      for j in 0..<y {
        let line = (i * y + j) * z
        window.begin(i, j)
        for k in 0..<z where isBorder[line + k] {
          window.move(to: k)
          share(i, j, k, line + k, window)
        }
      }
    }
  }

  /// Voxels with a face to another label, where either label is counted; and for each label how many
  /// voxels have no such face.
  private static func borders(_ map: LabelMap, _ isCounted: [Bool]) -> ([Bool], [Double]) {
    let (x, y, z) = (map.shape[0], map.shape[1], map.shape[2])
    var isBorder = [Bool](repeating: false, count: map.indices.count)
    var interior = [Int](repeating: 0, count: map.labels.count)
    map.indices.withUnsafeBufferPointer { indices in
      for i in 0..<x {
        for j in 0..<y {
          for k in 0..<z {
            let voxel = (i * y + j) * z + k
            let own = indices[voxel]
            var (differs, counts) = (false, false)
            func compare(_ neighbour: Int) {
              let other = indices[neighbour]
              guard other != own else { return }
              differs = true
              if isCounted[Int(own)] || isCounted[Int(other)] { counts = true }
            }
            if i > 0 { compare(voxel - y * z) }
            if i < x - 1 { compare(voxel + y * z) }
            if j > 0 { compare(voxel - z) }
            if j < y - 1 { compare(voxel + z) }
            if k > 0 { compare(voxel - 1) }
            if k < z - 1 { compare(voxel + 1) }
            isBorder[voxel] = counts
            if !differs { interior[Int(own)] += 1 }
          }
        }
      }
    }
    return (isBorder, interior.map(Double.init))
  }

  /// Gives one voxel to its own label and, in part, to a neighbour.
  private mutating func share(_ i: Int, _ j: Int, _ k: Int, _ voxel: Int, _ window: LocalWindow) {
    let own = Int(map.indices[voxel])
    let intensity = intensities[voxel]
    let mean = window.mean(own)
    var part = 1.0
    if abs(mean - intensity) > Self.tolerance,
      let other = neighbour(i, j, k, own, intensity, mean, window)
    {
      let difference = mean - window.mean(other)
      if abs(difference) > Self.tolerance {
        part = min(max((intensity - window.mean(other)) / difference, 0), 1)
      }
      volumes[other] += 1 - part
    }
    volumes[own] += part
  }

  /// The most frequent label among those of the 26 neighbours whose mean lies on the other side of
  /// `intensity`; the least of equals.
  private func neighbour(
    _ i: Int, _ j: Int, _ k: Int, _ own: Int, _ intensity: Double, _ mean: Double,
    _ window: LocalWindow
  ) -> Int? {
    let shape = map.shape
    var best: Int?
    var previous = own
    for a in max(i - 1, 0)...min(i + 1, shape[0] - 1) {
      for b in max(j - 1, 0)...min(j + 1, shape[1] - 1) {
        let line = (a * shape[1] + b) * shape[2]
        for c in max(k - 1, 0)...min(k + 1, shape[2] - 1) {
          let other = Int(map.indices[line + c])
          guard other != own, other != previous, other != best else { continue }
          previous = other
          let otherMean = window.mean(other)
          guard (otherMean > intensity) != (mean > intensity), otherMean != intensity else {
            continue
          }
          if let best {
            let (count, most) = (window.count(other), window.count(best))
            if count < most || (count == most && other > best) { continue }
          }
          best = other
        }
      }
    }
    return best
  }
}
