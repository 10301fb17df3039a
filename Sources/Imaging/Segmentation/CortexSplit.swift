public import Arithmetic

/// Cortical parcels told apart by hemisphere, where FastSurfer's networks do not.
///
/// Follows `split_cortex_labels` of FastSurfer 2.4.0-dev (commit 7c45785).
public enum CortexSplit {
  /// Left labels that stand for both hemispheres in the networks' classes.
  static let shared: Set<Int32> = [
    1003, 1006, 1007, 1008, 1009, 1011, 1015, 1018, 1019, 1020, 1025, 1026, 1027, 1028, 1029, 1030,
    1031, 1034, 1035,
  ]
  /// Left labels of parcels that the nearer centre often assigns wrongly.
  static let uncertain: Set<Int32> = [1011, 1019, 1026, 1029]

  /// Labels `[X, Y, Z]` of 79 classes with right parcels 1000 above left ones.
  ///
  /// Each component (26 neighbours) of a shared parcel goes to the hemisphere whose white matter has
  /// the nearer centre, the left one where both are equally near. Voxels of the uncertain parcels
  /// then go where the white matter of a hemisphere, smoothed by 3 voxels, is stronger.
  public static func apply(_ labels: Tensor<Int32>) -> Tensor<Int32> {
    var result = labels
    assignComponents(&result, left: centre(of: 2, labels), right: centre(of: 41, labels))
    assignVoxels(&result)
    return result
  }

  private static func assignComponents(
    _ labels: inout Tensor<Int32>, left: [Double], right: [Double]
  ) {
    let candidates = Tensor(
      shape: labels.shape, values: labels.values.map { $0 > 1000 && shared.contains($0) ? $0 : 0 })
    let found = ConnectedComponents(of: candidates)
    let isRight = found.components.map {
      distance($0.centroid, right) < distance($0.centroid, left)
    }
    found.forEachRun { voxels, component in
      if isRight[component] { for voxel in voxels { labels.values[voxel] += 1000 } }
    }
  }

  private static func assignVoxels(_ labels: inout Tensor<Int32>) {
    func isUncertain(_ label: Int32) -> Bool {
      label > 1000 && (uncertain.contains(label) || uncertain.contains(label - 1000))
    }
    guard let box = VoxelBox(around: labels, where: isUncertain) else { return }
    let filter = GaussianFilter(sigma: 3, edge: .reflected)
    // What lies beyond the filter's reach cannot matter.
    let region = box.grown(by: filter.radius, within: labels.shape)
    func whiteMatter(_ label: Int32) -> [Double] {
      filter.apply(labels.cropped(to: region).map { $0 == label ? 1000.0 : 0.0 }).values
    }
    let (left, right) = (whiteMatter(2), whiteMatter(41))
    region.forEachLine(of: labels.shape) { volume, start in
      for k in 0..<region.ranges[2].count where isUncertain(labels.values[volume + k]) {
        let label = labels.values[volume + k]
        let leftLabel = label >= 2000 ? label - 1000 : label
        labels.values[volume + k] =
          right[start + k] > left[start + k] ? leftLabel + 1000 : leftLabel
      }
    }
  }

  /// The centre of the largest component of `label`, as FastSurfer finds it.
  ///
  /// There the most frequent number of a numbered image counts as background and the next is taken.
  /// So where a label fills most of a volume the largest component is passed over, and where it is
  /// absent the whole volume is the component.
  private static func centre(of label: Int32, _ labels: Tensor<Int32>) -> [Double] {
    let mask = labels.map { UInt8($0 == label ? 1 : 0) }
    let found = ConnectedComponents(of: mask)
    let background = labels.count - found.components.reduce(0) { $0 + $1.size }
    // Number 0 is the background.
    var sizes = [background] + found.components.map(\.size)
    sizes[firstGreatest(sizes)] = -1
    let chosen = firstGreatest(sizes)
    if chosen > 0 { return found.components[chosen - 1].centroid }
    let rest = ConnectedComponents(of: mask.map { 1 - $0 })
    return rest.components.first?.centroid ?? [0, 0, 0]
  }

  private static func firstGreatest(_ numbers: [Int]) -> Int {
    numbers.indices.reduce(0) { numbers[$1] > numbers[$0] ? $1 : $0 }
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    let squares = zip(a, b).map { ($0 - $1) * ($0 - $1) }
    return (squares[0] + squares[1] + squares[2]).squareRoot()
  }
}
