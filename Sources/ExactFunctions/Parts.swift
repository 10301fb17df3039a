/// The greater of x and 0.
public struct PositivePart: ExactFunction {
  @inlinable public init() {}
  @inlinable
  public func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
    x < 0 ? 0 : x
  }
}

/// −|x|.
public struct NegativeMagnitude: ExactFunction {
  @inlinable public init() {}
  @inlinable
  public func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
    x > 0 ? -x : x
  }
}

/// x cut off at two ends; NaN stays.
public struct Clamp: ExactFunction {
  public let least: Double
  public let greatest: Double

  @inlinable
  public init(least: Double, greatest: Double) {
    (self.least, self.greatest) = (least, greatest)
  }

  @inlinable
  public func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number) -> Number {
    let raised = x < Number(least) ? Number(least) : x
    return raised > Number(greatest) ? Number(greatest) : raised
  }
}

/// The second of two numbers where the first is negative.
public struct NegativeTakesSecond: ExactPairFunction {
  @inlinable public init() {}
  @inlinable
  public func callAsFunction<Number: BinaryFloatingPoint & Sendable>(_ x: Number, _ y: Number)
    -> Number
  {
    x < 0 ? y : x
  }
}
