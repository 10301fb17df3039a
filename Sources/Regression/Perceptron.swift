public import Arithmetic
internal import Networks
internal import Training

/// A multilayer perceptron: layers of sums and rectifiers, trained on the squared error by AdamW
/// (Rumelhart, Hinton and Williams 1986, Nature 323; Loshchilov and Hutter 2019).
///
/// As scikit-learn's `MLPRegressor` with `solver="adam"`, but for targets, which have mean 0 and deviation 1
/// while it learns. Training and predictions are kernels of an arithmetic; the others of this folder
/// have none. Weights start as Glorot and Bengio (2010) draw them, outside of the arithmetic.
public struct Perceptron: Regressor {
  private let hidden: [Int]
  private let epochs: Int
  private let batch: Int
  private let rate: Double
  private let decay: Double
  private let seed: UInt64
  private let arithmetic: any Arithmetic

  /// - Parameters:
  ///   - hidden: units of each hidden layer, at least 1 each.
  ///   - epochs: how often each row is seen.
  ///   - batch: rows a step.
  ///   - rate: of learning.
  ///   - decay: of weights, AdamW's.
  ///   - seed: of the first weights and the order of the rows.
  ///   - arithmetic: for this perceptron alone.
  public init(
    hidden: [Int], epochs: Int, batch: Int, rate: Double, decay: Double, seed: UInt64,
    arithmetic: any Arithmetic
  ) {
    (self.hidden, self.epochs, self.batch) = (hidden, epochs, batch)
    (self.rate, self.decay) = (rate, decay)
    (self.seed, self.arithmetic) = (seed, arithmetic)
  }

  public func fit(
    _ features: Matrix, _ targets: [Double]
  ) throws(RegressionError) -> any FittedRegressor {
    let scale = TargetScale(targets)
    let format = arithmetic.format
    let training = arithmetic.fork(0)
    do {
      let network = try Self.network(features.columns, hidden)
        .initialized(.xavierUniform, seed: seed)
      var trainer = Trainer(network, AdamW(decay: decay), format: format)
      for epoch in 0..<epochs {
        for rows in BatchOrder(seed: seed).batches(features.rows, of: batch, epoch: epoch) {
          let inputs = features.selecting(rows).tensor(format)
          let wanted = RealTensor(
            format, shape: [rows.count, 1], rows.map { scale.standard(targets[$0]) })
          try trainer.step(
            [.init([.real(inputs)]) { MeanSquaredError()($0, wanted, $1) }], rate: rate, training)
        }
      }
      return Fitted(
        tensors: trainer.state.tensors, columns: features.columns, hidden: hidden, scale: scale,
        arithmetic: arithmetic.fork(1))
    } catch { throw RegressionError("the perceptron: \(error)") }
  }

  /// `[rows, columns]` to `[rows, 1]`; parameters are zero until they are initialized.
  ///
  /// - Throws: `ModelError`, which does not happen.
  static func network(_ columns: Int, _ hidden: [Int]) throws(ModelError) -> Network {
    var nodes = NetworkBuilder()
    var x = nodes.input("features", .float32, [.named("rows"), .fixed(columns)])
    var width = columns
    for (number, units) in hidden.enumerated() {
      x = nodes.dense(x, width, units, "layer\(number)", activation: "Relu")
      width = units
    }
    let output = nodes.dense(x, width, 1, "output", activation: nil)
    return try nodes.network([output])
  }

  struct Fitted: FittedRegressor {
    let tensors: [String: RealTensor]
    let columns: Int
    let hidden: [Int]
    let scale: TargetScale
    let arithmetic: any Arithmetic

    init(
      tensors: [String: RealTensor], columns: Int, hidden: [Int], scale: TargetScale,
      arithmetic: any Arithmetic
    ) {
      (self.tensors, self.columns, self.hidden) = (tensors, columns, hidden)
      (self.scale, self.arithmetic) = (scale, arithmetic)
    }

    func predict(_ features: Matrix) throws(RegressionError) -> [Double] {
      guard features.rows > 0 else { return [] }
      do {
        let plan = try NetworkPlan(
          try Perceptron.network(columns, hidden), shapes: [[features.rows, columns]],
          variables: Set(tensors.keys), format: arithmetic.format)
        let outputs = try plan.run(
          [.real(features.tensor(arithmetic.format))], arithmetic, parameters: tensors)
        guard case .real(let found)? = outputs.first else { return [] }
        return found.doubles.map(scale.target)
      } catch { throw RegressionError("the perceptron: \(error)") }
    }

    var parts: FittedParts {
      var numbers = tensors.mapValues(\.doubles)
      numbers["columns"] = [Double(columns)]
      numbers["hidden"] = hidden.map(Double.init)
      numbers["scale"] = [scale.mean, scale.deviation]
      return FittedParts(numbers: numbers)
    }

    /// - Parameter arithmetic: that predictions are made in.
    init(_ parts: FittedParts, _ arithmetic: any Arithmetic) throws(RegressionError) {
      let columns = try parts.integer("columns")
      let hidden = (parts.numbers["hidden"] ?? []).compactMap { Int(exactly: $0) }
      let scale = try parts.array("scale")
      let damage = RegressionError("the model is damaged: its layers do not fit")
      guard columns > 0, columns < 1 << 24, hidden.allSatisfy({ $0 > 0 && $0 < 1 << 24 }),
        hidden.count == parts.numbers["hidden"]?.count ?? 0, scale.count == 2
      else { throw damage }
      var tensors: [String: RealTensor] = [:]
      do {
        for entry in try Perceptron.network(columns, hidden).parameters {
          let values = try parts.array(entry.name)
          guard values.count == entry.tensor.count else { throw damage }
          tensors[entry.name] = RealTensor(
            arithmetic.format, shape: entry.tensor.shape, values)
        }
      } catch { throw damage }
      self.init(
        tensors: tensors, columns: columns, hidden: hidden,
        scale: TargetScale(mean: scale[0], deviation: scale[1]), arithmetic: arithmetic)
    }
  }
}
