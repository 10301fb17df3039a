import Glibc

/// Mean and standard deviation of samples.
struct Moments {
  let mean: Double
  let deviation: Double

  init(_ values: [Double]) {
    let n = Double(values.count)
    let origin = values.first ?? 0
    // Around one of the samples: its digits, which all may share, do not round away.
    let offsets = values.map { $0 - origin }
    let offset = offsets.reduce(0, +) / n
    mean = origin + offset
    let squares = offsets.reduce(0) { $0 + ($1 - offset) * ($1 - offset) }
    deviation = (squares / (n - 1)).squareRoot()
  }

  /// Decimal digits that samples share: −log₁₀ (σ / |μ|).
  var digits: Double { -log10(deviation / mean.magnitude) }
}
