/// All samples of eight numbers, and what is computed across the samples, in their order.
///
/// Every result is that of plain binary64 operations on one number's samples, one after another; the
/// eight lanes only keep the processor's vectors full.
struct SampleColumns: ~Copyable {
  typealias Lanes = SIMD8<Double>

  private let start: UnsafeMutablePointer<Lanes>
  /// The number of samples.
  let count: Int
  /// The samples, a row each; the first alone where all are the same, which has the same mean,
  /// spread and magnitude. Most voxels of an image are such: its background.
  private var rows: UnsafeMutableBufferPointer<Lanes>

  init(samples: Int) {
    count = samples
    start = .allocate(capacity: samples)
    start.initialize(repeating: .zero, count: samples)
    rows = UnsafeMutableBufferPointer(start: start, count: samples)
  }

  deinit { start.deallocate() }

  /// Takes in all samples of eight numbers.
  ///
  /// - Parameters:
  ///   - numbers: the first sample of the first number; those of its other numbers follow.
  ///   - distance: numbers from one sample to the next.
  mutating func take(_ numbers: UnsafePointer<Double>, distance: Int) {
    let first = UnsafeRawPointer(numbers).loadUnaligned(as: Lanes.self)
    var difference = SIMD8<UInt64>.zero
    for sample in 0..<count {
      let row = UnsafeRawPointer(numbers + sample &* distance).loadUnaligned(as: Lanes.self)
      start[sample] = row
      difference |= Self.difference(row, first)
    }
    rows = UnsafeMutableBufferPointer(start: start, count: difference == .zero ? 1 : count)
  }

  /// Bits in which numbers differ.
  @inline(__always)
  private static func difference(_ a: Lanes, _ b: Lanes) -> SIMD8<UInt64> {
    unsafeBitCast(a, to: SIMD8<UInt64>.self) ^ unsafeBitCast(b, to: SIMD8<UInt64>.self)
  }

  /// The sum over the samples over their number, as NumPy's mean along the first axis; but the mean
  /// of equal samples is their value, which the quotient may miss by a rounding, so that samples
  /// that do not differ have no spread and no distance from their mean.
  func means() -> Lanes {
    let first = rows[0]
    var sums = Lanes.zero
    // Of NaN and of zeros it matters not which one is kept.
    var difference = SIMD8<UInt64>.zero
    for row in rows {
      sums += row
      difference |= Self.difference(row, first)
    }
    var means = sums / Double(rows.count)
    for lane in 0..<Lanes.scalarCount where difference[lane] == 0 { means[lane] = first[lane] }
    return means
  }

  /// Replaces samples by their errors from `reference`, see `SignificantBits.ErrorKind`; a zero
  /// reference makes a relative error infinite or NaN.
  func toErrors(_ kind: SignificantBits.ErrorKind, from reference: Lanes) {
    switch kind {
    case .relative: for index in rows.indices { rows[index] = rows[index] / reference - 1 }
    case .absolute: for index in rows.indices { rows[index] -= reference }
    }
  }

  /// Sums of squared deviations from `means`; exactly zero where the samples are equal to it.
  func squares(around means: Lanes) -> Lanes {
    var squares = Lanes.zero
    for row in rows {
      let deviation = row - means
      squares += deviation * deviation
    }
    return squares
  }

  /// The largest magnitudes; NaN where a sample is NaN.
  func largest() -> Lanes {
    var largest = Lanes.zero
    for row in rows {
      let magnitude = row.replacing(with: -row, where: row .< 0)
      let isLarger = (magnitude .> largest) .| (magnitude .!= magnitude)
      largest.replace(with: magnitude, where: isLarger)
    }
    return largest
  }
}
