package import ArithmeticTypes

extension RealTensor {
  /// Whether an element is NaN or infinite.
  package var hasNonFinite: Bool { Arithmetics.cpu.kernels.hasNonFinite(self) }

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
}
