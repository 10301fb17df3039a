import Arithmetic
import PipelineKit

/// Significant bits of every number of samples that lie in memory.
struct BitsOfSamples {
  let formula: SignificantBits
  /// Whether numbers whose reference is 0 get NaN.
  let skipsZeros: Bool
  let threads: Int

  /// Numbers that are worth a thread's turn, and that are taken from each sample at once.
  private static let grain = 1 << 16
  private static let block = 64
  private typealias Lanes = SampleColumns.Lanes

  /// Computes the bits and references of a slab; the same for any number of threads.
  ///
  /// - Parameters:
  ///   - samples: at least two, of the slab's numbers alone.
  ///   - given: the references of the slab's numbers; their samples' means where there are none.
  func compute(
    _ samples: [DatasetElements], given: [Double]?,
    bits: UnsafeMutableBufferPointer<Double>, references: UnsafeMutableBufferPointer<Double>?
  ) throws {
    nonisolated(unsafe) let (bits, references) = (bits, references)
    try withNumbers(of: samples[...], []) { rows in
      try ParallelRuns.forEach(of: bits.count, grain: Self.grain, threads: threads) { run in
        var scratch = Scratch(samples: rows.count, block: Self.block)
        for start in stride(from: run.lowerBound, to: run.upperBound, by: Self.block) {
          let block = start..<min(start + Self.block, run.upperBound)
          for (index, row) in rows.enumerated() { row.read(block, into: scratch.row(index)) }
          for first in stride(from: block.lowerBound, to: block.upperBound, by: Lanes.scalarCount) {
            scratch.takeColumns(at: first - start)
            let count = min(Lanes.scalarCount, block.upperBound - first)
            let reference = given.map { lanes($0, first, count) } ?? scratch.columns.means()
            let result = self.bits(scratch.columns, reference)
            for lane in 0..<count {
              bits[first + lane] = result[lane]
              references?[first + lane] = reference[lane]
            }
          }
        }
      }
    }
  }

  private func lanes(_ numbers: [Double], _ first: Int, _ count: Int) -> Lanes {
    var lanes = Lanes(repeating: 1)
    for lane in 0..<count { lanes[lane] = numbers[first + lane] }
    return lanes
  }

  private func bits(_ columns: borrowing SampleColumns, _ reference: Lanes) -> Lanes {
    var squares = Lanes.zero
    var largest = Lanes.zero
    switch formula.method {
    case .parker: squares = columns.squares(around: reference)
    case .cnh:
      columns.toErrors(formula.error, from: reference)
      squares = columns.squares(around: columns.means())
      // Needed for numbers without spread alone.
      if any(squares .== 0) { largest = columns.largest() }
    case .general:
      columns.toErrors(formula.error, from: reference)
      largest = columns.largest()
    }
    let deviations = (squares / formula.deviationDivisor).squareRoot()
    var bits = Lanes(repeating: .nan)
    for lane in 0..<Lanes.scalarCount where !(skipsZeros && reference[lane] == 0) {
      let moments = Moments(
        mean: reference[lane], deviation: deviations[lane], largest: largest[lane])
      bits[lane] = formula.bits(moments, reference: reference[lane])
    }
    return bits
  }

  /// Calls `body` with all samples where they lie in memory.
  private func withNumbers(
    of samples: ArraySlice<DatasetElements>, _ found: [NumbersInMemory],
    _ body: ([NumbersInMemory]) throws -> Void
  ) throws {
    guard let next = samples.first else { return try body(found) }
    try next.withNumbers { try withNumbers(of: samples.dropFirst(), found + [$0], body) }
  }

  /// A block of every sample as binary64, and eight of its columns.
  private struct Scratch: ~Copyable {
    private(set) var columns: SampleColumns
    private let block: Int
    private let numbers: UnsafeMutablePointer<Double>

    init(samples: Int, block: Int) {
      columns = SampleColumns(samples: samples)
      self.block = block
      numbers = .allocate(capacity: samples * block)
      numbers.initialize(repeating: 0, count: samples * block)
    }

    deinit { numbers.deallocate() }

    func row(_ sample: Int) -> UnsafeMutablePointer<Double> { numbers + sample * block }

    mutating func takeColumns(at start: Int) { columns.take(numbers + start, distance: block) }
  }
}
