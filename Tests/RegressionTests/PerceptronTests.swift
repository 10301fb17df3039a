import Arithmetic
import Networks
import Support
import Testing
import Training

@testable import Regression

/// Perceptrons against scikit-learn's, from the same first weights and over the same batches.
@Suite struct PerceptronTests {
  private static let stream = RandomStream(key: 23, stream: 0)
  private let rows = Matrix(
    rows: 50, columns: 4, values: (0..<200).map { stream.normal(UInt64($0)) })
  private var targets: [Double] {
    (0..<50).map { row -> Double in
      let x = Array(rows.row(row))
      return 45 + 9 * x[0] - 4 * x[1] * x[2] + Self.stream.normal(UInt64(1000 + row))
    }
  }

  private func perceptron(_ name: String, threads: Int = 1, seed: UInt64 = 5) throws -> Perceptron {
    Perceptron(
      hidden: [7, 5], epochs: 12, batch: 16, rate: 0.01, decay: 0, seed: 9,
      arithmetic: try Arithmetics.make(
        ArithmeticSpecification(name: name), seed: seed, threads: threads))
  }

  /// Its Adam adds ε before it corrects the bias of the moments, PyTorch's and this one after it: steps differ
  /// by some 10⁻⁶.
  @Test(.enabled(if: Python.has("sklearn")), arguments: [("float64", 1e-5), ("ieee", 1e-4)])
  func trainingIsThatOfScikitLearn(_ name: String, _ tolerance: Double) throws {
    let found = try perceptron(name).fit(rows, targets).predict(rows)
    let network = try Perceptron.network(4, [7, 5]).initialized(.xavierUniform, seed: 9)
    // scikit-learn keeps weights as inputs × outputs.
    let weights = network.parameters.filter { $0.name.hasSuffix("weight") }.map { entry in
      var values: [Double] = []
      if case .float32(let tensor) = entry.tensor { values = tensor.values.map(Double.init) }
      let columns = entry.tensor.shape[1]
      return Python.array(
        stride(from: 0, to: values.count, by: columns).map { Array(values[$0..<$0 + columns]) })
        + ".T"
    }
    #expect(weights.count == 3)
    let batches = (0..<12).flatMap { BatchOrder(seed: 9).batches(50, of: 16, epoch: $0) }
    let expected = try Python.numbers(
      """
      import numpy as np
      from sklearn.neural_network import MLPRegressor
      x = \(Python.array((0..<50).map { Array(rows.row($0)) })); y = \(Python.array(targets))
      mean, deviation = y.mean(), y.std()
      y = (y - mean) / deviation
      first = [\(weights.joined(separator: ", "))]
      m = MLPRegressor(hidden_layer_sizes=(7, 5), alpha=0, learning_rate_init=0.01, batch_size=16, shuffle=False)
      left = iter(first)
      def start(inputs, outputs, dtype):
          w = next(left).astype(dtype)
          assert w.shape == (inputs, outputs)
          return w.copy(), np.zeros(outputs, dtype)
      m._init_coef = start
      for rows in \(batches):
          m.partial_fit(x[rows], y[rows])
      print(*(mean + deviation * m.predict(x)))
      """)
    #expect(expected.count == 50)
    for (a, b) in zip(found, expected) { #expect(agree(a, b, within: tolerance * abs(b))) }
  }

  @Test(arguments: ["ieee", "stochastic-rounding"]) func threadsChangeNothing(_ name: String) throws
  {
    let one = try perceptron(name).fit(rows, targets)
    let four = try perceptron(name, threads: 4).fit(rows, targets)
    #expect(one.parts == four.parts)
    #expect(try one.predict(rows) == four.predict(rows))
    let other = try perceptron(name, seed: 6).fit(rows, targets)
    #expect((one.parts == other.parts) == (name == "ieee"))
  }

  /// A rate that is much too high ends in a sentence.
  @Test func whatBreaksDownIsSaid() throws {
    let wild = Perceptron(
      hidden: [7], epochs: 300, batch: 16, rate: 1e38, decay: 0, seed: 9,
      arithmetic: try Arithmetics.make(.ieee, seed: 1, threads: 1))
    let error = #expect(throws: RegressionError.self) { _ = try wild.fit(rows, targets) }
    #expect(error?.description.hasPrefix("the perceptron: ") == true)
    #expect(error?.description.contains("is no number after step") == true)
  }
}
