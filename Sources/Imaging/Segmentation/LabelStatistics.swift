import Arithmetic

/// Size and intensities of one label of a segmentation.
public struct LabelStatistics: Sendable, Equatable {
  public var label: Int32
  /// Voxels that hold it.
  public var voxels: Int
  /// Cubic millimetres, voxels at borders shared out between their labels.
  public var volume: Double
  /// Of the intensities of its voxels; 0 where it has none.
  public var mean: Double
  /// Sample standard deviation (n − 1); NaN for a single voxel.
  public var deviation: Double
  public var minimum: Double
  public var maximum: Double

  public init(
    label: Int32, voxels: Int = 0, volume: Double = 0, mean: Double = 0, deviation: Double = 0,
    minimum: Double = 0, maximum: Double = 0
  ) {
    self.label = label
    self.voxels = voxels
    self.volume = volume
    self.mean = mean
    self.deviation = deviation
    self.minimum = minimum
    self.maximum = maximum
  }

  public var range: Double { maximum - minimum }
}

/// Size and intensities of all labels of a segmentation.
///
/// As FastSurfer's `segstats.py` (2.4.0-dev, commit 7c45785), in plain binary64: statistics, not
/// processing.
public struct SegmentationStatistics: Sendable {
  /// One entry a label that was asked for or occurs, ascending.
  public let rows: [LabelStatistics]
  /// Of one voxel, cubic millimetres.
  public let voxelVolume: Double

  /// - Parameters:
  ///   - intensities: on the same grid; also what voxels at borders are shared out by. Those under
  ///     label 0 need not be finite.
  ///   - counted: labels whose borders are shared out; others give and take nothing between each
  ///     other.
  /// - Throws: `ImagingError` where the shapes differ, the segmentation is empty, or an intensity under
  ///   a label is not finite.
  public init(_ labels: Labels, intensities: Volume, counted: Set<Int32>) throws(ImagingError) {
    guard intensities.voxels.shape == labels.voxels.shape else {
      throw ImagingError(
        "the image has shape \(intensities.voxels.shape), the segmentation \(labels.voxels.shape)")
    }
    let map = try LabelMap(labels.voxels)
    guard map.labels != [0] else {
      throw ImagingError("the segmentation is empty: all its voxels are 0")
    }
    // What lies under no label is not counted; where it is NaN, as SPM and nilearn leave it outside the
    // head, it is 0 to the sharing out of borders, as in an image that was masked.
    try intensities.voxels.requireFinite(inside: labels.voxels)
    var values = intensities.voxels.doubles
    for index in values.indices where !values[index].isFinite { values[index] = 0 }
    voxelVolume = labels.grid.voxelVolume
    let volumes = PartialVolume(
      map, intensities: values, isCounted: map.labels.map(counted.contains)
    ).volumes
    var found = Self.intensityStatistics(map, values)
    for index in found.indices { found[index].volume = volumes[index] * voxelVolume }
    let absent = counted.subtracting(map.labels).map { LabelStatistics(label: $0) }
    rows = (found + absent).sorted { $0.label < $1.label }
  }

  /// The labels of FastSurfer's `aseg+DKT.stats`.
  public static let fastSurferLabels: [Int32] =
    FastSurferClasses.labels.filter { $0 > 0 && $0 < 1000 } + [251, 252, 253, 254, 255]
    + FastSurferClasses.bothHemispheres + FastSurferClasses.bothHemispheres.map { $0 + 1000 }

  /// The entry of `label`, where there is one.
  public subscript(label: Int32) -> LabelStatistics? { rows.first { $0.label == label } }

  private static func intensityStatistics(_ map: LabelMap, _ values: [Double])
    -> [LabelStatistics]
  {
    var found = map.labels.map {
      LabelStatistics(label: $0, minimum: .infinity, maximum: -.infinity)
    }
    var sums = [Double](repeating: 0, count: found.count)
    var squares = sums
    for (voxel, value) in values.enumerated() {
      let label = Int(map.indices[voxel])
      found[label].voxels += 1
      found[label].minimum = min(found[label].minimum, value)
      found[label].maximum = max(found[label].maximum, value)
      sums[label] += value
      squares[label] += value * value
    }
    for label in found.indices {
      let count = Double(found[label].voxels)
      found[label].mean = sums[label] / count
      let variance = (squares[label] - found[label].mean * sums[label]) / (count - 1)
      found[label].deviation = variance.squareRoot()
    }
    return found
  }
}
