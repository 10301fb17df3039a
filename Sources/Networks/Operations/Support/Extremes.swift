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

  static func step(_ inputs: OperationInputs, isGreatest: Bool) throws(ModelError)
    -> OperationStep
  {
    let fact = try common(inputs)
    guard fact.type != .bool else { throw ModelError("its inputs are bool") }
    let shape = fact.shape
    guard fact.isReal else {
      return .exact([fact]) { operands in
        let parts = (0..<operands.count).map { operands[$0].expanded(to: shape) }
        return [parts[1...].reduce(parts[0]) { combine($0, $1, isGreatest) }]
      }
    }
    var step = OperationStep.kernels(
      [], [fact],
      backward: { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return (0..<operands.count).map { _ in nil } }
        let parts = signed(operands, shape, isGreatest)
        return backward(parts, gradient, arithmetic).enumerated().map { number, part in
          part.contracted(to: operands[number].shape, arithmetic)
        }
      }
    ) { operands, arithmetic in
      let parts = signed(operands, shape, isGreatest)
      let result = parts[1...].reduce(parts[0]) { arithmetic.maximum($0, $1) }
      return [.real(isGreatest ? result : result.negated)]
    }
    if isGreatest, inputs.count == 2, try inputs[0].shape == inputs[1].shape {
      step.part = .competition
    }
    return step
  }

  /// The operands in one shape, with their signs changed where the least is the greatest.
  private static func signed(_ operands: Operands, _ shape: [Int], _ isGreatest: Bool)
    -> [RealTensor]
  {
    (0..<operands.count).map { number in
      let part = operands.real(number).expanded(to: shape)
      return isGreatest ? part : part.negated
    }
  }

  /// Of equals each takes half, as `maximumGradient` has it; signs cancel.
  private static func backward(
    _ parts: [RealTensor], _ gradient: RealTensor, _ arithmetic: any Arithmetic
  ) -> [RealTensor] {
    var greatest = [parts[0]]
    for part in parts.dropFirst() {
      greatest.append(arithmetic.maximum(greatest[greatest.count - 1], part))
    }
    var (rest, found) = (gradient, [RealTensor]())
    for number in parts.indices.dropFirst().reversed() {
      let both = arithmetic.maximumGradient(greatest[number - 1], parts[number], gradient: rest)
      found.append(both.b)
      rest = both.a
    }
    return [rest] + found.reversed()
  }

  private static func combine(_ a: NetworkTensor, _ b: NetworkTensor, _ isGreatest: Bool)
    -> NetworkTensor
  {
    switch (a, b) {
    case (.integer(let x), .integer(let y)):
      .integer(x.exactly(y) { isGreatest ? max($0, $1) : min($0, $1) })
    default: a
    }
  }
}
