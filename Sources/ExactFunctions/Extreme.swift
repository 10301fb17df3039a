/// Which of two numbers goes on: the greatest or the least; NaN wins.
public struct Extreme: ExactPairFunction {
  public let isGreatest: Bool

  @inlinable
  public init(isGreatest: Bool) { self.isGreatest = isGreatest }

  @inlinable
  public func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number, _ y: Number)
    -> Number
  {
    x.isNaN ? x : y.isNaN ? y : (isGreatest ? y > x : y < x) ? y : x
  }

  @inlinable public var identity: Double { isGreatest ? -.infinity : .infinity }
}
