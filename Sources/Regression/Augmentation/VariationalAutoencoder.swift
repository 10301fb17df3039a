internal import Arithmetic
internal import Networks
internal import Training

/// People like those that were seen, from a small variational autoencoder of features and target together:
/// Kingma and Welling (2014), ICLR, with the decoder's variance at its best value in each batch (σ-VAE: Rybkin,
/// Daniilidis and Levine 2021, ICML).
///
/// One hidden layer of 64 units on each side and up to 8 latent numbers; trained by the project's own
/// training, so that it takes every arithmetic. What is drawn gets the noise of each column that the
/// decoder leaves unexplained, or people would vary too little.
struct VariationalAutoencoder {
  static let hidden = 64
  static let epochs = 200
  static let batch = 32
  static let rate = 1e-3

  private let tensors: [String: RealTensor]
  private let columns: Int
  private let latent: Int
  /// Deviations, by column, of rows from what is decoded of them.
  private let noise: [Double]
  private let scale: TargetScale
  private let arithmetic: any Arithmetic

  /// - Parameters:
  ///   - features: of mean 0 and deviation 1, about.
  ///   - arithmetic: for this autoencoder alone.
  /// - Throws: `RegressionError` where training breaks down.
  init(
    _ features: Matrix, _ targets: [Double], seed: UInt64, _ arithmetic: any Arithmetic
  ) throws(RegressionError) {
    self.arithmetic = arithmetic
    scale = TargetScale(targets)
    var rows: [Double] = []
    for row in 0..<features.rows { rows += features.row(row) + [scale.standard(targets[row])] }
    columns = features.columns + 1
    latent = min(8, columns)
    let data = Matrix(rows: features.rows, columns: columns, values: rows)
    do {
      let network = try Self.encoderAndDecoder(columns, latent)
        .initialized(.xavierUniform, seed: seed)
      var trainer = Trainer(network, AdamW(decay: 0), format: arithmetic.format)
      let training = arithmetic.fork(0)
      let draws = RandomStream(key: seed, stream: 6)
      for epoch in 0..<Self.epochs {
        let batches = BatchOrder(seed: seed).batches(data.rows, of: Self.batch, epoch: epoch)
        for (place, chosen) in batches.enumerated() {
          let start = UInt64((epoch * batches.count + place) * Self.batch * latent)
          let own = data.selecting(chosen).tensor(arithmetic.format)
          let normals = Self.normals(chosen.count, latent, draws, start, arithmetic.format)
          try trainer.step(
            [.init([.real(own), .real(normals)]) { Self.loss($0, own, $1) }], rate: Self.rate,
            training)
        }
      }
      tensors = trainer.state.tensors
      noise = try Self.unexplained(data, &trainer, latent, arithmetic.fork(1))
    } catch { throw RegressionError("the variational autoencoder: \(error)") }
  }

  /// Normal numbers decoded, with the noise of each column.
  func people(
    _ count: Int, _ stream: RandomStream
  ) throws(RegressionError) -> (features: Matrix, targets: [Double]) {
    do {
      let decoder = try Self.decoder(columns, latent)
      let names = Set(decoder.parameters.map(\.name))
      let plan = try NetworkPlan(
        decoder, shapes: [[count, latent]], variables: names, format: arithmetic.format)
      let normals = Self.normals(count, latent, stream, 0, arithmetic.format)
      let own = arithmetic.fork(2)
      let outputs = try plan.run(
        [.real(normals)], own, parameters: tensors.filter { names.contains($0.key) })
      guard case .real(let decoded)? = outputs.first else {
        throw ModelError("the decoder put out no numbers")
      }
      let start = UInt64(count * latent)
      let drawn = (0..<count * columns).map {
        noise[$0 % columns] * stream.normal(start + UInt64($0))
      }
      let values = own.add(
        decoded, RealTensor(arithmetic.format, shape: decoded.shape, drawn)
      ).doubles
      var features: [Double] = []
      var targets: [Double] = []
      for person in 0..<count {
        features += values[person * columns..<(person + 1) * columns - 1]
        targets.append(scale.target(values[(person + 1) * columns - 1]))
      }
      return (Matrix(rows: count, columns: columns - 1, values: features), targets)
    } catch { throw RegressionError("the variational autoencoder: \(error)") }
  }

