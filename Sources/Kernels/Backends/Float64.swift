internal import ArithmeticTypes

/// The `ieee` kernels with binary64 as the stages' format: the reference.
struct Float64: Backend {
  let specification: ArithmeticSpecification
  let rule32 = NearestRounding<Float>()
  let rule64 = NearestRounding<Double>()
  var session: Session
  var format: RealFormat { .binary64 }

  static let description = BackendDescription(
    name: "float64",
    summary: "Binary64, round to nearest even: the reference.",
    definition: """
      The kernels of 'ieee', with stages working in binary64 instead of binary32; same orders, \
      same fused multiply-adds in contractions.
      """,
    coverage: "Every operation; none is perturbed.",
    isDeterministic: true, perturbs: false
  ) { specification, session in Float64(specification: specification, session: session) }
}
