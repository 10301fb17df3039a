/// How sums in vector registers take a step.
protocol LaneStep {
  associatedtype Lanes: NumberLanes
  /// What a row's columns are multiplied by.
  associatedtype Multiplier
  /// Vectors of a tile's row, where there are 32 registers: 1 to 4.
  static var vectors: Int { get }
  static func multiplier(_ factor: UnsafePointer<Lanes.Real>) -> Multiplier
  static func add(_ sum: Lanes, _ multiplier: Multiplier, _ values: Lanes) -> Lanes
}

extension LaneStep {
  @inline(__always) static var vectors: Int { 4 }
}

extension LaneStep where Multiplier == Lanes {
  @inline(__always)
  static func multiplier(_ factor: UnsafePointer<Lanes.Real>) -> Lanes { Lanes(factor.pointee) }
}

/// One fused multiply-add.
enum FusedStep<Lanes: NumberLanes>: LaneStep {
  @inline(__always)
  static func add(_ sum: Lanes, _ factor: Lanes, _ values: Lanes) -> Lanes {
    sum.fused(factor, values)
  }
}

/// A product and a sum, in the processor's rounding mode.
enum SeparateStep<Lanes: NumberLanes>: LaneStep {
  @inline(__always)
  static func multiplier(_ factor: UnsafePointer<Lanes.Real>) -> UnsafePointer<Lanes.Real> {
    factor
  }

  @inline(__always)
  static func add(_ sum: Lanes, _ factor: UnsafePointer<Lanes.Real>, _ values: Lanes) -> Lanes {
    sum.separate(factor, values)
  }
}
