import Arithmetic
import ExactFunctions

/// The greatest or the least of several tensors.
enum Extremes {
  /// The type and shape of what several tensors make together.
  ///
  /// - Throws: `ModelError` where types differ or shapes do not go together.
  static func common(_ inputs: OperationInputs) throws(ModelError) -> ValueFact {
    var shapes: [[Int]] = []
    for index in 0..<inputs.count { shapes.append(try inputs.alike(index).shape) }
    return ValueFact(try inputs[0].type, try Broadcasting.shape(shapes))
  }

  static func step(_ inputs: OperationInputs, _ extreme: Extreme) throws(ModelError)
    -> OperationStep
  {
    let fact = try common(inputs)
    guard fact.type != .bool else { throw ModelError("its inputs are bool") }
    let shape = fact.shape
    return .exact([fact]) { operands in
      let parts = (0..<operands.count).map { operands[$0].expanded(to: shape) }
      return [parts[1...].reduce(parts[0]) { combine($0, $1, extreme) }]
    }
  }

  private static func combine(_ a: NetworkTensor, _ b: NetworkTensor, _ extreme: Extreme)
    -> NetworkTensor
  {
    switch (a, b) {
    case (.real(let x), .real(let y)): .real(x.exactly(y, extreme))
    case (.integer(let x), .integer(let y)):
      .integer(x.exactly(y) { extreme.isGreatest ? max($0, $1) : min($0, $1) })
    default: a
    }
  }
}
