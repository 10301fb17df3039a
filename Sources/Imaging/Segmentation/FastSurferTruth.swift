public import Arithmetic

/// How FastSurfer's networks are taught FreeSurfer's labels: which class each label has, and what becomes of
/// cortex that belongs to no parcel.
///
/// Source: `FastSurferCNN/data_loader/data_utils.py` of FastSurfer 2.4.0-dev (commit 7c45785).
public struct FastSurferTruth: Sendable {
  /// The label of each class.
  public let names: [Int32]
  /// Labels that are taught as another one.
  public let twins: [Int32: Int32]

  public init(_ plane: AnatomicalPlane) {
    let isSagittal = plane == .sagittal
    names = isSagittal ? FastSurferClasses.sagittalLabels : FastSurferClasses.labels
    var twins = Self.cleaned
    for parcel in FastSurferClasses.bothHemispheres { twins[parcel + 1000] = parcel }
    if isSagittal { twins.merge(FastSurferClasses.sagittalTwins) { first, _ in first } }
    self.twins = twins
  }

  /// Structures that few heads have, or that the parcels of the cortex stand for.
  private static let cleaned: [Int32: Int32] = [
    80: 77, 85: 0, 62: 41, 30: 2, 72: 24, 29: 0, 61: 0, 3: 0, 42: 0,
  ]

  /// Cortex without a parcel (1000, 2000) as the parcel of its neighbourhood that is largest there, after
  /// smoothing each by 5 voxels; where no parcel touches it, it stays.
  public func filled(_ labels: Tensor<Int32>, _ arithmetic: any Arithmetic) -> Tensor<Int32> {
    [Int32(1000), 2000].reduce(labels) { filled($0, unknown: $1, arithmetic) }
  }

  private func filled(
    _ labels: Tensor<Int32>, unknown: Int32, _ arithmetic: any Arithmetic
  ) -> Tensor<Int32> {
    let places = labels.values.indices.filter { labels.values[$0] == unknown }
    guard !places.isEmpty else { return labels }
    let shape = labels.shape
    let strides = [shape[1] * shape[2], shape[2], 1]
    func index(_ place: Int) -> [Int] { (0..<3).map { place / strides[$0] % shape[$0] } }
    var around: Set<Int32> = []
    for place in places {
      let middle = index(place)
      for step in Self.eighteen {
        let other = (0..<3).map { middle[$0] + step[$0] }
        guard (0..<3).allSatisfy({ (0..<shape[$0]).contains(other[$0]) }) else { continue }
        let label = labels.values[(0..<3).reduce(0) { $0 + other[$1] * strides[$1] }]
        if label > unknown, label < unknown + 1000 { around.insert(label) }
      }
    }
    guard !around.isEmpty else { return labels }
    // The smoothing reaches four deviations.
    let all = places.map(index)
    let low = (0..<3).map { axis in max(0, (all.map { $0[axis] }.min() ?? 0) - 20) }
    let high = (0..<3).map { axis in
      min(shape[axis], (all.map { $0[axis] }.max() ?? 0) + 21)
    }
    let box = (0..<3).map { high[$0] - low[$0] }
    func whole(_ place: Int) -> Int {
      let own = [place / (box[1] * box[2]), place / box[2] % box[1], place % box[2]]
      return (0..<3).reduce(0) { $0 + (own[$1] + low[$1]) * strides[$1] }
    }
    let inside = (0..<box.reduce(1, *)).map(whole)
    var best = [Double](repeating: -1, count: inside.count)
    var result = labels.values
    for parcel in around.sorted() {
      let mask = RealTensor(
        arithmetic.format, shape: box, inside.map { labels.values[$0] == parcel ? 1 : 0 })
      for (place, value) in arithmetic.smooth(mask, sigma: [5, 5, 5]).doubles.enumerated()
      where labels.values[inside[place]] == unknown && value > best[place] {
        (best[place], result[inside[place]]) = (value, parcel)
      }
    }
    return Tensor(shape: shape, values: result)
  }

  /// Neighbours that share a face or an edge.
  private static let eighteen: [[Int]] = (0..<27).map { [$0 / 9 - 1, $0 / 3 % 3 - 1, $0 % 3 - 1] }
    .filter { (1...2).contains($0.reduce(0) { $0 + abs($1) }) }
}
