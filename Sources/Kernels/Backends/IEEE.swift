internal import ArithmeticTypes

/// Binary32 (and binary64 where a tensor has it), round to nearest even.
struct IEEE: Backend {
  let specification: ArithmeticSpecification
  let rule32 = NearestRounding<Float>()
  let rule64 = NearestRounding<Double>()
  var session: Session

  static let description = BackendDescription(
    name: "ieee",
    summary: "Binary32, round to nearest even: the same bits on every machine.",
    definition: """
      Every operation is IEEE 754 in the format of its operands, rounded to nearest, ties to even. \
      Contractions take one fused multiply-add a step in a fixed, documented order, so that bits do \
      not depend on threads, vector width or CPU.
      """,
    coverage: "Every operation; none is perturbed.",
    isDeterministic: true, perturbs: false
  ) { specification, session in IEEE(specification: specification, session: session) }
}
