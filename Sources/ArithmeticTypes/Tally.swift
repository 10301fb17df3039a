/// How many operations of each kind a kernel call executed, computed from shapes.
package struct Tally: Sendable {
  package var add = 0
  package var multiply = 0
  package var divide = 0
  package var squareRoot = 0
  package var exponential = 0
  package var logarithm = 0
  package var hyperbolicTangent = 0
  package var errorFunction = 0
  package var sine = 0
  package var cosine = 0
  package var power = 0
  package var convert = 0
  /// Element-wise a × b + c.
  package var multiplyAdd = 0
  /// Steps of contractions: one fused operation, or a product and a sum.
  package var accumulate = 0

  package init(
    add: Int = 0, multiply: Int = 0, divide: Int = 0, squareRoot: Int = 0, exponential: Int = 0,
    logarithm: Int = 0, hyperbolicTangent: Int = 0, errorFunction: Int = 0, sine: Int = 0,
    cosine: Int = 0, power: Int = 0, convert: Int = 0, multiplyAdd: Int = 0,
    accumulate: Int = 0
  ) {
    self.add = add
    self.multiply = multiply
    self.divide = divide
    self.squareRoot = squareRoot
    self.exponential = exponential
    self.logarithm = logarithm
    self.hyperbolicTangent = hyperbolicTangent
    self.errorFunction = errorFunction
    self.sine = sine
    self.cosine = cosine
    self.power = power
    self.convert = convert
    self.multiplyAdd = multiplyAdd
    self.accumulate = accumulate
  }

  /// The same with multiply-adds that are not one operation as a product and a sum each, and those
  /// that are, `fused` of them, as `multiplyAdd`.
  func separated(fused: Int) -> Tally {
    let separate = multiplyAdd + accumulate - fused
    var result = self
    result.add += separate
    result.multiply += separate
    result.multiplyAdd = fused
    result.accumulate = 0
    return result
  }

  /// Of a separated tally: the names of kinds, and how many operations of each there are.
  private var kinds: [(name: String, count: Int)] {
    [
      ("add", add), ("multiply", multiply), ("divide", divide), ("squareRoot", squareRoot),
      ("exponential", exponential), ("logarithm", logarithm),
      ("hyperbolicTangent", hyperbolicTangent), ("errorFunction", errorFunction),
      ("sine", sine), ("cosine", cosine), ("power", power), ("convert", convert),
      ("fma", multiplyAdd),
    ]
  }

  /// Of a separated tally: operations of the kinds that there are.
  var byKind: [String: Int] {
    Dictionary(uniqueKeysWithValues: kinds.filter { $0.count != 0 }.map { ($0.name, $0.count) })
  }

  /// Of a separated tally: all operations.
  var count: Int {
    add + multiply + divide + squareRoot + exponential + logarithm + hyperbolicTangent
      + errorFunction + sine + cosine + power + convert + multiplyAdd
  }

  package func adding(_ other: Tally) -> Tally {
    var result = self
    result.add += other.add
    result.multiply += other.multiply
    result.divide += other.divide
    result.squareRoot += other.squareRoot
    result.exponential += other.exponential
    result.logarithm += other.logarithm
    result.hyperbolicTangent += other.hyperbolicTangent
    result.errorFunction += other.errorFunction
    result.sine += other.sine
    result.cosine += other.cosine
    result.power += other.power
    result.convert += other.convert
    result.multiplyAdd += other.multiplyAdd
    result.accumulate += other.accumulate
    return result
  }

  package static func * (tally: Tally, times: Int) -> Tally {
    var result = tally
    result.add *= times
    result.multiply *= times
    result.divide *= times
    result.squareRoot *= times
    result.exponential *= times
    result.logarithm *= times
    result.hyperbolicTangent *= times
    result.errorFunction *= times
    result.sine *= times
    result.cosine *= times
    result.power *= times
    result.convert *= times
    result.multiplyAdd *= times
    result.accumulate *= times
    return result
  }
}

/// Which of a rule's operations are perturbed.
package enum Perturbation: Sendable {
  case none, sums, all
}
