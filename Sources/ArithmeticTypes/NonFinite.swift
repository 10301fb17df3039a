extension RealTensor {
  /// Whether an element is NaN or infinite.
  ///
  /// Adding one to an exponent of all ones carries into the sign bit; the loop compiles to vector
  /// instructions of any width and runs at the speed of memory.
  package var hasNonFinite: Bool {
    switch self {
    case .binary32(let tensor):
      tensor.values.withUnsafeBufferPointer { values in
        Self.blocks(values.count).contains { block in
          var carry: UInt32 = 0
          for i in block { carry |= values[i].bitPattern & 0x7FFF_FFFF &+ 0x0080_0000 }
          return carry >> 31 == 1
        }
      }
    case .binary64(let tensor):
      tensor.values.withUnsafeBufferPointer { values in
        Self.blocks(values.count).contains { block in
          var carry: UInt64 = 0
          for i in block {
            carry |= values[i].bitPattern & 0x7FFF_FFFF_FFFF_FFFF &+ 0x0010_0000_0000_0000
          }
          return carry >> 63 == 1
        }
      }
    }
  }

  /// How many elements are NaN, and how many infinite.
  package var nonFinite: (nan: Int, infinite: Int) {
    func count(_ values: [some BinaryFloatingPoint]) -> (nan: Int, infinite: Int) {
      values.reduce(into: (0, 0)) { counts, value in
        if value.isNaN { counts.nan += 1 } else if value.isInfinite { counts.infinite += 1 }
      }
    }
    return switch self {
    case .binary32(let tensor): count(tensor.values)
    case .binary64(let tensor): count(tensor.values)
    }
  }

  /// Runs of elements, so that a search can end early.
  private static func blocks(_ count: Int) -> some Sequence<Range<Int>> {
    stride(from: 0, to: count, by: 1 << 14).lazy.map { $0..<min(count, $0 + 1 << 14) }
  }
}
