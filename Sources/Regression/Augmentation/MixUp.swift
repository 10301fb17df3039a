internal import Arithmetic
internal import Statistics

extension TrainingRows {
  /// Of Beta(α, α), from which the parts of a mixture are drawn.
  private static var shape: Double { 0.2 }

  /// Mixtures of the first rows of two people, targets too: Zhang et al. (2018), ICLR.
  func mixtures(_ count: Int, _ stream: RandomStream) -> (features: Matrix, targets: [Double]) {
    var values: [Double] = []
    var mixed: [Double] = []
    for number in 0..<count {
      let place = UInt64(3 * number)
      func person(_ uniform: Double) -> Int {
        min(Int(uniform * Double(targets.count)), targets.count - 1)
      }
      let (a, b) = (person(stream.uniform(place)), person(stream.uniform(place + 1)))
      let part = IncompleteBeta.quantile(stream.uniform(place + 2), Self.shape, Self.shape)
      for (x, y) in zip(features.row(first[a]), features.row(first[b])) {
        values.append(part * x + (1 - part) * y)
      }
      mixed.append(part * targets[a] + (1 - part) * targets[b])
    }
    return (Matrix(rows: count, columns: features.columns, values: values), mixed)
  }
}
