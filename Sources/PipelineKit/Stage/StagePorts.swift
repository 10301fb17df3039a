/// The ports of one stage of a manifest.
public struct StagePorts: Sendable {
  public var inputs: [Port]
  public var outputs: [Port]

  public init(inputs: [Port], outputs: [Port]) {
    self.inputs = inputs
    self.outputs = outputs
  }
}

/// A kind whose ports follow from what a manifest says of each stage: the files of an external command,
/// the inputs of a network.
///
/// `inputs` and `outputs` are those that every stage of the kind has, and `standIns`.
public protocol PortDerivingStage: Stage {
  /// The parameters that decide about ports. All jobs of a stage have the same ports, so these follow
  /// no axis.
  static var portParameters: [AnyParameter] { get }

  /// All ports of a stage.
  ///
  /// - Parameters:
  ///   - values: those of `portParameters`, checked; other values may be missing.
  ///   - names: the input ports that the manifest connects, as it writes them under `in:`.
  /// - Throws: `ParameterError`, or `StageError` with a sentence for the person at the terminal.
  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts

  /// Those of `inputs` that stand for inputs which the manifest names: no stage has to have them.
  static var standIns: [Port] { get }
}

extension PortDerivingStage {
  public static var inputs: [Port] { [] }
  public static var outputs: [Port] { [] }
  public static var standIns: [Port] { [] }
}

extension StageCatalog {
  /// The ports of a job, one output for each item that it gives; none where there is no such kind.
  ///
  /// - Throws: what the kind throws where it derives ports, from a file that has changed for instance.
  public func ports(of job: Job) throws -> StagePorts {
    try ports(of: job.kind, job.parameters, connecting: job.inputs.map(\.port))
  }

  /// The ports of a job with some parameters, of which some inputs are connected.
  func ports(
    of kind: String, _ values: ParameterValues, connecting names: [String]
  ) throws -> StagePorts {
    guard let type = self[kind] else { return StagePorts(inputs: [], outputs: []) }
    var ports = StagePorts(inputs: type.inputs, outputs: type.outputs)
    if let deriving = type as? any PortDerivingStage.Type {
      ports = try deriving.ports(values, connecting: names)
    }
    ports.outputs = try ports.outputs.flatMap { try $0.items(values) }
    return ports
  }
}
