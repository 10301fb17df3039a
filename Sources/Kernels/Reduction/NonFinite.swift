package import ArithmeticTypes

extension CompiledKernels {
  package func hasNonFinite(_ tensor: RealTensor) -> Bool {
    switch tensor {
    case .binary32(let tensor): hasNonFinite(tensor.values)
    case .binary64(let tensor): hasNonFinite(tensor.values)
    }
  }

  /// Shifted by the sign, the greatest pattern is not below that of infinity; the loop compiles to
  /// vector instructions and runs at the speed of memory.
  private func hasNonFinite<Real: RealNumber>(_ values: [Real]) -> Bool {
    values.withUnsafeBufferPointer { values in
      // Runs of elements, so that the search can end early.
      stride(from: 0, to: values.count, by: 1 << 14).contains { start in
        var greatest: Real.Pattern = 0
        for i in start..<min(values.count, start + 1 << 14) {
          greatest = max(greatest, values[i].bitPattern << 1)
        }
        return greatest >= Real.infinity.bitPattern << 1
      }
    }
  }
}
