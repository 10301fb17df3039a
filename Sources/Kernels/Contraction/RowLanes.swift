internal import CIntrinsics

/// Every fourth number of the rows of images.
extension NumberLanes {
  /// Of four vectors the numbers 0, 4, 8…, then 1, 5, 9…, and so on.
  @inline(__always)
  static func split(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) {
    let (even, otherEven) = (even(a, b), Self.even(c, d))
    let (odd, otherOdd) = (odd(a, b), Self.odd(c, d))
    return (
      Self.even(even, otherEven), Self.even(odd, otherOdd), Self.odd(even, otherEven),
      Self.odd(odd, otherOdd)
    )
  }

  /// The reverse of `split`.
  @inline(__always)
  static func join(_ a: Self, _ b: Self, _ c: Self, _ d: Self) -> (Self, Self, Self, Self) {
    let (even, odd) = (alternate(a, c), alternate(b, d))
    let (upperEven, upperOdd) = (alternateUpper(a, c), alternateUpper(b, d))
    return (
      alternate(even, odd), alternateUpper(even, odd), alternate(upperEven, upperOdd),
      alternateUpper(upperEven, upperOdd)
    )
  }
}

extension FloatLanes {
  @inline(__always) init(of row: UnsafePointer<Float>, from first: Int, count: Int) {
    values = lastbit_load_within_f32x16(row, first, count)
  }

  @inline(__always) static func + (a: FloatLanes, b: FloatLanes) -> FloatLanes {
    FloatLanes(values: lastbit_add_f32x16(a.values, b.values))
  }

  @inline(__always) static func - (a: FloatLanes, b: FloatLanes) -> FloatLanes {
    FloatLanes(values: lastbit_subtract_f32x16(a.values, b.values))
  }

  @inline(__always) static func * (a: FloatLanes, b: FloatLanes) -> FloatLanes {
    FloatLanes(values: lastbit_multiply_f32x16(a.values, b.values))
  }

  @inline(__always) func activated(_ slope: Float) -> FloatLanes {
    FloatLanes(values: lastbit_activate_f32x16(values, slope))
  }

  @inline(__always) static func even(_ a: FloatLanes, _ b: FloatLanes) -> FloatLanes {
    FloatLanes(values: lastbit_even_f32x16(a.values, b.values))
  }

  @inline(__always) static func odd(_ a: FloatLanes, _ b: FloatLanes) -> FloatLanes {
    FloatLanes(values: lastbit_odd_f32x16(a.values, b.values))
  }

  @inline(__always) static func alternate(_ a: FloatLanes, _ b: FloatLanes) -> FloatLanes {
    FloatLanes(values: lastbit_alternate_f32x16(a.values, b.values))
  }

  @inline(__always) static func alternateUpper(_ a: FloatLanes, _ b: FloatLanes) -> FloatLanes {
    FloatLanes(values: lastbit_alternate_upper_f32x16(a.values, b.values))
  }

  @inline(__always) func shifted(_ last: Float) -> FloatLanes {
    FloatLanes(values: lastbit_shift_in_f32x16(values, last))
  }
}

extension DoubleLanes {
  @inline(__always) init(of row: UnsafePointer<Double>, from first: Int, count: Int) {
    values = lastbit_load_within_f64x8(row, first, count)
  }

  @inline(__always) static func + (a: DoubleLanes, b: DoubleLanes) -> DoubleLanes {
    DoubleLanes(values: lastbit_add_f64x8(a.values, b.values))
  }

  @inline(__always) static func - (a: DoubleLanes, b: DoubleLanes) -> DoubleLanes {
    DoubleLanes(values: lastbit_subtract_f64x8(a.values, b.values))
  }

  @inline(__always) static func * (a: DoubleLanes, b: DoubleLanes) -> DoubleLanes {
    DoubleLanes(values: lastbit_multiply_f64x8(a.values, b.values))
  }

  @inline(__always) func activated(_ slope: Double) -> DoubleLanes {
    DoubleLanes(values: lastbit_activate_f64x8(values, slope))
  }

  @inline(__always) static func even(_ a: DoubleLanes, _ b: DoubleLanes) -> DoubleLanes {
    DoubleLanes(values: lastbit_even_f64x8(a.values, b.values))
  }

  @inline(__always) static func odd(_ a: DoubleLanes, _ b: DoubleLanes) -> DoubleLanes {
    DoubleLanes(values: lastbit_odd_f64x8(a.values, b.values))
  }

  @inline(__always) static func alternate(_ a: DoubleLanes, _ b: DoubleLanes) -> DoubleLanes {
    DoubleLanes(values: lastbit_alternate_f64x8(a.values, b.values))
  }

  @inline(__always) static func alternateUpper(_ a: DoubleLanes, _ b: DoubleLanes) -> DoubleLanes {
    DoubleLanes(values: lastbit_alternate_upper_f64x8(a.values, b.values))
  }

  @inline(__always) func shifted(_ last: Double) -> DoubleLanes {
    DoubleLanes(values: lastbit_shift_in_f64x8(values, last))
  }
}
