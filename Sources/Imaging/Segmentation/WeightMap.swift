public import Arithmetic

/// How much each voxel's cross-entropy counts: more for rare classes, at borders, and for thin strands of
/// white matter and deep sulci.
///
/// min(median of the counts of the classes that there are / count of the voxel's, `greatest`)
/// + `edge` where the number of the class changes (central differences, one-sided at the ends)
/// + `thin` where closing the classes above `cortexAbove` by 3³ voxels adds any
/// + `rim` in cortex that shrinking the head's classes by a voxel takes away.
///
/// Source: `create_weight_mask` in `FastSurferCNN/data_loader/data_utils.py` of FastSurfer 2.4.0-dev (commit
/// 7c45785); there a class that an image lacks moves the weights of those after it, here it does not.
public struct WeightMap: Sendable, Equatable {
  /// The greatest weight by count; `nil` where all classes count alike.
  public var greatest: Double? = 5
  public var edge = 0.0
  public var thin = 0.0
  public var rim = 0.0
  /// Classes after this one are cortex: 33 for 79 classes, 19 for the 51 of sagittal slices.
  public var cortexAbove: Int32 = 33

  public init(
    greatest: Double? = 5, edge: Double = 0, thin: Double = 0, rim: Double = 0,
    cortexAbove: Int32 = 33
  ) {
    (self.greatest, self.edge, self.thin, self.rim) = (greatest, edge, thin, rim)
    self.cortexAbove = cortexAbove
  }

  /// Whether all weights are one.
  public var isEven: Bool { greatest == nil && edge == 0 && thin == 0 && rim == 0 }

  /// - Parameter classes: `[X, Y, Z]`.
  /// - Returns: the weights, of the same shape.
  public func weights(_ classes: Tensor<Int32>, _ arithmetic: any Arithmetic) -> RealTensor {
    var weights = byCount(classes, arithmetic)
    func add(_ places: [Bool], _ weight: Double) {
      guard weight != 0 else { return }
      let there = RealTensor(
        arithmetic.format, shape: classes.shape, places.map { $0 ? 1 : 0 })
      weights = arithmetic.addScaled(weights, there, by: weight)
    }
    if edge != 0 { add(Self.edges(classes), edge) }
    if thin != 0 { add(thinParts(classes), thin) }
    if rim != 0 { add(rim(classes), rim) }
    return weights
  }

  private func byCount(_ classes: Tensor<Int32>, _ arithmetic: any Arithmetic) -> RealTensor {
    let format = arithmetic.format
    guard let greatest else {
      return RealTensor(
        format, shape: classes.shape, [Double](repeating: 1, count: classes.count))
    }
    var counts: [Int32: Int] = [:]
    for name in classes.values { counts[name, default: 0] += 1 }
    let sorted = counts.values.sorted()
    let middle = sorted.count / 2
    let median =
      sorted.isEmpty
      ? 1
      : sorted.count % 2 == 1
        ? Double(sorted[middle]) : Double(sorted[middle - 1] + sorted[middle]) / 2
    let names = counts.keys.sorted()
    let quotients = arithmetic.divide(
      RealTensor(format, shape: [names.count], names.map { _ in median }),
      RealTensor(format, shape: [names.count], names.map { Double(counts[$0] ?? 1) }))
    let factors = Dictionary(
      uniqueKeysWithValues: zip(names, quotients.doubles.map { min($0, greatest) }))
    return RealTensor(format, shape: classes.shape, classes.values.map { factors[$0] ?? 0 })
  }

  /// Where central differences of the numbers are not all zero, as `numpy.gradient` takes them.
  private static func edges(_ classes: Tensor<Int32>) -> [Bool] {
    let (shape, values) = (classes.shape, classes.values)
    var edges = [Bool](repeating: false, count: values.count)
    for axis in shape.indices where shape[axis] > 1 {
      let stride = shape[(axis + 1)...].reduce(1, *)
      for place in values.indices {
        let along = place / stride % shape[axis]
        let before = along > 0 ? place - stride : place
        let after = along + 1 < shape[axis] ? place + stride : place
        if values[before] != values[after] { edges[place] = true }
      }
    }
    return edges
  }

  /// What closing the cortex by 3³ voxels adds to it, or, at the ends of the image, takes away.
  private func thinParts(_ classes: Tensor<Int32>) -> [Bool] {
    let cortex = Tensor<UInt8>(
      shape: classes.shape, values: classes.values.map { $0 > cortexAbove ? 1 : 0 })
    let closed = Morphology.erode(Morphology.dilate(cortex, steps: 1), steps: 1)
    return zip(cortex.values, closed.values).map { $0 != $1 }
  }

  private func rim(_ classes: Tensor<Int32>) -> [Bool] {
    let all = Tensor<UInt8>(
      shape: classes.shape, values: classes.values.map { $0 > 0 ? 1 : 0 })
    let inner = Morphology.erode(all, steps: 1)
    return classes.values.indices.map {
      classes.values[$0] > cortexAbove && inner.values[$0] == 0
    }
  }
}
