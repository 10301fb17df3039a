public import Arithmetic

/// What jobs of a stage have in common that differ in their coordinates, inputs and seeds only: held once,
/// since a graph may have a million of them.
final class JobCommon: Sendable {
  struct Fields: Sendable {
    var stage: String
    var kind: String
    var parameters: ParameterValues
    var arithmetic: ArithmeticSpecification?
    var arithmeticLabel: String?
    var dropsFailed: Bool
    var resources: Resources
    var retries: RetryRule
    var expectations: [Expectation] = []
    var stopsWhenUnmet = true
    var timeout: Double?
    var mark: Mark
  }

  let fields: Fields

  init(_ fields: Fields) { self.fields = fields }
}

extension Job {
  /// The stage's name in the manifest, prefixed by the manifest stages it is nested in: `pre/conformed`.
  public var stage: String {
    get { common.fields.stage }
    set { change { $0.stage = newValue } }
  }

  /// `family/name`, as registered in the catalog.
  public var kind: String { common.fields.kind }

  public var parameters: ParameterValues {
    get { common.fields.parameters }
    set { change { $0.parameters = newValue } }
  }

  /// `nil` where the stage does not use kernels.
  public var arithmetic: ArithmeticSpecification? {
    get { common.fields.arithmetic }
    set { change { $0.arithmetic = newValue } }
  }

  /// The arithmetic as the manifest writes it, for messages.
  public var arithmeticLabel: String? { common.fields.arithmeticLabel }

  /// Whether it goes on without items whose jobs failed.
  public var dropsFailed: Bool { common.fields.dropsFailed }

  public var resources: Resources { common.fields.resources }

  /// When and how a failed run is tried again.
  public var retries: RetryRule { common.fields.retries }

  /// What columns of its tables have to hold.
  public var expectations: [Expectation] {
    get { common.fields.expectations }
    set { change { $0.expectations = newValue } }
  }

  /// Whether the job counts as failed where they do not; otherwise a warning is all.
  public var stopsWhenUnmet: Bool {
    get { common.fields.stopsWhenUnmet }
    set { change { $0.stopsWhenUnmet = newValue } }
  }

  /// Seconds after which the job is stopped, where the manifest says so.
  public var timeout: Double? { common.fields.timeout }

  /// Seconds after which the job is stopped: its timeout, or else the time that its resources ask for.
  var timeLimit: Double? { timeout ?? resources.time }

  /// Where the stage is declared.
  public var mark: Mark { common.fields.mark }
}
