/// The means of many numbers over samples that come one after another.
struct SampleMeans {
  private var sums: [Double]
  private var first: [Double] = []
  private var varies: [Bool]
  private var count = 0.0

  init(elements: Int) {
    sums = [Double](repeating: 0, count: elements)
    varies = [Bool](repeating: false, count: elements)
  }

  /// Takes in one sample of every number.
  ///
  /// - Precondition: as many values as elements.
  mutating func add(_ values: [Double]) {
    precondition(values.count == sums.count)
    if count == 0 { first = values }
    count += 1
    for i in values.indices {
      sums[i] += values[i]
      if values[i] != first[i] { varies[i] = true }
    }
  }

  /// Sum in the order of the samples over their number, as NumPy's mean along the first axis; but
  /// the mean of equal samples is their value, which the quotient may miss by a rounding, so that
  /// samples that do not differ have no spread and no distance from their mean.
  consuming func means() -> [Double] {
    var means = sums
    for i in means.indices { means[i] = varies[i] || count == 0 ? means[i] / count : first[i] }
    return means
  }
}
