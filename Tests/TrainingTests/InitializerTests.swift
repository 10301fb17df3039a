import Arithmetic
import Support
import Testing

@testable import Training

/// The thirteen ways in which weights start, by what PyTorch's documentation says of each.
@Suite struct InitializerTests {
  private let stream = RandomStream(key: 1, stream: 2)

  private func moments(_ values: [Double]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    return (mean, square.squareRoot())
  }

  @Test func numbersHaveTheirMoments() {
    let shape = [40, 30, 3, 3]
    let (inputs, outputs) = (270.0, 360.0)
    let deviations: [(Initializer, Double, Double)] = [
      (.uniform, 0.5, (1.0 / 12).squareRoot()), (.normal, 0, 1),
      (.xavierUniform, 0, (2 / (inputs + outputs)).squareRoot()),
      (.xavierNormal, 0, (2 / (inputs + outputs)).squareRoot()),
      (.kaimingUniform, 0, (2 / inputs).squareRoot()),
      (.kaimingNormal, 0, (2 / inputs).squareRoot()), (.sparse, 0, 0.01 * 0.9.squareRoot()),
    ]
    for (initializer, mean, deviation) in deviations {
      let found = moments(initializer.values(shape, stream))
      #expect(abs(found.mean - mean) < 0.02 * max(deviation, 0.1), "\(initializer)")
      #expect(abs(found.deviation / deviation - 1) < 0.02, "\(initializer)")
    }
    let bound = (6 / inputs).squareRoot()
    #expect(Initializer.kaimingUniform.values(shape, stream).allSatisfy { abs($0) < bound })
    #expect(Initializer.sparse.values(shape, stream).count { $0 == 0 } == 4 * 270)
  }

  @Test func matricesAreWhatTheirNamesSay() {
    #expect(Initializer.ones.values([2, 3], stream) == [1, 1, 1, 1, 1, 1])
    #expect(Initializer.zeros.values([2, 2], stream) == [0, 0, 0, 0])
    #expect(Initializer.eye.values([2, 3], stream) == [1, 0, 0, 0, 1, 0])
    #expect(Initializer.identity.values([2, 1, 2], stream) == [1, 0, 0, 1])
    #expect(
      Initializer.dirac.values([2, 2, 3], stream) == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
    for shape in [[4, 3, 3], [9, 2, 2]] {
      let values = Initializer.orthogonal.values(shape, stream)
      let (rows, columns) = (shape[0], shape[1] * shape[2])
      let isWide = rows <= columns
      let (count, length) = isWide ? (rows, columns) : (columns, rows)
      for a in 0..<count {
        for b in 0...a {
          let product = (0..<length).reduce(0.0) { sum, k in
            isWide
              ? sum + values[a * columns + k] * values[b * columns + k]
              : sum + values[k * columns + a] * values[k * columns + b]
          }
          #expect(abs(product - (a == b ? 1 : 0)) < 1e-12)
        }
      }
    }
    #expect(Initializer.allCases.count == 13)
  }
}
