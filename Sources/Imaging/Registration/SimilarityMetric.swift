import Arithmetic

/// How alike two images are, with what an optimiser needs to make them more so.
protocol SimilarityMetric {
  /// The metric at `samples`, or `nil` where it is not defined, for example for constant samples.
  func evaluate(_ samples: WarpedSamples, _ arithmetic: any Arithmetic) -> MetricValue?
}

/// A metric at one transform, and how it changes with the twelve numbers of the map.
struct MetricValue {
  /// What a person reads: correlation, −1…1, or mutual information, in nats. More is better.
  var similarity: Double
  /// How the slope falls with each of the twelve numbers, positive semi-definite, `[12][12]`.
  var curvature: [[Double]]
  /// A positive multiple of the metric's derivative by the twelve numbers of the map; the best step
  /// solves `curvature · step = slope`.
  var slope: [Double]
}

/// Which metric to register with.
public enum RegistrationMetric: String, Sendable, CaseIterable {
  /// Pearson's correlation of intensities: for images of one contrast.
  case correlation = "ncc"
  /// Mutual information (Mattes et al. 2003): for any pair of contrasts.
  case mutualInformation = "mi"
}
