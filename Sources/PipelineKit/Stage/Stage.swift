/// A kind of work that a manifest can name: declared ports and parameters, and one function.
///
/// A stage is a value made from checked parameters. `run` is a pure function of its inputs, the
/// arithmetic and the seed: the same three give the same bits on any machine and thread count.
public protocol Stage: Sendable {
  /// What a manifest writes after `uses:`, `family/name`.
  static var kind: String { get }
  /// Raised whenever the stage's answer changes; part of every job's key.
  static var version: Int { get }
  /// One line for listings: what it does, to what.
  static var summary: String { get }
  /// The paper, equation or reference program that the method follows.
  static var source: String { get }
  static var inputs: [Port] { get }
  static var outputs: [Port] { get }
  static var parameters: [Parameter] { get }
  /// Whether its numbers come from kernels, so that an arithmetic can be chosen for it.
  ///
  /// Measurements and reports say `false`: they run in plain binary64, and asking them for an
  /// arithmetic is an error.
  static var usesArithmetic: Bool { get }
  /// The layers that its kernels run in (`Arithmetic.layer`), outermost names, `*` being any text:
  /// what a scope of its arithmetic may name beside kernels.
  static var layers: [String] { get }
  /// Whether it draws random numbers from the job's seed even under a deterministic arithmetic.
  static var usesRandomNumbers: Bool { get }
  /// Whether its answer depends on the manifest's name and on what led to the job
  /// (`JobFacts.lineage`), so that these are part of the key: reports.
  static var usesLineage: Bool { get }

  /// Makes the stage from values that the declared parameters have already accepted.
  ///
  /// - Throws: `ParameterError` for what one parameter's declaration cannot say, such as two
  ///   parameters that contradict each other.
  init(_ values: ParameterValues) throws

  /// Does the work.
  ///
  /// - Throws: `StageError` with a sentence for the person at the terminal, or `CancellationError`.
  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs
}

extension Stage {
  public static var usesArithmetic: Bool { true }
  public static var layers: [String] { [] }
  public static var usesRandomNumbers: Bool { false }
  public static var usesLineage: Bool { false }
}

/// What a stage returns: one artifact for every declared output port.
public typealias Outputs = [String: Artifact]

/// Something a stage cannot do with the inputs it was given.
public struct StageError: Error, CustomStringConvertible {
  /// What is wrong and what to do, in one or two sentences.
  public var description: String

  public init(_ description: String) { self.description = description }
}
