package import ArithmeticTypes

extension CompiledKernels {
  /// Adding one to an exponent of all ones carries into the sign bit; the loops compile to vector
  /// instructions and run at the speed of memory.
  package func hasNonFinite(_ tensor: RealTensor) -> Bool {
    switch tensor {
    case .binary32(let tensor):
      tensor.values.withUnsafeBufferPointer { values in
        blocks(values.count).contains { block in
          var carry: UInt32 = 0
          for i in block { carry |= values[i].bitPattern & 0x7FFF_FFFF &+ 0x0080_0000 }
          return carry >> 31 == 1
        }
      }
    case .binary64(let tensor):
      tensor.values.withUnsafeBufferPointer { values in
        blocks(values.count).contains { block in
          var carry: UInt64 = 0
          for i in block {
            carry |= values[i].bitPattern & 0x7FFF_FFFF_FFFF_FFFF &+ 0x0010_0000_0000_0000
          }
          return carry >> 63 == 1
        }
      }
    }
  }

  /// Runs of elements, so that a search can end early.
  private func blocks(_ count: Int) -> some Sequence<Range<Int>> {
    stride(from: 0, to: count, by: 1 << 14).lazy.map { $0..<min(count, $0 + 1 << 14) }
  }
}
