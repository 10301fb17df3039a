import PipelineKit

/// Any program in an arithmetic that something outside lastbit gives it.
struct RunInstrumented: PortDerivingStage, ResolvingStage {
  static let kind = ToolKeys.instrumented
  static let version = 1
  static let summary =
    "Runs any program in another arithmetic, by Verrou, a fuzzy libm or Verificarlo."
  static let source =
    "Verrou (Févotte and Lathuilière), fuzzy libm (Salari, Chatelain, Kiar and Glatard), Verificarlo "
    + "(Denis, de Oliveira Castro and Petit)."
  /// Not of lastbit's kernels: the instrument computes in it.
  static let usesArithmetic = true
  static let usesKernels = false

  static let parameters = RunCommand.parameters + list(ToolParameters.instrument)
  static let portParameters = RunCommand.portParameters

  private let call: ToolCall
  private let instrument: Instrument

  init(_ values: ParameterValues) throws {
    call = try ToolCall(values)
    instrument = values[ToolParameters.instrument]
    if call.container != nil {
      throw ParameterError(
        ToolParameters.container,
        "what 'instrument' puts in front of a command is on this machine, not in an image; name an image "
          + "that has it, and run it there by the command")
    }
  }

  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts {
    try RunCommand.ports(values, connecting: names)
  }

  static func resolve(_ values: ParameterValues) throws -> ParameterValues {
    let instrument: String
    do { instrument = try values[ToolParameters.instrument].identity() } catch {
      throw ParameterError(ToolParameters.instrument, "\(error)")
    }
    return values.identified("\(try ToolIdentity.of(ToolCall(values))); \(instrument)")
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let application = try instrument.application(of: context.specification, seed: context.seed)
    var call = call
    let own = "; \(try instrument.identity())"
    guard call.identity.hasSuffix(own) else {
      throw StageError("\(instrument.rawValue) is not what it was when the run was planned")
    }
    call.identity.removeLast(own.count)
    return try ToolRunner(call: call, context: context, application: application).run(inputs)
  }
}
