import Arithmetic
import PipelineKit

/// Searches kernels and layers for the smallest sets whose perturbation loses an output's bits.
struct KernelSearch {
  /// What is perturbed together or not at all.
  enum Grain: String, CaseIterable {
    case kernel, layer
    /// Kernels first, then the layers of those to blame.
    case both
  }

  let trials: LocateTrials
  let grain: Grain
  /// Everything that may be perturbed, sorted, with what it does.
  let counts: [KernelPlace: KernelCounts]
  /// Whether the job has nothing else.
  let isEverything: Bool
  /// Told every new outcome.
  let report: (_ names: [String], _ outcome: LocateTrials.Outcome) -> Void

  var places: [KernelPlace] { counts.keys.sorted() }

  /// What is left of the output where `part` is perturbed.
  func outcome(_ part: [KernelPlace]) async throws -> LocateTrials.Outcome {
    let isAll = isEverything && part.count == counts.count
    let names = names(part)
    if let known = trials.known(isAll ? nil : names) { return known }
    let outcome = try await trials.outcome(isAll ? nil : names)
    report(isAll ? ["everything"] : names, outcome)
    return outcome
  }

  /// What other seeds leave of the output where `part` is perturbed.
  func confirmation(_ part: [KernelPlace]) async throws -> LocateTrials.Confirmation {
    let isAll = isEverything && part.count == counts.count
    return try await trials.confirmation(isAll ? nil : names(part))
  }

  /// Whether the output is lost where `part` is perturbed, with these seeds and with others.
  func isLost(_ part: [KernelPlace], below threshold: Double) async throws -> Bool {
    guard try await outcome(part).value < threshold else { return false }
    return try await confirmation(part).outcome.value < threshold
  }

  /// Minimal sets without a place in common, and the places left over. A set that loses the output by
  /// the luck of its seeds, in a branch that is taken seldom, is not believed.
  func search(below threshold: Double) async throws -> (sets: [[KernelPlace]], rest: [KernelPlace])
  {
    try await DeltaDebugging.confirmedSets(
      of: places,
      seemsToFail: { try await outcome($0).value < threshold },
      isConfirmed: { try await confirmation($0).outcome.value < threshold },
      minimal: minimalSet)
  }

  private func minimalSet(
    of places: [KernelPlace], _ isLost: ([KernelPlace]) async throws -> Bool
  ) async throws -> [KernelPlace] {
    let blamed = try await DeltaDebugging.minimalSet(of: Self.groups(places, grain)) { part in
      try await isLost(part.flatMap { $0 })
    }.flatMap { $0 }
    guard grain == .both else { return blamed }
    return try await DeltaDebugging.minimalSet(of: blamed, fails: isLost)
  }

  /// Each kernel or layer alone, and, with both, each kernel to blame in each of its layers.
  func singles(blamed: [KernelPlace]) -> [[KernelPlace]] {
    let parts = Self.groups(places, grain)
    guard grain == .both else { return parts }
    let kernels = Set(blamed.map(\.kernel))
    let several = parts.filter { $0.count > 1 && kernels.contains($0[0].kernel) }
    return parts + several.flatMap { $0.map { [$0] } }
  }

  /// Places of one kernel together, or of one layer.
  private static func groups(_ places: [KernelPlace], _ grain: Grain) -> [[KernelPlace]] {
    let byName = Dictionary(grouping: places) {
      grain == .layer ? $0.layer : $0.kernel.rawValue
    }
    return byName.sorted { $0.key < $1.key }.map { $0.value.sorted() }
  }

  /// The shortest names, for `only`: a kernel's where all its places are there, or a layer's.
  func names(_ part: [KernelPlace]) -> [String] {
    let chosen = Set(part)
    var names: [String] = []
    for group in Self.groups(places, grain) {
      let inside = group.filter(chosen.contains)
      if inside.count < group.count {
        names += inside.map { "\(layer($0.layer)):\($0.kernel.rawValue)" }
      } else {
        names.append(grain == .layer ? layer(group[0].layer) : group[0].kernel.rawValue)
      }
    }
    return names.sorted()
  }

  /// A layer's name; without the layers inside it, where it has some.
  private func layer(_ path: String) -> String {
    if path.isEmpty { return "top" }
    return counts.keys.contains { $0.layer.hasPrefix(path + ".") } ? path + "." : path
  }
}
