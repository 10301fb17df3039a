import Arithmetic

/// The axis along which classes lie.
struct ClassAxis: Sendable {
  private let axis: Int
  /// Whether all axes from it on are one, as before version 13.
  private let isFlat: Bool

  init(_ attributes: Attributes) {
    isFlat = attributes.version < 13
    axis = attributes.integer("axis", default: isFlat ? 1 : -1)
  }

  /// The shape `[N, classes, places]` of the same elements.
  ///
  /// - Throws: `ModelError` where there is no such axis.
  func columns(_ shape: [Int]) throws(ModelError) -> [Int] {
    if isFlat, axis == shape.count { return [shape.reduce(1, *), 1, 1] }
    let axis = try OperationInputs.axis(axis, rank: shape.count)
    let (before, after) = (shape[..<axis].reduce(1, *), shape[(axis + 1)...].reduce(1, *))
    return isFlat ? [before, shape[axis] * after, 1] : [before, shape[axis], after]
  }

  /// The step of a kernel that works along the classes and changes no shape.
  ///
  /// - Parameters:
  ///   - forward: takes `[N, classes, places]`.
  ///   - backward: takes what `forward` gave, and its gradient.
  /// - Throws: `ModelError` where there is no such axis.
  func step(
    _ inputs: OperationInputs, _ kernel: Kernel,
    forward: @escaping @Sendable (any Arithmetic, RealTensor) -> RealTensor,
    backward: @escaping @Sendable (any Arithmetic, RealTensor, RealTensor) -> RealTensor
  ) throws(ModelError) -> OperationStep {
    let x = try inputs.real(0)
    let columns = try columns(x.shape)
    return .kernels(
      [kernel], [ValueFact(x.type, x.shape)],
      backward: { _, outputs, gradients, arithmetic in
        guard case .real(let y)? = outputs.first, let gradient = gradients[0] else { return [nil] }
        return [
          backward(arithmetic, y.reshaped(columns), gradient.reshaped(columns)).reshaped(y.shape)
        ]
      }
    ) { operands, arithmetic in
      let x = operands.real(0)
      guard x.count > 0 else { return [.real(x)] }
      return [.real(forward(arithmetic, x.reshaped(columns)).reshaped(x.shape))]
    }
  }
}
