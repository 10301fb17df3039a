import PipelineKit

/// Passes over samples that are read one at a time, in the order of their coordinates.
final class SamplePasses {
  private let items: [Inputs.Item]
  private let first: SampleValues
  private let steps: Double
  private var done = 0.0
  private let progress: @Sendable (Double) throws -> Void

  /// - Parameters:
  ///   - first: what the first item holds; every other must have its form.
  ///   - passes: how many passes will be made at most, for `progress`.
  init(
    items: [Inputs.Item], first: SampleValues, passes: Int,
    progress: @escaping @Sendable (Double) throws -> Void
  ) {
    self.items = items
    self.first = first
    self.steps = Double(items.count * passes)
    self.progress = progress
  }

  /// The means over the samples after `change`.
  func means(_ change: (inout [Double]) -> Void) throws -> [Double] {
    var means = SampleMeans(elements: first.values.count)
    try forEach { values in
      change(&values)
      means.add(values)
    }
    return means.means()
  }

  /// The moments of the samples after `change`: largest magnitudes, and the spread around `means`.
  func moments(around means: [Double]?, _ change: (inout [Double]) -> Void) throws -> SampleMoments
  {
    var moments =
      means.map { SampleMoments(around: $0) } ?? SampleMoments(elements: first.values.count)
    try forEach { values in
      change(&values)
      moments.add(values)
    }
    return moments
  }

  private func forEach(_ body: (inout [Double]) -> Void) throws {
    for (index, item) in items.enumerated() {
      var values = first.values
      if index > 0 {
        let sample = try SampleValues(item.load(), name: item.sampleName)
        try sample.requireSameForm(
          as: first, name: item.sampleName, otherName: items[0].sampleName)
        values = sample.values
      }
      body(&values)
      done += 1
      try progress(min(done / steps, 1))
    }
  }
}

extension Inputs.Item {
  /// How errors name this item among samples.
  var sampleName: String {
    coordinates.entries.isEmpty ? "the sample" : "the sample at \(coordinates)"
  }
}
