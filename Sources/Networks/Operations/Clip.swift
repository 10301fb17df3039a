import Arithmetic
import ExactFunctions

/// x cut off below and above: at the greater end where they cross. No rounding.
struct Clip: NetworkOperation {
  static let name = "Clip"
  static let versions = [6, 11, 12, 13]
  static let attributes = [
    AttributeRule("min", .number, until: 10), AttributeRule("max", .number, until: 10),
  ]
  static let inputs = 1...3

  private let least: Double?
  private let greatest: Double?

  init(_ attributes: Attributes) {
    least = attributes.has("min") ? attributes.number("min", default: 0) : nil
    greatest = attributes.has("max") ? attributes.number("max", default: 0) : nil
  }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    guard x.type != .bool else { throw ModelError("its input is bool") }
    for index in 1...2 where inputs.optional(index) != nil {
      guard try inputs.alike(index).count == 1 else {
        throw ModelError("its \(OperationInputs.ordinal(index)) input is not one number")
      }
    }
    let (least, greatest) = (least, greatest)
    return .exact(
      [ValueFact(x.type, x.shape)],
      backward: { operands, _, gradients, _ in
        guard let gradient = gradients[0] else { return [nil, nil, nil] }
        let low = operands.optional(1)?.number(at: 0) ?? least ?? -.infinity
        let high = operands.optional(2)?.number(at: 0) ?? greatest ?? .infinity
        return [gradient.masked(operands.real(0).lying(between: low, and: high)), nil, nil]
      }
    ) { operands in
      switch operands[0] {
      case .real(let x):
        let low = operands.optional(1)?.number(at: 0) ?? least ?? -.infinity
        let high = operands.optional(2)?.number(at: 0) ?? greatest ?? .infinity
        return [.real(x.exactly(Clamp(least: low, greatest: high)))]
      case .integer(let x):
        let low = operands.optional(1) == nil ? Int64.min : operands.integer(1).values[0]
        let high = operands.optional(2) == nil ? Int64.max : operands.integer(2).values[0]
        return [
          .integer(
            Tensor(shape: x.shape, values: x.values.map { Swift.min(Swift.max($0, low), high) }))
        ]
      case .boolean: return [operands[0]]
      }
    }
  }
}
