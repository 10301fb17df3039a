public import Arithmetic

/// A rule that changes parameters by their gradients, on an arithmetic's kernels: every arithmetic that
/// perturbs a training perturbs its updates too.
///
/// Factors that follow from the rate and the number of the step are computed in binary64 and rounded
/// once, as PyTorch does.
public protocol Optimizer: Sendable {
  /// As parameters of stages name it.
  static var name: String { get }
  /// The tensors that it keeps for each parameter, by name; they start at zero.
  static var slots: [String] { get }

  /// A parameter after a step, and what is kept.
  ///
  /// - Parameters:
  ///   - slots: in the order of `Self.slots`.
  ///   - step: its number, from one.
  ///   - rate: of learning.
  func update(
    _ parameter: RealTensor, gradient: RealTensor, slots: [RealTensor], step: Int, rate: Double,
    _ arithmetic: any Arithmetic
  ) -> (parameter: RealTensor, slots: [RealTensor])
}
