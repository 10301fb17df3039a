/// The results that one operation may give, each with its probability.
struct Outcomes {
  /// Result and probability; results differ in bits (NaN is one result) and no probability is zero.
  private(set) var all: [(value: Double, probability: Double)] = []

  /// One certain result.
  init(_ value: Double) { all = [(value, 1)] }

  init(_ weighted: [(value: Double, probability: Double)]) {
    for outcome in weighted where outcome.probability > 0 { insert(outcome) }
  }

  func probability(of value: Double) -> Double {
    all.first { Outcomes.same($0.value, value) }?.probability ?? 0
  }

  /// The outcomes of a second random step that starts from each of these.
  func then(_ step: (Double) -> Outcomes) -> Outcomes {
    Outcomes(
      all.flatMap { first in
        step(first.value).all.map { ($0.value, $0.probability * first.probability) }
      })
  }

  /// These with a probability, `others` otherwise.
  func mixed(with others: Outcomes, _ probability: Double) -> Outcomes {
    Outcomes(
      all.map { ($0.value, $0.probability * probability) }
        + others.all.map { ($0.value, $0.probability * (1 - probability)) })
  }

  private mutating func insert(_ outcome: (value: Double, probability: Double)) {
    if let index = all.firstIndex(where: { Outcomes.same($0.value, outcome.value) }) {
      all[index].probability += outcome.probability
    } else {
      all.append(outcome)
    }
  }

  /// Equal bits, or both not a number.
  static func same(_ a: Double, _ b: Double) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }
}
