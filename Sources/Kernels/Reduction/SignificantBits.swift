package import ArithmeticTypes
internal import CIntrinsics

extension CompiledKernels {
  package func significantBits(
    _ formula: SignificantBits, of samples: SampleLines, given: UnsafeBufferPointer<Double>?,
    bits: UnsafeMutableBufferPointer<Double>, references: UnsafeMutableBufferPointer<Double>?
  ) {
    switch samples {
    case .binary32(let lines): fill(bits, references, formula, lines, given)
    case .binary64(let lines): fill(bits, references, formula, lines, given)
    }
  }

  private func fill<Real: RealNumber>(
    _ bits: UnsafeMutableBufferPointer<Double>,
    _ references: UnsafeMutableBufferPointer<Double>?, _ formula: SignificantBits,
    _ lines: [UnsafeBufferPointer<Real>], _ given: UnsafeBufferPointer<Double>?
  ) {
    precondition(
      lines.allSatisfy { $0.count == bits.count } && given?.count ?? bits.count == bits.count)
    let starts = lines.compactMap(\.baseAddress)
    guard let start = bits.baseAddress, starts.count == lines.count else { return }
    let eights = bits.count / 8 * 8
    SampleBlock.fill(
      eights, start, references?.baseAddress, formula, starts, given?.baseAddress)
    if eights < bits.count {
      fillRest(eights..<bits.count, bits, references, formula, lines, given)
    }
  }

  /// The last numbers, fewer than eight, with zeros after them.
  private func fillRest<Real: RealNumber>(
    _ rest: Range<Int>, _ bits: UnsafeMutableBufferPointer<Double>,
    _ references: UnsafeMutableBufferPointer<Double>?, _ formula: SignificantBits,
    _ lines: [UnsafeBufferPointer<Real>], _ given: UnsafeBufferPointer<Double>?
  ) {
    func padded<Number: RealNumber>(_ line: UnsafeBufferPointer<Number>) -> [Number] {
      Array(line[rest]) + [Number](repeating: 0, count: 8 - rest.count)
    }
    let numbers = lines.flatMap { padded($0) }
    let reference = given.map { padded($0) } ?? []
    var results = [Double](repeating: 0, count: 16)
    numbers.withUnsafeBufferPointer { numbers in
      reference.withUnsafeBufferPointer { reference in
        results.withUnsafeMutableBufferPointer { results in
          fill(
            .init(rebasing: results[..<8]), .init(rebasing: results[8...]), formula,
            lines.indices.map { .init(rebasing: numbers[8 * $0..<8 * $0 + 8]) },
            given == nil ? nil : reference)
        }
      }
    }
    for (index, place) in rest.enumerated() {
      bits[place] = results[index]
      references?[place] = results[8 + index]
    }
  }
}

/// All samples of 64 numbers, in eights. Each step is done for all of them before the next one: what
/// an eight waits for in one, others do meanwhile.
private struct SampleBlock {
  @inline(__always) static var size: Int { 64 }

  private let rows: UnsafeMutableBufferPointer<lastbit_f64x8>
  private let columns: UnsafeMutableBufferPointer<SampleColumns>
  private let references, spreads: UnsafeMutableBufferPointer<lastbit_f64x8>

  /// Fills the bits and references of numbers, whole eights of them.
  static func fill<Real: RealNumber>(
    _ count: Int, _ bits: UnsafeMutablePointer<Double>,
    _ references: UnsafeMutablePointer<Double>?, _ formula: SignificantBits,
    _ lines: [UnsafePointer<Real>], _ given: UnsafePointer<Double>?
  ) {
    let eights = size / 8
    withUnsafeTemporaryAllocation(of: lastbit_f64x8.self, capacity: eights * (lines.count + 2)) {
      let lanes = $0
      lanes.initialize(repeating: lastbit_splat_f64x8(0))
      withUnsafeTemporaryAllocation(of: SampleColumns.self, capacity: eights) { columns in
        let block = SampleBlock(
          rows: .init(rebasing: lanes[(2 * eights)...]), columns: columns,
          references: .init(rebasing: lanes[..<eights]),
          spreads: .init(rebasing: lanes[eights..<2 * eights]))
        lines.withUnsafeBufferPointer { lines in
          for first in stride(from: 0, to: count, by: size) {
            let eights = 0..<min(eights, (count - first) / 8)
            block.take(eights, first, lines, given)
            block.fill(eights, bits + first, references.map { $0 + first }, formula)
          }
        }
      }
    }
  }

