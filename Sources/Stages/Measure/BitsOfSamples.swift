import Arithmetic
import PipelineKit

/// Significant bits of every number of samples that lie in memory.
struct BitsOfSamples {
  let formula: SignificantBits
  let threads: Int

  /// Numbers that are worth a thread's turn, and that are copied from each sample at once.
  private static let grain = 1 << 16
  private static let copied = 1 << 10

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
    let kernels = Arithmetics.cpu.kernels
    @Sendable func fill(_ run: Range<Int>, from lines: SampleLines) {
      func fill(from given: UnsafeBufferPointer<Double>?) {
        kernels.significantBits(
          formula, of: lines, given: given, bits: UnsafeMutableBufferPointer(rebasing: bits[run]),
          references: references.map { UnsafeMutableBufferPointer(rebasing: $0[run]) })
      }
      guard let given else { return fill(from: nil) }
      given[run].withUnsafeBufferPointer { fill(from: $0) }
    }
    try withNumbers(of: samples[...], []) { numbers in
      try ParallelRuns.forEach(of: bits.count, grain: Self.grain, threads: threads) { run in
        if let lines = SampleLines(of: numbers, run) { return fill(run, from: lines) }
        var copy = [Double](repeating: 0, count: numbers.count * Self.copied)
        copy.withUnsafeMutableBufferPointer { copy in
          for start in stride(from: run.lowerBound, to: run.upperBound, by: Self.copied) {
            let block = start..<min(start + Self.copied, run.upperBound)
            let lines = numbers.indices.map { sample in
              let start = sample * Self.copied
              return UnsafeMutableBufferPointer(rebasing: copy[start..<start + block.count])
            }
            for (numbers, line) in zip(numbers, lines) { numbers.read(block, into: line) }
            fill(block, from: .binary64(lines.map { UnsafeBufferPointer($0) }))
          }
        }
      }
    }
  }

  /// Calls `body` with all samples where they lie in memory.
  private func withNumbers(
    of samples: ArraySlice<DatasetElements>, _ found: [NumbersInMemory],
    _ body: ([NumbersInMemory]) throws -> Void
  ) throws {
    guard let next = samples.first else { return try body(found) }
    try next.withNumbers { try withNumbers(of: samples.dropFirst(), found + [$0], body) }
  }
}

extension SampleLines {
  /// A run of samples where they lie; `nil` unless all are binary32 or all are binary64.
  fileprivate init?(of samples: [NumbersInMemory], _ run: Range<Int>) {
    let single: [UnsafeBufferPointer<Float>] = samples.compactMap {
      guard case .float32(let numbers) = $0 else { return nil }
      return UnsafeBufferPointer(rebasing: numbers[run])
    }
    let double: [UnsafeBufferPointer<Double>] = samples.compactMap {
      guard case .float64(let numbers) = $0 else { return nil }
      return UnsafeBufferPointer(rebasing: numbers[run])
    }
    if single.count == samples.count {
      self = .binary32(single)
    } else if double.count == samples.count {
      self = .binary64(double)
    } else {
      return nil
    }
  }
}
