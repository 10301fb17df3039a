internal import ArithmeticTypes

/// An arithmetic made of one rounding rule for each format.
///
/// A backend is a struct that names its rules; the kernels (one file each, in Kernels/) are default
/// implementations, compiled once for each backend.
protocol Backend: Arithmetic {
  associatedtype Rule32: RoundingRule where Rule32.Real == Float
  associatedtype Rule64: RoundingRule where Rule64.Real == Double

  var rule32: Rule32 { get }
  var rule64: Rule64 { get }
  var session: Session { get set }
  /// How convolutions are computed; only backends whose `mergesPasses` is true may choose.
  var convolution: ConvolutionMethod { get }
}

extension Backend {
  var format: RealFormat { .binary32 }
  var operations: OperationCounts { session.operations }
  var threads: Int { session.threads }
  var convolution: ConvolutionMethod { .direct }
  var mergesPasses: Bool {
    Rule32.self == NearestRounding<Float>.self && Rule64.self == NearestRounding<Double>.self
  }

  func fork(_ index: Int) -> any Arithmetic {
    var copy = self
    copy.session = session.fork(index)
    return copy
  }

  func layer(_ name: String) -> any Arithmetic { self }

  /// Notes the operations of one kernel call under `rule`.
  func count<Rule: RoundingRule>(_ rule: Rule, _ tally: Tally) {
    session.count(
      tally,
      perturbation: !Rule.perturbs ? .none : rule.perturbsOnlySums ? .sums : .all,
      fusesAccumulation: rule.fusesAccumulation,
      fusesMultiplyAdd: rule.fusesMultiplyAdd)
  }
}
