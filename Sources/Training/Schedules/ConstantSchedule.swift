/// One rate for the whole training.
public struct ConstantSchedule: Schedule {
  public static let name = "constant"

  public init() {}

  public func rate(_ base: Double, after epochs: Double) -> Double { base }
}
