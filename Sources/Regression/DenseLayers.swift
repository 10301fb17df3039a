internal import Arithmetic
internal import Networks

extension NetworkBuilder {
  /// x Wᵀ + b, and an activation; parameters `NAME.weight` of shape `[outputs, inputs]` and `NAME.bias`.
  mutating func dense(
    _ x: Value, _ inputs: Int, _ outputs: Int, _ name: String, activation: String?
  ) -> Value {
    layer(name) { nodes in
      let weight = nodes.parameter(
        .init("\(name).weight", .float32, .float32(Tensor(shape: [outputs, inputs], repeating: 0))))
      let bias = nodes.parameter(
        .init("\(name).bias", .float32, .float32(Tensor(shape: [outputs], repeating: 0))))
      let sums = nodes.add("Gemm", [x, weight, bias], ["transB": .integer(1)])
      return activation.map { nodes.add($0, [sums]) } ?? sums
    }
  }
}

extension Matrix {
  /// Rounded to nearest into a format of kernels, outside any arithmetic.
  func tensor(_ format: RealFormat) -> RealTensor {
    RealTensor(format, shape: [rows, columns], values)
  }
}

/// A target as networks learn it: mean 0, deviation 1.
struct TargetScale: Sendable, Equatable {
  let mean: Double
  /// 1 where nothing varies.
  let deviation: Double

  init(mean: Double, deviation: Double) { (self.mean, self.deviation) = (mean, deviation) }

  init(_ targets: [Double]) {
    let mean = targets.reduce(0, +) / Double(max(targets.count, 1))
    let square = targets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (square / Double(max(targets.count, 1))).squareRoot()
    self.init(mean: mean, deviation: deviation > 1e-14 * abs(mean) ? deviation : 1)
  }

  func standard(_ target: Double) -> Double { (target - mean) / deviation }
  func target(_ standard: Double) -> Double { mean + deviation * standard }
}

/// The rows of each step of an epoch: all rows once, in an order by Fisher and Yates from counted numbers.
struct BatchOrder {
  let seed: UInt64

  func batches(_ rows: Int, of size: Int, epoch: Int) -> [[Int]] {
    var order = Array(0..<rows)
    let stream = RandomStream(key: seed, stream: 5)
    for place in stride(from: rows - 1, to: 0, by: -1) {
      let word = stream.word(UInt64(epoch * rows + place))
      order.swapAt(place, Int(word % UInt64(place + 1)))
    }
    return stride(from: 0, to: rows, by: size).map {
      Array(order[$0..<min(rows, $0 + size)])
    }
  }
}
