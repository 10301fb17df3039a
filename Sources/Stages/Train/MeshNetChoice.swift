import Networks
import PipelineKit

/// The sizes of the network that is trained.
struct MeshNetChoice: DeclaresPorts {
  static let channels = Parameter(
    "channels", .integer(minimum: 1, maximum: 512), default: 5, "Filters of each hidden layer.")
  static let dilations = Parameter(
    "dilations", .list(of: .integer(minimum: 1, maximum: 64), minimumCount: 1),
    default: [1, 2, 4, 8, 4, 2, 1],
    "Of each hidden layer, how many voxels apart the taps of its filters lie.")
  static let activation = Parameter(
    "activation", .choice(Activation.self), default: .relu, "After each hidden layer.")
  static let parameters =
    list(channels, dilations, activation) + DropoutChoice.parameters

  enum Activation: String, CaseIterable {
    case relu, elu
    var operation: String { self == .relu ? "Relu" : "Elu" }
  }

  private let values: (channels: Int, dilations: [Int], activation: Activation)
  private let dropout: Double

  init(_ values: ParameterValues) {
    self.values = (
      values[Self.channels], values[Self.dilations], values[Self.activation]
    )
    dropout = values[DropoutChoice.part]
  }

  func network(classes: Int) throws(ModelError) -> Network {
    try MeshNetGraph(
      classes: classes, channels: values.channels, dilations: values.dilations,
      activation: values.activation.operation, dropout: dropout
    ).network()
  }
}
