import Arithmetic
import Values

/// A network as a graph: operations in the order in which they can run, and the parameters that they
/// take by name.
///
/// A value belongs to exactly one maker: an input, a parameter, or one output of one node. Whether
/// shapes fit shows when the network is planned for inputs of known shapes (`NetworkPlan`).
public struct Network: Sendable {
  /// The version of ONNX's operator set that nodes are understood by.
  public let version: Int
  public let inputs: [NetworkInput]
  /// Names of the values that come out.
  public let outputs: [String]
  public let nodes: [NetworkNode]
  /// Tensors by name. Names are paths with points between their parts: `encode1.conv0.weight`.
  public let parameters: [ModelWeights.Entry]
  /// The operation of each node.
  let operations: [any NetworkOperation]

  /// The versions of the operator set that networks may be written for.
  public static let versions = 1...28

  /// - Throws: `ModelError` naming the node where an operation or attribute is not known, a value has
  ///   two makers or none, or nodes are not in order.
  public init(
    version: Int, inputs: [NetworkInput], outputs: [String], nodes: [NetworkNode],
    parameters: [ModelWeights.Entry]
  ) throws(ModelError) {
    guard Self.versions.contains(version) else {
      throw ModelError(
        "the network is written for version \(version) of the operator set, where "
          + "\(Self.versions.lowerBound) to \(Self.versions.upperBound) are known")
    }
    var known: Set<String> = []
    func make(_ name: String, _ maker: String) throws(ModelError) {
      guard !name.isEmpty else { throw ModelError("\(maker) has no name") }
      guard known.insert(name).inserted else {
        throw ModelError("\(maker) makes \(quoted(name)), which is already there")
      }
    }
    for input in inputs {
      try make(input.name, "an input")
      guard ValueFact.types.contains(input.type) else {
        throw ModelError(
          "input \(quoted(input.name)) holds \(input.type.rawValue) numbers: supported are "
            + Listing.text(ValueFact.types.map(\.rawValue)))
      }
    }
    for parameter in parameters { try make(parameter.name, "a parameter") }
    var operations: [any NetworkOperation] = []
    for node in nodes {
      do throws(ModelError) {
        operations.append(try NetworkOperations.operation(node, version: version))
        for input in node.inputs where !input.isEmpty && !known.contains(input) {
          let isLater = nodes.contains { $0.outputs.contains(input) }
          throw ModelError(
            isLater
              ? "it takes \(quoted(input)), which only a later node makes: nodes are not in order, or"
                + " in a circle"
              : "it takes \(quoted(input)), which nothing makes")
        }
        for output in node.outputs where !output.isEmpty { try make(output, "it") }
      } catch { throw ModelError("\(node.text): \(error.message)") }
    }
    guard !outputs.isEmpty else { throw ModelError("the network has no output") }
    for output in outputs where !known.contains(output) {
      throw ModelError("nothing makes the network's output \(quoted(output))")
    }
    self.version = version
    self.inputs = inputs
    self.outputs = outputs
    self.nodes = nodes
    self.parameters = parameters
    self.operations = operations
  }

  /// Number of parameters that training changes: real numbers of tensors.
  public var parameterCount: Int {
    parameters.filter(\.isParameter).reduce(0) { $0 + $1.tensor.count }
  }
}
