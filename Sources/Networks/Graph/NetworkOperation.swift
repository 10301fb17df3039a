public import Arithmetic

/// An operation of networks: its name and versions in ONNX, the shapes of what it makes, and its work
/// on an arithmetic's kernels.
///
/// One file in `Operations/`, and one line in `NetworkOperations.all`.
public protocol NetworkOperation: Sendable {
  /// As ONNX calls it.
  static var name: String { get }
  /// Versions of ONNX's operator set with which it changed, from the first that is implemented.
  static var versions: [Int] { get }
  /// The attributes that it knows; others are refused.
  static var attributes: [AttributeRule] { get }
  /// How many inputs it takes, those that are left out before the last one included.
  static var inputs: ClosedRange<Int> { get }
  /// How many outputs it can make.
  static var outputs: ClosedRange<Int> { get }
  /// Whether real numbers that it is given have gradients.
  static var isDifferentiable: Bool { get }

  /// - Throws: `ModelError` where attributes contradict each other or ask for what is not done.
  init(_ attributes: Attributes) throws(ModelError)

  /// What the operation makes of `inputs`, and how.
  ///
  /// - Throws: `ModelError` where types or shapes do not fit, or what has to be known is not.
  func step(_ inputs: OperationInputs) throws(ModelError) -> OperationStep
}

extension NetworkOperation {
  public static var attributes: [AttributeRule] { [] }
  public static var inputs: ClosedRange<Int> { 1...1 }
  public static var outputs: ClosedRange<Int> { 1...1 }
  public static var isDifferentiable: Bool { true }
}

/// One use of an operation, on inputs of known types and shapes.
public struct OperationStep: Sendable {
  /// Types and shapes of the outputs.
  public var outputs: [ValueFact]
  public var work: Work
  /// The kernels that it calls and that round; none where its work is exact.
  public var rounding: [Kernel]
  /// Multiplications with an addition: the cost of a network is told in them.
  public var multiplyAdds: Int
  /// Gradients of the inputs from those of the outputs; `nil` where there is none yet.
  public var backward: Backward?
  /// What it is where steps go together in one pass over memory.
  var part: UnitPart?

  public enum Work: Sendable {
    /// Moves and choices, and work on whole numbers and truth values.
    case exact(@Sendable (Operands) throws(ModelError) -> [NetworkTensor])
    /// Calls of kernels.
    case kernels(@Sendable (Operands, any Arithmetic) throws(ModelError) -> [NetworkTensor])
  }

  /// Takes inputs, outputs and the gradients of the outputs, of which some may be missing, and gives
  /// one gradient for each input, `nil` for those that have none or that nobody asks for.
  public typealias Backward =
    @Sendable (Operands, [NetworkTensor], [RealTensor?], any Arithmetic)
    throws(ModelError) -> [RealTensor?]

  static func exact(
    _ outputs: [ValueFact], backward: Backward? = nil,
    _ work: @escaping @Sendable (Operands) throws(ModelError) -> [NetworkTensor]
  ) -> OperationStep {
    OperationStep(
      outputs: outputs, work: .exact(work), rounding: [], multiplyAdds: 0, backward: backward)
  }

  static func kernels(
    _ rounding: [Kernel], _ outputs: [ValueFact], multiplyAdds: Int = 0, backward: Backward? = nil,
    _ work: @escaping @Sendable (Operands, any Arithmetic) throws(ModelError) -> [NetworkTensor]
  ) -> OperationStep {
    OperationStep(
      outputs: outputs, work: .kernels(work), rounding: rounding, multiplyAdds: multiplyAdds,
      backward: backward)
  }
}

/// The inputs of a step as they are when it runs.
public struct Operands: Sendable {
  let values: [NetworkTensor?]
  /// Of the step alone, in training.
  let random: RandomStream?
  /// On the way back: whether somebody asks for the gradient of each input.
  var wanted: [Bool]?

  init(_ values: [NetworkTensor?], random: RandomStream? = nil) {
    (self.values, self.random) = (values, random)
  }

  /// - Precondition: `OperationInputs` said that there is such an input.
  subscript(index: Int) -> NetworkTensor {
    guard index < values.count, let value = values[index] else {
      preconditionFailure("input \(index) was not checked")
    }
    return value
  }

  var count: Int { values.count }

  /// Whether the gradient of input `index` is asked for; others need not be computed.
  func wantsGradient(_ index: Int) -> Bool {
    guard let wanted, index < wanted.count else { return true }
    return wanted[index]
  }

  func optional(_ index: Int) -> NetworkTensor? { index < values.count ? values[index] : nil }

  /// - Precondition: input `index` was found to be real.
  func real(_ index: Int) -> RealTensor {
    guard case .real(let tensor) = self[index] else {
      preconditionFailure("input \(index) is not real")
    }
    return tensor
  }

  func optionalReal(_ index: Int) -> RealTensor? {
    if case .real(let tensor)? = optional(index) { tensor } else { nil }
  }

  /// - Precondition: input `index` was found to be whole numbers.
  func integer(_ index: Int) -> Tensor<Int64> {
    guard case .integer(let tensor) = self[index] else {
      preconditionFailure("input \(index) is not whole")
    }
    return tensor
  }

  /// - Precondition: input `index` was found to be truth values.
  func boolean(_ index: Int) -> Tensor<Bool> {
    guard case .boolean(let tensor) = self[index] else {
      preconditionFailure("input \(index) is not bool")
    }
    return tensor
  }
}
