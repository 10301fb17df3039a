/// A kind of work that a manifest can name: declared ports and parameters, and one function.
///
/// Its ports and parameters are static members, and all that reads them names those members, so that a
/// misspelt one does not compile:
///
///     static let image = Input<Volume>("image", "Any intensities.")
///     static let mask = Input<Labels?>("mask", "Where it counts; everywhere where not given.")
///     static let smoothed = Output<Volume>("image", "The volume on its own grid.")
///     static let width = Parameter("width", .number(minimum: 0), unit: "mm", default: 2, "Its width.")
///
///     static let inputs = list(image, mask)
///     static let outputs = list(smoothed)
///     static let parameters = list(width)
///
///     init(_ values: ParameterValues) { width = values[Self.width] }
///
///     func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
///       [Self.smoothed(smooth(try inputs[Self.image], width))]
///     }
///
/// A kind whose ports follow from each manifest is a `PortDerivingStage`.
///
/// A stage is a value made from checked parameters. `run` is a pure function of its inputs, the
/// arithmetic and the seed: the same three give the same bits on any machine and thread count.
public protocol Stage: DeclaresPorts, Sendable {
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
  static var parameters: [AnyParameter] { get }
  /// Whether its numbers come from kernels, so that an arithmetic can be chosen for it.
  ///
  /// Measurements and reports say `false`: they run in plain binary64, and asking them for an
  /// arithmetic is an error.
  static var usesArithmetic: Bool { get }
  /// Whether its numbers come from kernels with these parameters: where a kind uses an arithmetic in some of
  /// what it does, and computes in plain binary64 in the rest.
  static func usesArithmetic(_ values: ParameterValues) -> Bool
  /// Whether the arithmetic is that of lastbit's kernels, as it is for every stage but those that have
  /// something else compute in it.
  static var usesKernels: Bool { get }
  /// The layers that its kernels run in (`Arithmetic.layer`), outermost names, `*` being any text:
  /// what a scope of its arithmetic may name beside kernels.
  static var layers: [String] { get }
  /// The random numbers that it draws for itself, whatever the arithmetic.
  static var streams: [DrawnStream] { get }
  /// Whether its answer depends on the manifest's name and on what led to the job
  /// (`JobFacts.lineage`), so that these are part of the key: reports.
  static var usesLineage: Bool { get }

  /// What its tables usually hold: where they do not, a run warns.
  static var contracts: [Contract] { get }

  /// Which inputs have to lie on one grid, and which outputs then do.
  static var grids: [SharedGrid] { get }

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
  public static func usesArithmetic(_ values: ParameterValues) -> Bool { usesArithmetic }
  public static var usesKernels: Bool { usesArithmetic }
  public static var layers: [String] { [] }
  public static var streams: [DrawnStream] { [] }
  public static var usesLineage: Bool { false }
  public static var contracts: [Contract] { [] }
  public static var grids: [SharedGrid] { [] }
}

/// Something a stage cannot do with the inputs it was given.
public struct StageError: Error, CustomStringConvertible {
  /// What is wrong and what to do, in one or two sentences.
  public var description: String
  /// What the job failed of, for stages that say what is tried again.
  public var cause: RetryRule.Cause

  public init(_ description: String, of cause: RetryRule.Cause = .other) {
    self.description = description
    self.cause = cause
  }
}
