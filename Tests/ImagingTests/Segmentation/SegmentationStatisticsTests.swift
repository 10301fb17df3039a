import Arithmetic
import Imaging
import Support
import Testing

@Suite struct SegmentationStatisticsTests {
  @Test(.enabled(if: FastSurferReference.isAvailable)) func asFastSurferDoes() throws {
    let reference = try FastSurferReference()
    let labels = Labels(voxels: try reference.labels("seg"), affine: .identity)
    let image = Volume(voxels: .binary32(try reference.intensities()), affine: .identity)
    let rows = try reference.rows()
    let statistics = try SegmentationStatistics(
      labels, intensities: image, counted: Set(rows.map(\.SegId)))
    #expect(rows.count == 78)
    for row in rows {
      let found = try #require(statistics[row.SegId])
      #expect(abs(found.volume - row.Volume_mm3) <= 3e-12 * row.Volume_mm3, "\(row.SegId)")
      #expect(found.voxels == row.NVoxels)
      #expect(found.mean == row.Mean)
      #expect(abs(found.deviation - row.StdDev) <= 1e-14 * row.StdDev)
      #expect([found.minimum, found.maximum, found.range] == [row.Min, row.Max, row.Range])
    }
  }

  /// The definition, voxel by voxel, on a volume that the box of 15³ sticks out of.
  static let script = """
    import sys, numpy as np
    folder = sys.argv[1]
    random = np.random.default_rng(11)
    shape = (9, 13, 31)
    labels = np.zeros(shape, 'i4')
    corners = random.integers(0, np.array(shape), (9, 3))
    for label, (i, j, k) in enumerate(corners):
      labels[i:i + 4, j:j + 6, k:k + 9] = 2 * label
    image = (labels * 7 % 50 + random.normal(0, 9, shape)).astype('f4')
    labels.tofile(f'{folder}/labels'); image.tofile(f'{folder}/image')
    image = image.astype('f8')
    counted = [4, 6, 8, 10, 12, 14, 16, 999]
    volumes = {}
    for i, j, k in np.ndindex(shape):
      own, value = labels[i, j, k], image[i, j, k]
      faces = [labels[t] for axis in range(3) for step in (-1, 1)
               for t in [tuple(np.add((i, j, k), step * np.eye(3, dtype=int)[axis]))]
               if all(0 <= a < b for a, b in zip(t, shape))]
      other = [face for face in faces if face != own]
      if not other: volumes[own] = volumes.get(own, 0) + 1
      if not any(own in counted or face in counted for face in other): continue
      def box(array, reach):
        return array[tuple(slice(max(a - reach, 0), a + reach + 1) for a in (i, j, k))]
      near, far, values = box(labels, 1), box(labels, 7), box(image, 7)
      mean = lambda label: round(values[far == label].mean(), 10)
      valid = [(-(far == label).sum(), label) for label in np.unique(near) if label != own
               and (mean(label) > value) != (mean(own) > value) and mean(label) != value
               and abs(mean(own) - value) > 1e-6]
      part = 1.0
      if valid:
        label = min(valid)[1]
        if abs(mean(own) - mean(label)) > 1e-6:
          part = np.clip((value - mean(label)) / (mean(own) - mean(label)), 0, 1)
        volumes[label] = volumes.get(label, 0) + 1 - part
      volumes[own] = volumes.get(own, 0) + part
    print(*[volumes.get(label, 0) for label in counted])
    """

  @Test(.enabled(if: Repository.python != nil)) func bordersAreSharedOutByDefinition() throws {
    let folder = try TemporaryFolder()
    let expected = try Repository.run(python: Self.script, [folder.path])
      .split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
    let shape = [9, 13, 31]
    let affine = Affine(rows: [0.5, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0])
    let labels = Labels(
      voxels: Tensor(shape: shape, values: try folder.elements(of: "labels", as: Int32.self)),
      affine: affine)
    let image = Volume(
      voxels: .binary32(
        Tensor(shape: shape, values: try folder.elements(of: "image", as: Float.self))),
      affine: affine)
    let counted: [Int32] = [4, 6, 8, 10, 12, 14, 16, 999]
    let statistics = try SegmentationStatistics(
      labels, intensities: image, counted: Set(counted))
    #expect(statistics.voxelVolume == 1)
    for (label, volume) in zip(counted, expected) {
      let found = try #require(statistics[label]?.volume)
      #expect(abs(found - volume) <= 1e-8 * volume, "\(label): \(found) and \(volume)")
    }
    #expect(expected.count == counted.count && expected[0] > 0)
  }

