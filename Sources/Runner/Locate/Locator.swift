import Arithmetic
import PipelineKit

/// A whole search, from the job's kernels to the report.
struct Locator {
  let trials: LocateTrials
  let grain: KernelSearch.Grain
  /// Below this the output is lost; by default near what it is with everything perturbed.
  let threshold: Double?
  /// What is never perturbed.
  let excepted: KernelScope?
  /// Prints progress.
  let say: (String) -> Void

  func report(samples: Int) async throws -> LocateReport {
    let target = trials.target
    let isLabels = try await trials.isLabels()
    let precision = isLabels ? 1 : try await trials.precision()
    let all = try await trials.places()
    let counts = all.filter { excepted?.includes($0.key) != true }
    guard !counts.isEmpty else {
      throw Diagnostics([Diagnostic(.error, "--except leaves nothing to perturb")])
    }
    let search = KernelSearch(
      trials: trials, grain: grain, counts: counts, isEverything: counts.count == all.count,
      report: { names, outcome in
        let shown = names.count > 6 ? names.prefix(6) + ["… (\(names.count) names)"] : names
        say("\(shown.joined(separator: ", ")): \(outcome.words(isLabels: isLabels))")
      })
    let worst = try await search.outcome(search.places)
    let limit = threshold ?? Self.threshold(worst.value, precision, isLabels: isLabels)
    var report = LocateReport(
      output: "\(target.job.stage).\(target.port)", arithmetic: target.arithmetic.label,
      samples: samples, isLabels: isLabels, threshold: limit, all: worst)
    let (sets, rest) = try await search.search(below: limit)
    for set in sets {
      report.sets.append(
        .init(
          names: search.names(set), outcome: try await search.outcome(set),
          confirmation: try await search.confirmation(set)))
    }
    if sets.isEmpty, worst.value < limit {
      report.contradiction = try await search.confirmation(search.places)
    }
    if !sets.isEmpty {
      if !rest.isEmpty { report.rest = (search.names(rest), try await search.outcome(rest)) }
      for single in search.singles(blamed: sets.flatMap { $0 }) {
        report.singles.append(
          .init(
            name: search.names(single).joined(separator: ", "),
            operations: single.reduce(0) { $0 + (counts[$1]?.perturbed ?? 0) },
            outcome: try await search.outcome(single),
            isLost: try await search.isLost(single, below: limit)))
      }
    }
    report.effort = trials.effort
    return report
  }

  /// Two bits more than with everything perturbed, so that a set has to explain nearly all of the
  /// loss, but no nearer to an untouched output; for Dice coefficients halfway.
  private static func threshold(_ worst: Double, _ precision: Double, isLabels: Bool) -> Double {
    guard worst.isFinite else { return precision / 2 }
    let middle = (worst + precision) / 2
    return isLabels ? middle : min(worst + 2, middle)
  }
}
