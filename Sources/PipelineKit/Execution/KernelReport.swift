import Arithmetic

/// What there is to say of a job's kernels once its stage is done.
struct KernelReport {
  private let specification: ArithmeticSpecification
  private let counts: OperationCounts

  init(_ arithmetic: any Arithmetic) {
    specification = arithmetic.specification
    counts = arithmetic.operations
  }

  /// Lines for the log on NaN and infinities; none where every result was finite.
  var nonFiniteLines: [String] {
    let found = counts.nonFinite
    guard !found.isEmpty else { return [] }
    var lines = ["results of kernels: \(found.nan) NaN, \(found.infinite) infinite"]
    if let call = found.firstNaN { lines.append("the first NaN from finite numbers: \(call)") }
    if let call = found.firstInfinity {
      lines.append("the first infinity from finite numbers: \(call)")
    }
    return lines
  }

  /// What the kernels have to do with a failure of the stage, if anything.
  ///
  /// - Parameter label: the arithmetic as the manifest writes it.
  func breakdown(_ label: String?) -> Breakdown? {
    Breakdown(
      counts, arithmetic: label ?? specification.label,
      perturbs: Arithmetics.perturbs(specification))
  }

  /// Says which names of the scope met no kernel.
  ///
  /// - Throws: `StageError` where the arithmetic perturbs, but perturbed nothing.
  func checkCoverage(warn: (String) -> Void) throws {
    let scope = try KernelScope(specification)
    if Arithmetics.perturbs(specification), OperationTotals(counts).perturbed == 0 {
      throw StageError(
        "it ran under '\(specification.label)', but not one of its floating-point operations was "
          + "perturbed" + (scope == nil ? whatToDo : ": \(whatRan)"))
    }
    for name in scope?.unmatched(counts.kernels.keys) ?? [] {
      warn("the scope names '\(name)', but \(whatRan)")
    }
  }

  private var whatToDo: String {
    Arithmetics.isDeterministic(specification)
      ? ": give the stage 'ieee'"
      : ", so its repeats would all be the same: give the stage a deterministic arithmetic"
  }

  /// The kernels and layers that the job had.
  private var whatRan: String {
    guard !counts.kernels.isEmpty else { return "the job ran no kernels" }
    let kernels = Set(counts.kernels.keys.map(\.kernel.rawValue)).sorted()
    let layers = Set(counts.kernels.keys.map(\.layer)).subtracting([""]).sorted()
    return "the job ran the kernels \(Listing.text(kernels, limit: 40))"
      + (layers.isEmpty ? " in no layer" : " in the layers \(Listing.text(layers, limit: 20))")
  }
}
