import PipelineKit

/// Any program as a stage: its inputs become files, and files that it leaves become results.
struct RunCommand: PortDerivingStage, ResolvingStage {
  static let kind = ToolKeys.command
  static let version = 1
  static let summary = "Runs any program, script or container; its inputs and outputs are files."
  static let source = "The program that the manifest names."
  static let usesArithmetic = false

  static let parameters = list(
    ToolParameters.command, ToolParameters.shell, ToolParameters.out, ToolParameters.version,
    ToolParameters.tools, ToolParameters.container, ToolParameters.env, ToolParameters.inherit,
    ToolParameters.names, ToolParameters.standardOutput, ToolParameters.paths,
    ToolParameters.values, ToolParameters.identity)
  static let portParameters = list(ToolParameters.out)

  private let call: ToolCall

  init(_ values: ParameterValues) throws { call = try ToolCall(values) }

  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts {
    ToolPorts.ports(try ToolOutput.all(values[ToolParameters.out]), connecting: names)
  }

  static func resolve(_ values: ParameterValues) throws -> ParameterValues {
    values.identified(try ToolIdentity.of(ToolCall(values)))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    try ToolRunner(call: call, context: context).run(inputs)
  }
}
