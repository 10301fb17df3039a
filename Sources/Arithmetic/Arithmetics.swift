public import ArithmeticTypes

/// The backends, by name.
public enum Arithmetics {
  /// All backends, in the order of documentation.
  public static let backends: [BackendDescription] = cpu.kernels.backends

  /// The instructions that kernels use, chosen at start-up; for provenance.
  ///
  /// The highest level that the CPU has, or the one that the environment variable `LASTBIT_CPU`
  /// names (`baseline`, `avx2`, `avx512`). Results do not depend on it.
  public static var cpu: InstructionLevel { InstructionLevel.chosen }

  /// What is wrong with the environment variable `LASTBIT_CPU`, if anything: it was then ignored.
  public static var cpuWarning: String? {
    guard let wanted = InstructionLevel.requested, wanted != cpu.rawValue else { return nil }
    let levels = InstructionLevel.available.map(\.rawValue).joined(separator: ", ")
    return "LASTBIT_CPU=\(wanted) was ignored: this machine has \(levels)"
  }

  /// The kernels of a specification, for one job.
  ///
  /// - Parameters:
  ///   - specification: a backend and options; defaults are filled in.
  ///   - seed: the key of all random bits.
  ///   - threads: how many threads a kernel may use; results do not depend on it.
  /// - Throws: `ArithmeticError` where the backend or an option is unknown or out of range.
  public static func make(_ specification: ArithmeticSpecification, seed: UInt64, threads: Int)
    throws(ArithmeticError) -> any Arithmetic
  {
    try make(specification, seed: seed, threads: threads, level: cpu, observer: nil)
  }

  /// As `make`, with the kernels of one instruction level, which must be available.
  ///
  /// - Parameter observer: told every kernel call after it was made.
  package static func make(
    _ specification: ArithmeticSpecification, seed: UInt64, threads: Int,
    level: InstructionLevel = cpu, observer: (@Sendable (ObservedCall) -> Void)? = nil
  ) throws(ArithmeticError) -> any Arithmetic {
    let resolved = try resolve(specification)
    let scope = try KernelScope(resolved)
    let plain = KernelScope.removed(from: resolved)
    let backends = level == cpu ? backends : level.kernels.backends
    let inside = try description(resolved.name, among: backends)
    let outside = try description(scope?.outside ?? "ieee", among: backends)
    return JobArithmetic(
      JobArithmetic.Backends(
        specification: resolved, inside: { inside.make(plain, $0) },
        outside: { outside.make(ArithmeticSpecification(name: outside.name), $0) }, scope: scope,
        observer: observer),
      Session(seed: seed, threads: threads))
  }

  /// The specification with its options checked and defaults filled in.
  ///
  /// - Throws: `ArithmeticError` where the backend or an option is unknown or out of range.
  public static func resolve(_ specification: ArithmeticSpecification) throws(ArithmeticError)
    -> ArithmeticSpecification
  {
    let backend = try description(specification.name)
    var resolved = ArithmeticSpecification(name: backend.name)
    for option in backend.options { resolved.options[option.name] = option.defaultValue }
    let plain = KernelScope.removed(from: specification)
    for (name, value) in plain.options.sorted(by: { $0.key < $1.key }) {
      guard let option = backend.options.first(where: { $0.name == name }) else {
        let names = backend.options.map(\.name) + scopeOptions(of: backend)
        throw ArithmeticError(
          option: name,
          message: "arithmetic '\(backend.name)' has no option '\(name)'"
            + (names.isEmpty ? "; it has none" : ""),
          candidates: Spelling.nearest(to: name, among: names))
      }
      guard let accepted = option.accept(value) else {
        throw ArithmeticError(
          option: name,
          message: "'\(value)' is not a value of '\(name)' of arithmetic '\(backend.name)', "
            + "which is \(option.allowed)",
          candidates: [])
      }
      resolved.options[name] = accepted
    }
    try backend.reconcile?(plain, &resolved)
    guard let scope = try KernelScope(specification) else { return resolved }
    guard takesScope(backend) else {
      throw ArithmeticError(
        option: KernelScope.options.first { specification.options[$0.name] != nil }?.name,
        message: "'\(backend.name)' takes no scope: its kernels are those that run outside of one")
    }
    return scope.added(to: resolved)
  }

  /// Whether a backend can be limited to some kernels and layers.
  public static func takesScope(_ backend: BackendDescription) -> Bool {
    backend.perturbs || backend.name == "openblas"
  }

  private static func scopeOptions(of backend: BackendDescription) -> [String] {
    takesScope(backend) ? KernelScope.options.map(\.name) : []
  }

  /// Whether results are meant to be other than those of IEEE 754, round to nearest.
  public static func perturbs(_ specification: ArithmeticSpecification) -> Bool {
    (try? description(specification.name))?.perturbs ?? false
  }

  /// Whether equal inputs always give equal results, whatever the seed.
  ///
  /// - Parameter specification: as `resolve` returned it.
  public static func isDeterministic(_ specification: ArithmeticSpecification) -> Bool {
    (try? description(specification.name))?
      .isDeterministicWith(KernelScope.removed(from: specification)) ?? false
  }

  /// What job keys hold: the specification and, where bits depend on them, library and CPU.
  ///
  /// - Parameter specification: as `resolve` returned it.
  public static func identity(_ specification: ArithmeticSpecification) -> String {
    guard let backend = try? description(specification.name) else { return specification.label }
    guard let scope = try? KernelScope(specification) else {
      return backend.identity(specification)
    }
    // Groups are written out, so that a kernel that joins one changes the keys that it matters to.
    let identity = backend.identity(scope.added(to: specification, isExpanded: true))
    guard scope.outside != "ieee", let outside = try? description(scope.outside) else {
      return identity
    }
    return "\(identity) outside \(outside.identity(ArithmeticSpecification(name: outside.name)))"
  }

  private static func description(
    _ name: String, among backends: [BackendDescription] = backends
  ) throws(ArithmeticError) -> BackendDescription {
    if let backend = backends.first(where: { $0.name == name }) { return backend }
    let names = backends.map(\.name)
    throw ArithmeticError(
      message: "there is no arithmetic '\(name)'; there are \(names.joined(separator: ", "))",
      candidates: Spelling.nearest(to: name, among: names))
  }
}
