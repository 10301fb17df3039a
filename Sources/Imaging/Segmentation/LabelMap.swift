import Arithmetic

/// A segmentation with its labels numbered: for tables by label.
struct LabelMap {
  /// Voxels, `[X, Y, Z]`.
  let shape: [Int]
  /// The labels that occur, ascending.
  let labels: [Int32]
  /// Where in `labels` each voxel's label is.
  let indices: [UInt16]

  /// - Throws: `ImagingError` where there are more than 65,536 labels.
  init(_ voxels: Tensor<Int32>) throws(ImagingError) {
    shape = voxels.shape
    var seen: Set<Int32> = []
    Self.forEachRun(voxels.values) { label, _ in seen.insert(label) }
    labels = seen.sorted()
    guard labels.count <= 1 << 16 else {
      throw ImagingError(
        "the segmentation has \(labels.count) different labels: more than 65536 are not measured")
    }
    let places = Dictionary(
      uniqueKeysWithValues: labels.enumerated().map { ($1, UInt16(truncatingIfNeeded: $0)) })
    var indices: [UInt16] = []
    indices.reserveCapacity(voxels.count)
    Self.forEachRun(voxels.values) { label, count in
      indices.append(contentsOf: repeatElement(places[label] ?? 0, count: count))
    }
    self.indices = indices
  }

  /// Neighbouring voxels mostly hold the same label.
  private static func forEachRun(_ values: [Int32], _ body: (Int32, Int) -> Void) {
    var start = 0
    for voxel in values.indices
    where voxel + 1 == values.count || values[voxel + 1] != values[voxel] {
      body(values[voxel], voxel + 1 - start)
      start = voxel + 1
    }
  }
}
