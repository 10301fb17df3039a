internal import CIntrinsics

/// Several numbers of one format in vector registers.
protocol NumberLanes: Sendable {
  associatedtype Real: RealNumber where Real.Lanes == Self

  static var count: Int { get }
  init(from start: UnsafePointer<Real>)
  init(_ value: Real)
  func store(to start: UnsafeMutablePointer<Real>)
  /// `self + a × b`, rounded once, to nearest.
  func fused(_ a: Self, _ b: Self) -> Self
  /// `self + factor × b`, rounded twice, in the rounding mode that is set.
  func separate(_ factor: UnsafePointer<Real>, _ b: Self) -> Self

  // MARK: Along the rows of images; in RowLanes.swift

  /// Numbers `first`, `first + 1`… of a row of `count` numbers, zeros before and after it.
  init(of row: UnsafePointer<Real>, from first: Int, count: Int)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  /// The numbers that are not positive times `slope`, the others as they are.
  func activated(_ slope: Real) -> Self
  /// Numbers 0, 2, 4… of two vectors.
  static func even(_ a: Self, _ b: Self) -> Self
  /// Numbers 1, 3, 5…
  static func odd(_ a: Self, _ b: Self) -> Self
  /// Number 0 of `a`, number 0 of `b`, number 1 of `a`…, of their lower halves.
  static func alternate(_ a: Self, _ b: Self) -> Self
  /// Of their upper halves.
  static func alternateUpper(_ a: Self, _ b: Self) -> Self
  /// Lanes 1, 2… of these, and `last`.
  func shifted(_ last: Real) -> Self
}

struct FloatLanes: NumberLanes {
  var values: lastbit_f32x16

  @inline(__always) init(values: lastbit_f32x16) { self.values = values }
  @inline(__always) static var count: Int { 16 }
  @inline(__always) init(from start: UnsafePointer<Float>) { values = lastbit_load_f32x16(start) }
  @inline(__always) init(_ value: Float) { values = lastbit_splat_f32x16(value) }

  @inline(__always) func store(to start: UnsafeMutablePointer<Float>) {
    lastbit_store_f32x16(start, values)
  }

  @inline(__always) func fused(_ a: FloatLanes, _ b: FloatLanes) -> FloatLanes {
    FloatLanes(values: lastbit_fused_f32x16(values, a.values, b.values))
  }

  @inline(__always) func separate(
    _ factor: UnsafePointer<Float>, _ b: FloatLanes
  ) -> FloatLanes {
    FloatLanes(values: values + lastbit_multiply_by_f32x16(b.values, factor))
  }
}

struct DoubleLanes: NumberLanes {
  var values: lastbit_f64x8

  @inline(__always) init(values: lastbit_f64x8) { self.values = values }
  @inline(__always) static var count: Int { 8 }
  @inline(__always) init(from start: UnsafePointer<Double>) { values = lastbit_load_f64x8(start) }
  @inline(__always) init(_ value: Double) { values = lastbit_splat_f64x8(value) }

  @inline(__always) func store(to start: UnsafeMutablePointer<Double>) {
    lastbit_store_f64x8(start, values)
  }

  @inline(__always) func fused(_ a: DoubleLanes, _ b: DoubleLanes) -> DoubleLanes {
    DoubleLanes(values: lastbit_fused_f64x8(values, a.values, b.values))
  }

  @inline(__always) func separate(
    _ factor: UnsafePointer<Double>, _ b: DoubleLanes
  ) -> DoubleLanes {
    DoubleLanes(values: lastbit_add_f64x8(values, lastbit_multiply_by_f64x8(b.values, factor)))
  }
}
