/// How the rate of learning changes with the epochs.
public protocol Schedule: Sendable {
  /// As parameters of stages name it.
  static var name: String { get }
  /// The rate after so many epochs, parts of one included.
  ///
  /// - Parameter base: the rate at the start.
  func rate(_ base: Double, after epochs: Double) -> Double
}