  private static func normals(
    _ rows: Int, _ columns: Int, _ stream: RandomStream, _ start: UInt64, _ format: RealFormat
  ) -> RealTensor {
    RealTensor(
      format, shape: [rows, columns],
      (0..<rows * columns).map { stream.normal(start + UInt64($0)) })
  }

  /// Root mean square, by column, of rows less what is decoded of their latent means.
  private static func unexplained(
    _ data: Matrix, _ trainer: inout Trainer, _ latent: Int, _ arithmetic: any Arithmetic
  ) throws -> [Double] {
    let own = data.tensor(arithmetic.format)
    let still = RealTensor(
      arithmetic.format, shape: [data.rows, latent],
      [Double](repeating: 0, count: data.rows * latent))
    let made = try trainer.outputs([.real(own), .real(still)], arithmetic)[0]
    let rest = arithmetic.subtract(made.slice(0..<data.columns, axis: 1), own)
    let squares = arithmetic.multiply(rest, rest)
    return (0..<data.columns).map {
      arithmetic.mean(squares.slice($0..<$0 + 1, axis: 1)).squareRoot()
    }
  }

  /// D/2 ln of the mean squared error, and the divergence of the latent numbers from normal ones, both a row.
  private static func loss(
    _ output: RealTensor, _ data: RealTensor, _ arithmetic: any Arithmetic
  ) -> LossValue {
    let (rows, columns) = (data.shape[0], data.shape[1])
    let latent = (output.shape[1] - columns) / 2
    let decoded = output.slice(0..<columns, axis: 1)
    let means = output.slice(columns..<columns + latent, axis: 1)
    let logarithms = output.slice(columns + latent..<columns + 2 * latent, axis: 1)
    let rest = arithmetic.subtract(decoded, data)
    let error = max(arithmetic.dot(rest, rest) / Double(data.count), 1e-6)
    let variances = arithmetic.exponential(arithmetic.multiply(logarithms, 2))
    let part = 1 / Double(rows)
    let squares = arithmetic.dot(means, means) + arithmetic.sum(variances)
    let divergence =
      part * (squares / 2 - Double(means.count) / 2 - arithmetic.sum(logarithms))
    let reconstruction = Double(columns) / 2 * ElementaryFunctions.logarithm(error)
    return LossValue(
      reconstruction + divergence,
      .concatenate(
        [
          arithmetic.multiply(rest, part / error), arithmetic.multiply(means, part),
          arithmetic.multiply(arithmetic.add(variances, -1), part),
        ], axis: 1),
      parts: ["reconstruction": reconstruction, "divergence": divergence])
  }

  /// Rows and normal numbers to `[rows, columns + 2 latent]`: what is decoded, the means of the latent
  /// numbers and the logarithms of their deviations.
  private static func encoderAndDecoder(
    _ columns: Int, _ latent: Int
  ) throws(ModelError) -> Network {
    var nodes = NetworkBuilder()
    let x = nodes.input("data", .float32, [.named("rows"), .fixed(columns)])
    let normals = nodes.input("normals", .float32, [.named("rows"), .fixed(latent)])
    let inner = nodes.dense(x, columns, hidden, "encoder", activation: "Relu")
    let means = nodes.dense(inner, hidden, latent, "means", activation: nil)
    let logarithms = nodes.dense(inner, hidden, latent, "deviations", activation: nil)
    let drawn = nodes.add("Mul", [nodes.add("Exp", [logarithms]), normals])
    let code = nodes.add("Add", [means, drawn])
    let decoded = decode(code, columns, latent, &nodes)
    let all = nodes.add("Concat", [decoded, means, logarithms], ["axis": .integer(1)])
    return try nodes.network([all])
  }

  private static func decoder(_ columns: Int, _ latent: Int) throws(ModelError) -> Network {
    var nodes = NetworkBuilder()
    let code = nodes.input("code", .float32, [.named("rows"), .fixed(latent)])
    let decoded = decode(code, columns, latent, &nodes)
    return try nodes.network([decoded])
  }

  private static func decode(
    _ code: NetworkBuilder.Value, _ columns: Int, _ latent: Int, _ nodes: inout NetworkBuilder
  ) -> NetworkBuilder.Value {
    let inner = nodes.dense(code, latent, hidden, "decoder", activation: "Relu")
    return nodes.dense(inner, hidden, columns, "output", activation: nil)
  }
}
