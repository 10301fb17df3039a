import Arithmetic

/// An operation of one real tensor, element by element, on kernels.
protocol UnaryOperation: NetworkOperation {
  /// The kernels that it calls and that round.
  var rounding: [Kernel] { get }
  func apply(_ x: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor
  /// The gradient of `x`; `nil` where there is none yet.
  var gradient: UnaryGradient? { get }
  /// What it is in one pass with a convolution.
  var part: UnitPart? { get }
}

/// The gradient of an input from the input, the output and the output's gradient.
typealias UnaryGradient =
  @Sendable (
    _ x: RealTensor, _ y: RealTensor, _ gradient: RealTensor, any Arithmetic
  ) -> RealTensor

extension UnaryOperation {
  static var versions: [Int] { [6] }
  var gradient: UnaryGradient? { nil }
  var part: UnitPart? { nil }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    var step = OperationStep.kernels(
      rounding, [ValueFact(x.type, x.shape)], backward: gradient.map(Self.backward)
    ) { operands, arithmetic in
      [.real(apply(operands.real(0), arithmetic))]
    }
    step.part = part
    return step
  }
}

/// An operation of one tensor, element by element, whose results are exact.
protocol ExactUnaryOperation: NetworkOperation {
  func apply(_ x: RealTensor) -> RealTensor
  /// The same for whole numbers; `nil` where they stay as they are or are not taken.
  func apply(integer x: Int64) -> Int64?
  /// As that of a `UnaryOperation`.
  var gradient: UnaryGradient? { get }
}

extension ExactUnaryOperation {
  static var versions: [Int] { [6] }
  func apply(integer x: Int64) -> Int64? { nil }
  var gradient: UnaryGradient? { nil }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let x = try inputs[0]
    if x.isInteger, apply(integer: 1) != nil {
      return .exact([ValueFact(x.type, x.shape)]) { operands in
        let values = operands.integer(0)
        return [
          .integer(
            Tensor(shape: values.shape, values: values.values.map { apply(integer: $0) ?? $0 }))
        ]
      }
    }
    _ = try inputs.real(0)
    return .exact([ValueFact(x.type, x.shape)], backward: gradient.map(Self.backward)) { operands in
      [.real(apply(operands.real(0)))]
    }
  }
}

extension NetworkOperation {
  fileprivate static func backward(_ gradient: @escaping UnaryGradient) -> OperationStep.Backward {
    { operands, outputs, gradients, arithmetic in
      guard case .real(let y)? = outputs.first, let own = gradients[0] else { return [nil] }
      return [gradient(operands.real(0), y, own, arithmetic)]
    }
  }
}
