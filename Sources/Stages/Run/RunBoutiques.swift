import PipelineKit

/// The tool that a Boutiques descriptor describes.
struct RunBoutiques: PortDerivingStage, ResolvingStage {
  static let kind = ToolKeys.boutiques
  static let version = 1
  static let summary =
    "Runs the tool of a Boutiques descriptor; files among its inputs are ports, the rest stands under "
    + "`with`."
  static let source = "Boutiques descriptors, schema 0.5 (Glatard et al. 2018)."
  static let usesArithmetic = false

  static let parameters = list(
    ToolParameters.descriptor, ToolParameters.values, ToolParameters.version,
    ToolParameters.tools, ToolParameters.container, ToolParameters.env, ToolParameters.inherit,
    ToolParameters.names, ToolParameters.standardOutput, ToolParameters.paths,
    ToolParameters.identity)
  static let portParameters = list(ToolParameters.descriptor)

  private let values: ParameterValues

  init(_ values: ParameterValues) throws { self.values = values }

  static func ports(_ values: ParameterValues, connecting names: [String]) throws -> StagePorts {
    let descriptor = try BoutiquesDescriptor(values[ToolParameters.descriptor])
    try descriptor.checkInputs(names)
    return ToolPorts.ports(try descriptor.outputs, connecting: names)
  }

  /// Also puts what the descriptor holds in place of its path: it may lie elsewhere in another lab, and
  /// nowhere on a node of a cluster.
  static func resolve(_ values: ParameterValues) throws -> ParameterValues {
    let descriptor = try BoutiquesDescriptor(values[ToolParameters.descriptor])
    let call = try descriptor.call(values, connected: nil)
    var all = values.values
    all[ToolParameters.descriptor.name] = .string(descriptor.text)
    return ParameterValues(all).identified(try ToolIdentity.of(call))
  }

  func run(_ inputs: Inputs, _ context: StageContext) throws -> Outputs {
    let descriptor = try BoutiquesDescriptor(values[ToolParameters.descriptor])
    let call = try descriptor.call(values, connected: Set(inputs.ports))
    return try ToolRunner(call: call, context: context).run(inputs)
  }
}