  @Test func aSingleVoxelHasNoDeviation() throws {
    let labels = Labels(
      voxels: Tensor(shape: [1, 1, 3], values: [0, 5, 0]), affine: .identity)
    let image = Volume(
      voxels: .binary64(Tensor(shape: [1, 1, 3], values: [1, 8, 2])), affine: .identity)
    let row = try #require(
      try SegmentationStatistics(labels, intensities: image, counted: [5])[5])
    #expect(row.mean == 8 && row.voxels == 1 && row.deviation.isNaN)
  }

  @Test func wrongInputsAreNamed() {
    let labels = Labels(voxels: Tensor(shape: [1, 1, 2], values: [0, 5]), affine: .identity)
    func image(_ values: [Double]) -> Volume {
      Volume(
        voxels: .binary64(Tensor(shape: [1, 1, values.count], values: values)), affine: .identity)
    }
    #expect(throws: ImagingError.self) {
      try SegmentationStatistics(labels, intensities: image([1]), counted: [5])
    }
    #expect(
      throws: ImagingError(
        "the image has a voxel that is not a finite number: NaN at voxel (0, 0, 1); preprocess/mask with a "
          + "mask of the head sets all outside it to 0")
    ) {
      try SegmentationStatistics(labels, intensities: image([1, .nan]), counted: [5])
    }
    let empty = Labels(voxels: Tensor(shape: [1, 1, 2], values: [0, 0]), affine: .identity)
    #expect(throws: ImagingError("the segmentation is empty: all its voxels are 0")) {
      try SegmentationStatistics(empty, intensities: image([1, 2]), counted: [5])
    }
  }

  /// SPM and nilearn leave NaN outside the head; what has no label is not judged, and shares out
  /// borders as 0 does.
  @Test func voxelsWithoutALabelNeedNotBeNumbers() throws {
    let shape = [6, 6, 6]
    let count = 216
    func inside(_ voxel: Int) -> Bool {
      [voxel / 36, voxel / 6 % 6, voxel % 6].allSatisfy { (1...4).contains($0) }
    }
    let labels = Labels(
      voxels: Tensor(shape: shape, values: (0..<count).map { inside($0) ? 17 : 0 }),
      affine: .identity)
    func statistics(_ outside: Double) throws -> LabelStatistics? {
      let values = (0..<count).map { inside($0) ? Double(50 + $0 % 7) : outside }
      let image = Volume(voxels: .binary64(Tensor(shape: shape, values: values)), affine: .identity)
      return try SegmentationStatistics(labels, intensities: image, counted: [17])[17]
    }
    #expect(try statistics(.nan) == statistics(0))
    #expect(try statistics(.infinity)?.voxels == 64)
  }

  /// A voxel of a sheared grid is a parallelepiped: its volume is the determinant.
  @Test func theVolumeOfAVoxelIsTheDeterminant() {
    func volume(_ rows: [Double]) -> Double {
      Grid(shape: [2, 2, 2], affine: Affine(rows: rows)).voxelVolume
    }
    #expect(abs(volume([1, 0.36, 0, 0, 0, 1.2, 0, 0, 0, 0, -1.5, 0]) - 1.8) < 1e-12)
    // Right angles, as FreeSurfer has it: the product in binary32.
    #expect(
      volume([0, -0.7, 0, 0, 0.7, 0, 0, 0, 0, 0, 0.7, 0])
        == Double(Float(0.7) * Float(0.7) * Float(0.7)))
  }
}