  @inline(__always)
  private func take<Real: RealNumber>(
    _ eights: Range<Int>, _ first: Int, _ lines: UnsafeBufferPointer<UnsafePointer<Real>>,
    _ given: UnsafePointer<Double>?
  ) {
    for eight in eights {
      let (start, row) = (first + 8 * eight, eight * lines.count)
      columns.initializeElement(
        at: eight,
        to: SampleColumns(lines, at: start, rows: .init(rebasing: rows[row..<row + lines.count])))
      references[eight] = given.map { lastbit_load_f64x8($0 + start) } ?? columns[eight].means
    }
  }

  @inline(__always)
  private func fill(
    _ eights: Range<Int>, _ bits: UnsafeMutablePointer<Double>,
    _ references: UnsafeMutablePointer<Double>?, _ formula: SignificantBits
  ) {
    for eight in eights {
      spreads[eight] = columns[eight].spread(formula, self.references[eight])
    }
    for eight in eights {
      let reference = self.references[eight]
      lastbit_store_f64x8(bits + 8 * eight, formula.bits(spreads[eight], reference))
      if let references { lastbit_store_f64x8(references + 8 * eight, reference) }
    }
  }
}

extension SignificantBits {
  /// - Parameter spread: for `general` the largest error; for `parker` the samples' deviation; for
  ///   `cnh` that of the errors, or the largest error where it is 0.
  @inline(__always)
  fileprivate func bits(_ spread: lastbit_f64x8, _ reference: lastbit_f64x8) -> lastbit_f64x8 {
    let all = lastbit_splat_f64x8(Double(precision))
    var bits: lastbit_f64x8
    switch method {
    case .parker:
      let ratio = lastbit_magnitude_f64x8(lastbit_divide_f64x8(spread, reference))
      bits = lastbit_lesser_f64x8(lastbit_negate_f64x8(lastbit_binary_logarithm(ratio)), all)
    case .cnh:
      bits = lastbit_add_f64x8(
        lastbit_negate_f64x8(lastbit_binary_logarithm(spread)), scale(reference))
    case .general: bits = wholeBits(spread, reference)
    }
    bits = lastbit_choose_f64x8(lastbit_is_zero_f64x8(spread), all, bits)
    if method == .cnh { bits = lastbit_subtract_f64x8(bits, lastbit_splat_f64x8(correction)) }
    bits = lastbit_choose_f64x8(
      lastbit_is_finite_f64x8(reference), bits, lastbit_splat_f64x8(.nan))
    guard skipsZeros else { return bits }
    return lastbit_choose_f64x8(
      lastbit_is_zero_f64x8(reference), lastbit_splat_f64x8(.nan), bits)
  }

  /// The largest k with largest ≤ 2⁻ᵏ, from the exponent: exact, where a logarithm would round.
  @inline(__always)
  private func wholeBits(
    _ largest: lastbit_f64x8, _ reference: lastbit_f64x8
  ) -> lastbit_f64x8 {
    let (zero, one) = (lastbit_splat_f64x8(0), lastbit_splat_f64x8(1))
    let isPower = lastbit_is_zero_f64x8(
      lastbit_subtract_f64x8(lastbit_significands(largest), one))
    let whole = lastbit_subtract_f64x8(
      lastbit_subtract_f64x8(scale(reference), lastbit_exponents(largest)),
      lastbit_choose_f64x8(isPower, zero, one))
    let bits = lastbit_lesser_f64x8(
      lastbit_greater_f64x8(whole, zero), lastbit_splat_f64x8(Double(precision)))
    return lastbit_choose_f64x8(lastbit_is_finite_f64x8(largest), bits, zero)
  }

  /// Exponents of the references that absolute errors are counted from.
  @inline(__always)
  private func scale(_ reference: lastbit_f64x8) -> lastbit_f64x8 {
    let zero = lastbit_splat_f64x8(0)
    guard error == .absolute else { return zero }
    let exponents = lastbit_exponents(lastbit_magnitude_f64x8(reference))
    return lastbit_choose_f64x8(
      lastbit_is_finite_f64x8(reference),
      lastbit_choose_f64x8(lastbit_is_zero_f64x8(reference), zero, exponents), zero)
  }
}
