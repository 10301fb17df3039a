package import ArithmeticTypes

extension CompiledKernels {
  package func hasNonFinite(_ tensor: RealTensor) -> Bool {
    switch tensor {
    case .binary32(let tensor): hasNonFinite(tensor.values)
    case .binary64(let tensor): hasNonFinite(tensor.values)
    }
  }

  /// Adding one to an exponent of all ones carries into the sign bit; the loop compiles to vector
  /// instructions and runs at the speed of memory.
  private func hasNonFinite<Real: RealNumber>(_ values: [Real]) -> Bool {
    values.withUnsafeBufferPointer { values in
      // Runs of elements, so that the search can end early.
      stride(from: 0, to: values.count, by: 1 << 14).contains { start in
        var carry: Real.Pattern = 0
        for i in start..<min(values.count, start + 1 << 14) {
          carry |= values[i].magnitude.bitPattern &+ 1 << Real.significandBitCount
        }
        return carry >> (Real.Pattern.bitWidth - 1) == 1
      }
    }
  }
}
