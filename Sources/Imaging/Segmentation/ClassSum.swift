import CIntrinsics

/// A number format in which the weighted logits of a voxel are summed.
protocol ClassSum: BinaryFloatingPoint & BitwiseCopyable {
  /// The same numbers in binary32, exactly.
  static func widen(
    _ sums: UnsafePointer<Self>, into values: UnsafeMutablePointer<Float>, count: Int)

  /// Numbers of binary32 rounded to nearest into this format.
  static func narrow(
    _ values: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Self>, count: Int)

  /// The index of the greatest of `count` sums, the first of equals; the first NaN where there is
  /// one.
  static func greatest(_ sums: UnsafePointer<Self>, count: Int) -> Int
}

extension Float: ClassSum {
  static func widen(
    _ sums: UnsafePointer<Float>, into values: UnsafeMutablePointer<Float>, count: Int
  ) {
    values.update(from: sums, count: count)
  }

  static func narrow(
    _ values: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float>, count: Int
  ) {
    sums.update(from: values, count: count)
  }

  static func greatest(_ sums: UnsafePointer<Float>, count: Int) -> Int {
    var best = 0
    for index in 1..<max(count, 1) where !sums[best].isNaN {
      if sums[index] > sums[best] || sums[index].isNaN { best = index }
    }
    return best
  }
}

extension Float16: ClassSum {
  static func widen(
    _ sums: UnsafePointer<Float16>, into values: UnsafeMutablePointer<Float>, count: Int
  ) {
    sums.withMemoryRebound(to: UInt16.self, capacity: count) {
      lastbit_half_widen($0, values, count)
    }
  }

  static func narrow(
    _ values: UnsafePointer<Float>, into sums: UnsafeMutablePointer<Float16>, count: Int
  ) {
    sums.withMemoryRebound(to: UInt16.self, capacity: count) {
      lastbit_half_narrow(values, $0, count)
    }
  }

  static func greatest(_ sums: UnsafePointer<Float16>, count: Int) -> Int {
    sums.withMemoryRebound(to: UInt16.self, capacity: count) { bits in
      // Two passes: the first has no branches and runs in vectors.
      var most = Int16.min
      for index in 0..<count { most = Swift.max(most, rank(bits[index])) }
      var best = 0
      while best < count - 1, rank(bits[best]) != most { best += 1 }
      return best
    }
  }

  /// Integers in the order of the numbers: both zeros alike, NaN above all.
  @inline(__always)
  private static func rank(_ bits: UInt16) -> Int16 {
    let magnitude = Int16(truncatingIfNeeded: bits & 0x7FFF)
    let signed = bits & 0x8000 == 0 ? magnitude : 0 &- magnitude
    return magnitude > 0x7C00 ? .max : signed
  }
}
