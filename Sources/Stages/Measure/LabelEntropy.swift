import Arithmetic
import Imaging
import Statistics

/// The entropy of labels over samples, voxel by voxel and label by label.
struct LabelEntropy {
  /// In nats, one a voxel.
  let values: [Float]
  private let samples: Int
  private var byLabel: [Int32: Share] = [:]
  /// Entropies of the voxels that some sample labels.
  private var labelled: [Float] = []

  /// What is counted of a label.
  private struct Share {
    var voxels = 0
    var differing = 0
    var sum = 0.0
    var greatest: Float = 0

    mutating func add(_ entropy: Float) {
      voxels += 1
      if entropy > 0 { differing += 1 }
      sum += Double(entropy)
      greatest = max(greatest, entropy)
    }
  }

  /// - Throws: `ImagingError` where there is no sample, or their shapes differ.
  init(_ samples: [Tensor<Int32>]) throws(ImagingError) {
    self.samples = samples.count
    // −p ln p of a label that so many samples have.
    let terms = (0...samples.count).map { number -> Double in
      let part = Double(number) / Double(samples.count)
      return number == 0 ? 0 : -part * ElementaryFunctions.logarithm(part)
    }
    let disputes = try DisputedVoxels(samples)
    for (label, count) in Overlap.voxels(samples[0]) where label != 0 {
      byLabel[label] = Share(voxels: count)
    }
    var values = [Float](repeating: 0, count: samples[0].count)
    var differing: [Float] = []
    for (place, voxel) in disputes.voxels.enumerated() {
      var tally: [Int32: Int] = [:]
      for vote in disputes.votes(at: place) { tally[vote, default: 0] += 1 }
      // Counts in order, so that the sum does not depend on how the dictionary lists them.
      let entropy = Float(tally.values.sorted().reduce(0.0) { $0 + terms[$1] })
      values[voxel] = entropy
      differing.append(entropy)
      // It was counted as one that all samples give the same label.
      byLabel[samples[0].values[voxel]]?.voxels -= 1
      for label in tally.keys where label != 0 { byLabel[label, default: Share()].add(entropy) }
    }
    let agreed = byLabel.values.reduce(0) { $0 + $1.voxels - $1.differing }
    labelled = [Float](repeating: 0, count: agreed) + differing
    self.values = values
  }

  /// One row a label.
  var labelTable: Table {
    let labels = byLabel.keys.sorted()
    let shares = labels.compactMap { byLabel[$0] }
    return Table([
      .init("label", .integers(labels.map(Int.init))),
      .structureNames(of: labels),
      .init("voxels", .integers(shares.map(\.voxels))),
      .init("differing", .numbers(shares.map { Double($0.differing) / Double($0.voxels) })),
      .init("mean", .numbers(shares.map { $0.sum / Double($0.voxels) })),
      .init("maximum", .numbers(shares.map { Double($0.greatest) })),
    ])
  }

  /// One row over all voxels that some sample labels.
  var summary: Table {
    let distribution = Distribution(labelled.map(Double.init))
    return Table([
      .init("samples", .integers([samples])),
      .init("voxels", .integers([labelled.count])),
      .init("differing", .integers([labelled.count { $0 > 0 }])),
      .init("mean", .numbers([distribution?.mean ?? .nan])),
      .init("p95", .numbers([distribution?.quantile(0.95) ?? .nan])),
      .init("maximum", .numbers([distribution?.maximum ?? .nan])),
      .init("possible", .numbers([ElementaryFunctions.logarithm(Double(samples))])),
    ])
  }
}
