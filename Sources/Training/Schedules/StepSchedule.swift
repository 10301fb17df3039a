/// A rate that is multiplied by a factor every few epochs (`StepLR`).
public struct StepSchedule: Schedule {
  public static let name = "step"

  public var epochs: Int
  public var factor: Double

  /// - Precondition: `epochs` is at least one.
  public init(every epochs: Int, factor: Double) {
    precondition(epochs > 0, "a step of \(epochs) epochs")
    (self.epochs, self.factor) = (epochs, factor)
  }

  public func rate(_ base: Double, after epochs: Double) -> Double {
    (0..<Int(epochs) / self.epochs).reduce(base) { rate, _ in rate * factor }
  }
}
