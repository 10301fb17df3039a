import Arithmetic
import ExactFunctions

/// An operation of two tensors, element by element after broadcasting: on kernels for real numbers,
/// exact for whole ones.
protocol BinaryOperation: NetworkOperation {
  static var kernel: Kernel { get }
  func apply(_ x: RealTensor, _ y: RealTensor, _ arithmetic: any Arithmetic) -> RealTensor
  /// With one number on the right, where there is a kernel for that.
  func apply(_ x: RealTensor, number y: Double, _ arithmetic: any Arithmetic) -> RealTensor?
  func apply(integer x: Int64, _ y: Int64) throws(ModelError) -> Int64
  /// Gradients of both from them, brought to one shape, and the gradient of the result.
  func gradients(
    _ x: RealTensor, _ y: RealTensor, _ gradient: RealTensor, _ arithmetic: any Arithmetic
  ) -> (x: RealTensor, y: RealTensor)?
  static var hasGradient: Bool { get }
}

extension BinaryOperation {
  static var versions: [Int] { [7, 13, 14] }
  static var inputs: ClosedRange<Int> { 2...2 }
  static var hasGradient: Bool { true }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, y) = (try inputs[0], try inputs.alike(1))
    let shape = try Broadcasting.shape([x.shape, y.shape])
    let output = ValueFact(x.type, shape)
    if x.isInteger {
      return .exact([output]) { operands throws(ModelError) in
        try [.integer(wholes(operands, shape, x.type))]
      }
    }
    _ = try inputs.real(0)
    let isNumber = y.count == 1 && shape == x.shape
    var backward: OperationStep.Backward?
    if Self.hasGradient {
      backward = { operands, _, gradients, arithmetic in
        guard let gradient = gradients[0] else { return [nil, nil] }
        let (a, b) = (operands.real(0), operands.real(1))
        guard
          let both = self.gradients(
            a.expanded(to: shape), b.expanded(to: shape), gradient, arithmetic)
        else { return [nil, nil] }
        return [
          both.x.contracted(to: a.shape, arithmetic), both.y.contracted(to: b.shape, arithmetic),
        ]
      }
    }
    return .kernels([Self.kernel], [output], backward: backward) { operands, arithmetic in
      let (a, b) = (operands.real(0), operands.real(1))
      if isNumber, let result = apply(a, number: operands[1].number(at: 0), arithmetic) {
        return [.real(result)]
      }
      return [.real(apply(a.expanded(to: shape), b.expanded(to: shape), arithmetic))]
    }
  }

  private func wholes(_ operands: Operands, _ shape: [Int], _ type: ElementType)
    throws(ModelError) -> Tensor<Int64>
  {
    guard case .integer(let a) = operands[0].expanded(to: shape),
      case .integer(let b) = operands[1].expanded(to: shape)
    else { preconditionFailure("whole numbers were checked") }
    var values: [Int64] = []
    values.reserveCapacity(a.count)
    for (x, y) in zip(a.values, b.values) {
      values.append(Wholes.wrapped(try apply(integer: x, y), type))
    }
    return Tensor(shape: shape, values: values)
  }
}

/// Whole numbers of a type.
enum Wholes {
  /// What is left of a number in its type's bits.
  static func wrapped(_ value: Int64, _ type: ElementType) -> Int64 {
    type == .int32 ? Int64(Int32(truncatingIfNeeded: value)) : value
  }
}

/// A relation or connection of two tensors, element by element after broadcasting.
protocol RelationOperation: NetworkOperation {
  /// - Precondition: both have one shape and format.
  func compare(_ x: RealTensor, _ y: RealTensor) -> Tensor<Bool>
  func compare(_ x: Tensor<Int64>, _ y: Tensor<Int64>) -> Tensor<Bool>
  /// For truth values; `nil` where they have no order.
  func apply(_ x: Bool, _ y: Bool) -> Bool?
}

extension RelationOperation {
  static var inputs: ClosedRange<Int> { 2...2 }
  static var isDifferentiable: Bool { false }
  func apply(_ x: Bool, _ y: Bool) -> Bool? { nil }

  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep {
    let (x, y) = (try inputs[0], try inputs.alike(1))
    let shape = try Broadcasting.shape([x.shape, y.shape])
    if x.type == .bool, apply(true, true) == nil {
      throw ModelError("its inputs are bool where numbers were expected")
    }
    return .exact([ValueFact(.bool, shape)]) { operands in
      switch (operands[0].expanded(to: shape), operands[1].expanded(to: shape)) {
      case (.real(let a), .real(let b)): return [.boolean(compare(a, b))]
      case (.integer(let a), .integer(let b)): return [.boolean(compare(a, b))]
      case (.boolean(let a), .boolean(let b)):
        return [.boolean(a.exactly(b) { apply($0, $1) ?? false })]
      default: preconditionFailure("equal types were checked")
      }
    }
  }
}
