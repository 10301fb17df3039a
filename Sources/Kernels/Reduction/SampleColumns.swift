internal import ArithmeticTypes
internal import CIntrinsics

/// All samples of eight numbers, and what is computed across the samples, in their order.
///
/// Every result is that of plain binary64 operations on one number's samples, one after another; the
/// eight lanes only keep the processor's vectors full.
struct SampleColumns {
  /// The samples, a row each; the first alone where all are the same, which has the same mean,
  /// spread and magnitude. Most voxels of an image are such: its background.
  private let rows: UnsafeMutableBufferPointer<lastbit_f64x8>
  private let samples: Int
  private let sums, least, greatest: lastbit_f64x8
  let means: lastbit_f64x8

  /// How many numbers ahead of the first one are asked for.
  @inline(__always) private static var ahead: Int { 256 }

  /// - Parameters:
  ///   - start: the first number.
  ///   - rows: room for a row of each sample.
  @inline(__always)
  init<Real: RealNumber>(
    _ lines: UnsafeBufferPointer<UnsafePointer<Real>>, at start: Int,
    rows: UnsafeMutableBufferPointer<lastbit_f64x8>
  ) {
    let first = Real.widened(lines[0] + start)
    var (sums, least, greatest) = (lastbit_splat_f64x8(0), first, first)
    var differing = lastbit_splat_u64x8(0)
    for (sample, line) in lines.enumerated() {
      // More lines than the processor follows by itself.
      lastbit_prefetch(line + start + Self.ahead)
      let row = Real.widened(line + start)
      rows[sample] = row
      sums = lastbit_add_f64x8(sums, row)
      least = lastbit_lesser_f64x8(least, row)
      greatest = lastbit_greater_f64x8(greatest, row)
      differing = lastbit_differing_bits(differing, row, first)
    }
    samples = lines.count
    self.sums = sums
    self.least = least
    self.greatest = greatest
    means = Self.means(sums, of: lines.count, first, differing)
    self.rows = UnsafeMutableBufferPointer(
      rebasing: rows[..<(lastbit_any_u64x8(differing) ? lines.count : 1)])
  }

  /// The sum over the samples over their number, as NumPy's mean along the first axis; but the mean
  /// of equal samples is their value, which the quotient may miss by a rounding, so that samples
  /// that do not differ have no spread and no distance from their mean.
  @inline(__always)
  private static func means(
    _ sums: lastbit_f64x8, of count: Int, _ first: lastbit_f64x8, _ differing: lastbit_u64x8
  ) -> lastbit_f64x8 {
    lastbit_choose_f64x8(
      lastbit_is_zero_u64x8(differing), first,
      lastbit_divide_f64x8(sums, lastbit_splat_f64x8(Double(count))))
  }

  /// What the bits are counted from, see `SignificantBits.bits`; the samples are not kept.
  @inline(__always)
  func spread(_ formula: SignificantBits, _ reference: lastbit_f64x8) -> lastbit_f64x8 {
    switch formula.method {
    case .parker: return deviations(formula, around: means)
    case .general: return largestError(formula.error, from: reference)
    case .cnh:
      let deviations = deviations(
        formula, around: toErrors(formula.error, from: reference))
      let isZero = lastbit_is_zero_f64x8(deviations)
      guard lastbit_any_u64x8(isZero) else { return deviations }
      return lastbit_choose_f64x8(
        isZero, largestError(formula.error, from: reference), deviations)
    }
  }

  /// Replaces samples by their errors from `reference`; a zero reference makes a relative error
  /// infinite or NaN.
  ///
  /// - Returns: the errors' means.
  @inline(__always)
  private func toErrors(
    _ kind: SignificantBits.ErrorKind, from reference: lastbit_f64x8
  ) -> lastbit_f64x8 {
    let one = lastbit_splat_f64x8(1)
    guard kind == .relative, areOrdinary(reference) else {
      return replaceRows { Self.error(kind, $0, reference) }
    }
    let reciprocal = lastbit_divide_f64x8(one, reference)
    return replaceRows {
      lastbit_subtract_f64x8(lastbit_divide_by($0, reference, reciprocal), one)
    }
  }

  /// - Returns: the new rows' means.
  @inline(__always)
  private func replaceRows(_ error: (lastbit_f64x8) -> lastbit_f64x8) -> lastbit_f64x8 {
    let first = error(rows[0])
    var (sums, differing) = (lastbit_splat_f64x8(0), lastbit_splat_u64x8(0))
    for index in rows.indices {
      let row = error(rows[index])
      rows[index] = row
      sums = lastbit_add_f64x8(sums, row)
      differing = lastbit_differing_bits(differing, row, first)
    }
    return Self.means(sums, of: samples, first, differing)
  }

  /// Whether quotients by `reference` can be had from its reciprocal.
  @inline(__always)
  private func areOrdinary(_ reference: lastbit_f64x8) -> Bool {
    let largest = lastbit_greater_f64x8(
      lastbit_magnitude_f64x8(least), lastbit_magnitude_f64x8(greatest))
    return lastbit_all_between(reference, 0x1p-400, 0x1p400)
      && lastbit_all_between(largest, 0, 0x1p500) && lastbit_all_between(sums, 0, 0x1p600)
  }

  @inline(__always)
  private static func error(
    _ kind: SignificantBits.ErrorKind, _ sample: lastbit_f64x8, _ reference: lastbit_f64x8
  ) -> lastbit_f64x8 {
    switch kind {
    case .relative:
      lastbit_subtract_f64x8(lastbit_divide_f64x8(sample, reference), lastbit_splat_f64x8(1))
    case .absolute: lastbit_subtract_f64x8(sample, reference)
    }
  }

  /// The largest magnitude of the samples' errors: that of the least or of the greatest sample,
  /// because errors, rounded as they are, do not fall where samples rise, or do not rise. NaN where a
  /// sample is NaN.
  @inline(__always)
  private func largestError(
    _ kind: SignificantBits.ErrorKind, from reference: lastbit_f64x8
  ) -> lastbit_f64x8 {
    let least = lastbit_magnitude_f64x8(Self.error(kind, least, reference))
    let greatest = lastbit_magnitude_f64x8(Self.error(kind, greatest, reference))
    // A sum is NaN where a sample is, and where two infinite ones cancel.
    return lastbit_choose_f64x8(
      lastbit_is_nan_f64x8(sums), sums, lastbit_greater_f64x8(least, greatest))
  }

  /// Standard deviations around `means`; exactly zero where the samples are equal to it.
  @inline(__always)
  private func deviations(
    _ formula: SignificantBits, around means: lastbit_f64x8
  ) -> lastbit_f64x8 {
    var squares = lastbit_splat_f64x8(0)
    for row in rows {
      let deviation = lastbit_subtract_f64x8(row, means)
      squares = lastbit_add_f64x8(squares, lastbit_multiply_f64x8(deviation, deviation))
    }
    let divisor = lastbit_splat_f64x8(formula.deviationDivisor(samples))
    return lastbit_square_root_f64x8(lastbit_divide_f64x8(squares, divisor))
  }
}
